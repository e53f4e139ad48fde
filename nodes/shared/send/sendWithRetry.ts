import type { Delivery } from '../form/settings';
import { asCredentialFailure, explainsItself } from '../failure/asFailure';
import { RunStopped } from '../failure/failure';
import { sendFailure } from '../failure/sendFailure';
import type { Operation } from '../operation';
import type { ApiRequest } from '../request';
import type { Vendor } from '../vendor';
import type { Connection } from '../account/connection';
import type { CancelToken } from './cancelToken';
import { pause } from './cancelToken';
import type { Gate } from './gate';
import type { RetryRefusal, RetryRules } from './retry';
import { decideRetry, LONGEST_WAIT_MS, refusalAtLeastOnce } from './retry';
import type { SendResult } from './sendOnce';
import { asLoginFailed, sendOnce } from './sendOnce';
import type { StillOpen } from './stillOpen';

/** How long one item has waited for its vendor, in all its requests together. */
export interface Patience {
	waitedMs: number;
}

/** For whom, and within which bounds, a request is sent. */
export interface SendOptions {
	vendor: Vendor;
	operation: Pick<Operation, 'action'>;
	/** Of this request, which may only read although its operation creates. */
	idempotent: boolean;
	maxRetries: number;
	/** For the text of a failure. */
	delivery?: Delivery;
	timeoutMs: number;
	gate: Gate;
	cancelled: CancelToken;
	/** How often the item was sent again before; counted in `retries`. */
	retriesBefore?: number;
	/** Of the item; default one of this request's own. */
	patience?: Patience;
	/** Of the item: what was given up and lives on. */
	stillOpen?: StillOpen;
}

/**
 * Sends a request until the vendor has taken it, and again only where that cannot make two of something.
 * The caller has a place in the gate and keeps it while it waits: items that share a login or a key may wait for this one.
 * @returns a 2xx answer, and how often the request was sent again for it
 * @throws Failure, and RunStopped when the run was stopped before anything was sent
 */
export async function sendWithRetry(
	request: ApiRequest,
	connection: Connection,
	options: SendOptions,
): Promise<SendResult & { retries: number }> {
	const { vendor, gate, maxRetries, idempotent, timeoutMs, cancelled } = options;
	const operation = { action: options.operation.action, idempotent };
	const rules = { idempotent, retry429WithoutRetryAfter: vendor.retry429WithoutRetryAfter ?? true };
	let retries = options.retriesBefore ?? 0;
	const patience = options.patience ?? { waitedMs: 0 };
	let isRenewed = false;
	const failure = (result: SendResult, because?: RetryRefusal) => {
		const isSentAgain = because?.because === 'mayHaveWorked' && options.delivery === 'atLeastOnce';
		const refusal = isSentAgain ? refusalAtLeastOnce(result.status, retries, maxRetries) : because;
		const secrets = [...connection.secrets, ...(request.confidential ?? [])];
		return sendFailure(result, { vendor, operation, timeoutMs, retries, refusal, delivery: options.delivery, secrets });
	};

	if (gate.closed.isCancelled) throw new RunStopped();
	for (;;) {
		const startedAt = Date.now();
		const result = await sendOnce(connection, request, timeoutMs, cancelled);
		if (result.stillOpen) options.stillOpen?.add(result.stillOpen, timeoutMs);
		if (isSuccess(result)) {
			gate.pace.acceptedOne();
			return { ...result, retries };
		}
		if (result.status === 401 && result.connection === undefined && connection.renew && !isRenewed) {
			isRenewed = true;
			await connection.renew(options).catch((error: unknown) => {
				if (explainsItself(error)) throw asCredentialFailure(error, vendor, operation);
				throw failure({ ...asLoginFailed(error), cancelled: cancelled.isCancelled });
			});
			if (gate.closed.isCancelled) throw failure(result, { because: 'runStopped' });
			continue;
		}
		const decision = decideRetry(result, { retries, maxRetries, waitedMs: patience.waitedMs }, rules, Math.random());
		if (isPushBack(result, rules)) {
			gate.pace.pushedBack(Date.now(), startedAt, decision.again ? decision.waitMs : 0);
		} else if (result.status !== null) {
			gate.pace.acceptedOne();
		}
		if (!decision.again) throw failure(result, decision);
		if (result.cancelled) throw failure(result);

		if (result.stillOpen) await options.stillOpen?.ended(gate.closed);
		const waitingSince = Date.now();
		const until = waitingSince + LONGEST_WAIT_MS - patience.waitedMs;
		await pause(decision.waitMs, gate.closed);
		const mayStart = await gate.enterAgain(until);
		patience.waitedMs += Date.now() - waitingSince;
		if (!mayStart) {
			if (gate.closed.isCancelled) throw failure({ ...result, cancelled: cancelled.isCancelled }, { because: 'runStopped' });
			throw failure(result, { because: 'waitTooLong', longestWaitMs: LONGEST_WAIT_MS, askedWaitMs: null });
		}
		retries += 1;
	}
}

const isSuccess = ({ status, connection }: SendResult) =>
	status !== null && status >= 200 && status < 300 && connection === undefined;

/** A plan limit is not back-pressure: the next request would not fare better for being late. */
const isPushBack = ({ status, retryAfterMs }: SendResult, { retry429WithoutRetryAfter }: RetryRules) =>
	status === 503 || (status === 429 && (retryAfterMs !== null || retry429WithoutRetryAfter));
