import { asCredentialFailure, isOwn } from '../failure/asFailure';
import type { Ending } from '../failure/explain';
import { explain, outcomeOf, reasonOfStatus } from '../failure/explain';
import { redact } from '../failure/redact';
import { vendorWords } from '../failure/vendorWords';
import type { AnyOperation } from '../operation';
import type { ApiRequest, Effect } from '../request';
import type { Vendor } from '../vendor';
import type { Connection } from './account';
import type { Exchanged } from './exchange';
import { asLoginFailed, exchange } from './exchange';
import type { Gate } from './gate';
import { decideRetry } from './retry';
import type { Stop } from './stop';
import { pause } from './stop';

/** For whom, and within which bounds, a request is sent. */
export interface Delivery {
	vendor: Vendor;
	operation: Pick<AnyOperation, 'action'>;
	effect: Effect;
	maxRetries: number;
	timeoutMs: number;
	gate: Gate;
	cancelled: Stop;
}

/**
 * Sends a request until the vendor has taken it, and again only where that cannot make two of something.
 * The caller has a place in the gate and keeps it while it waits: items that share a login or a key may wait for this one.
 * @returns a 2xx answer, and how often the request was sent again for it
 * @throws Failure
 */
export async function deliver(request: ApiRequest, connection: Connection, delivery: Delivery): Promise<Exchanged & { retries: number }> {
	const { vendor, gate, maxRetries, effect } = delivery;
	const rules = { effect, retryBlind429: vendor.retryBlind429 ?? true };
	let retries = 0;
	let waitedMs = 0;
	let isRenewed = false;

	for (;;) {
		const startedAt = Date.now();
		const came = await exchange(connection, request, delivery.timeoutMs, delivery.cancelled);
		if (isSuccess(came)) {
			gate.pace.acceptedOne();
			return { ...came, retries };
		}
		if (came.status === 401 && came.connection === undefined && connection.renew && !isRenewed) {
			isRenewed = true;
			const failed = await connection.renew().then(() => undefined, (error: unknown) =>
				isOwn(error)
					? asCredentialFailure(error, vendor, { ...delivery.operation, effect })
					: failureOf({ ...asLoginFailed(error), cancelled: delivery.cancelled.isGiven }, request, connection, delivery, retries, ''),
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
		const fail = (why: string) => failureOf(came, request, connection, delivery, retries, why);
		if (came.cancelled || !decision.again) throw fail(decision.again ? '' : decision.why);

		await pause(decision.waitMs, gate.closed);
		if (!(await gate.enterAgain())) {
			const stopped = { ...came, cancelled: delivery.cancelled.isGiven };
			throw failureOf(stopped, request, connection, delivery, retries, 'It was not sent again because the run was stopped.');
		}
		retries += 1;
		waitedMs += decision.waitMs;
	}
}

const isSuccess = ({ status, connection }: Exchanged) =>
	status !== null && status >= 200 && status < 300 && connection === undefined;

/** A cap of the plan is none: the next request would not fare better for being late. */
const isPushBack = ({ status, retryAfterMs }: Exchanged, { retryBlind429 }: { retryBlind429: boolean }) =>
	status === 503 || (status === 429 && (retryAfterMs !== null || retryBlind429));

function failureOf(
	came: Exchanged,
	request: ApiRequest,
	connection: Connection,
	{ vendor, operation, effect }: Delivery,
	retries: number,
	why: string,
) {
	const secrets = [...connection.secrets, ...(request.confidential ?? [])];
	const ending: Ending = {
		vendor,
		operation: { action: operation.action, effect },
		reason: reasonOf(came, vendor),
		outcome: outcomeOf(came),
		status: came.status,
		words: vendorWords(came.body, secrets),
		note: redact(came.note ?? '', secrets),
		retries,
		why,
		retryAfterMs: came.retryAfterMs,
	};
	return explain(isRedirect(came) ? { ...ending, words: '', advice: REDIRECT_ADVICE } : ending);
}

const reasonOf = ({ cancelled, status, connection, retryAfterMs, body }: Exchanged, vendor: Vendor) => {
	if (cancelled) return 'cancelled';
	if (connection === 'timeout') return 'timeout';
	if (connection === 'loginFailed') return reasonOfLogin(status);
	if (status === null || connection !== undefined) return 'network';
	if (status === 429 && retryAfterMs === null && vendor.retryBlind429 === false) return 'planLimit';
	return vendor.reasonOf?.(status, body) ?? reasonOfStatus(status);
};

const reasonOfLogin = (status: number | null) => {
	if (status === null) return 'network';
	return status >= 400 && status < 500 && status !== 429 ? 'authentication' : reasonOfStatus(status);
};

const isRedirect = ({ status }: Exchanged) => status !== null && status >= 300 && status < 400;
const REDIRECT_ADVICE =
	'The vendor answered with a redirect, which is never followed because it could carry the credential elsewhere. Check the Base URL.';
