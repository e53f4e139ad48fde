import { asCredentialFailure, explainsItself } from '../failure/asFailure';
import type { FailureFacts } from '../failure/describeFailure';
import { describeFailure, outcomeOf, reasonOfStatus } from '../failure/describeFailure';
import { redact } from '../base/redact';
import { vendorMessage } from '../failure/vendorMessage';
import type { Operation } from '../operation';
import type { ApiRequest, Effect } from '../request';
import type { Vendor } from '../vendor';
import type { Connection } from '../account/connection';
import type { SendResult } from './sendOnce';
import { asLoginFailed, sendOnce } from './sendOnce';
import type { Gate } from './gate';
import { decideRetry } from './retry';
import type { CancelToken } from './cancelToken';
import { pause } from './cancelToken';

/** For whom, and within which bounds, a request is sent. */
export interface SendOptions {
	vendor: Vendor;
	operation: Pick<Operation, 'action'>;
	effect: Effect;
	maxRetries: number;
	timeoutMs: number;
	gate: Gate;
	cancelled: CancelToken;
}

/**
 * Sends a request until the vendor has taken it, and again only where that cannot make two of something.
 * The caller has a place in the gate and keeps it while it waits: items that share a login or a key may wait for this one.
 * @returns a 2xx answer, and how often the request was sent again for it
 * @throws Failure
 */
export async function sendWithRetry(request: ApiRequest, connection: Connection, options: SendOptions): Promise<SendResult & { retries: number }> {
	const { vendor, gate, maxRetries, effect } = options;
	const rules = { effect, retry429WithoutRetryAfter: vendor.retry429WithoutRetryAfter ?? true };
	let retries = 0;
	let waitedMs = 0;
	let isRenewed = false;

	for (;;) {
		const startedAt = Date.now();
		const came = await sendOnce(connection, request, options.timeoutMs, options.cancelled);
		if (isSuccess(came)) {
			gate.pace.acceptedOne();
			return { ...came, retries };
		}
		if (came.status === 401 && came.connection === undefined && connection.renew && !isRenewed) {
			isRenewed = true;
			const failed = await connection.renew(options).then(() => undefined, (error: unknown) =>
				explainsItself(error)
					? asCredentialFailure(error, vendor, { ...options.operation, effect })
					: failureOf({ ...asLoginFailed(error), cancelled: options.cancelled.isCancelled }, request, connection, options, retries, ''),
			);
			if (failed === undefined) continue;
			throw failed;
		}
		const decision = decideRetry(came, { retries, maxRetries, waitedMs }, rules, Math.random());
		if (isPushBack(came, rules)) {
			gate.pace.pushedBack(Date.now(), startedAt, decision.again ? decision.waitMs : 0);
		} else if (came.status !== null) {
			gate.pace.acceptedOne();
		}
		const fail = (retryNote: string) => failureOf(came, request, connection, options, retries, retryNote);
		if (came.cancelled || !decision.again) throw fail(decision.again ? '' : decision.why);

		await pause(decision.waitMs, gate.closed);
		if (!(await gate.enterAgain())) {
			const stopped = { ...came, cancelled: options.cancelled.isCancelled };
			throw failureOf(stopped, request, connection, options, retries, 'It was not sent again because the run was stopped.');
		}
		retries += 1;
		waitedMs += decision.waitMs;
	}
}

const isSuccess = ({ status, connection }: SendResult) =>
	status !== null && status >= 200 && status < 300 && connection === undefined;

/** A cap of the plan is none: the next request would not fare better for being late. */
const isPushBack = ({ status, retryAfterMs }: SendResult, { retry429WithoutRetryAfter }: { retry429WithoutRetryAfter: boolean }) =>
	status === 503 || (status === 429 && (retryAfterMs !== null || retry429WithoutRetryAfter));

function failureOf(
	came: SendResult,
	request: ApiRequest,
	connection: Connection,
	{ vendor, operation, effect }: SendOptions,
	retries: number,
	retryNote: string,
) {
	const secrets = [...connection.secrets, ...(request.confidential ?? [])];
	const facts: FailureFacts = {
		vendor,
		operation: { action: operation.action, effect },
		reason: reasonOf(came, vendor),
		outcome: outcomeOf(came),
		status: came.status,
		vendorMessage: vendorMessage(came.body, secrets),
		observation: redact(came.note ?? '', secrets),
		retries,
		retryNote,
		retryAfterMs: came.retryAfterMs,
	};
	return describeFailure(isRedirect(came) ? { ...facts, vendorMessage: '', advice: REDIRECT_ADVICE } : facts);
}

const reasonOf = ({ cancelled, status, connection, renewalTimedOut, retryAfterMs, body }: SendResult, vendor: Vendor) => {
	if (cancelled) return 'cancelled';
	if (connection === 'timeout' || renewalTimedOut) return 'timeout';
	if (connection === 'loginFailed') return reasonOfLogin(status);
	if (status === null || connection !== undefined) return 'network';
	if (status === 429 && retryAfterMs === null && vendor.retry429WithoutRetryAfter === false) return 'planLimit';
	return vendor.reasonOf?.(status, body) ?? reasonOfStatus(status);
};

const reasonOfLogin = (status: number | null) => {
	if (status === null) return 'network';
	return status >= 400 && status < 500 && status !== 429 ? 'authentication' : reasonOfStatus(status);
};

const isRedirect = ({ status }: SendResult) => status !== null && status >= 300 && status < 400;
const REDIRECT_ADVICE =
	'The vendor answered with a redirect, which is never followed because it could carry the credential elsewhere. Check the Base URL.';
