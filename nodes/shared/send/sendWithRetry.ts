import type { Delivery } from '../form/settings';
import { asCredentialFailure, explainsItself } from '../failure/asFailure';
import type { NamedOperation } from '../failure/describeFailure';
import { RunStopped } from '../failure/failure';
import { sendFailure } from '../failure/sendFailure';
import type { ApiRequest } from '../request';
import type { Vendor } from '../vendor';
import type { Connection } from '../account/connection';
import type { CancelToken } from './cancelToken';
import { pause } from './cancelToken';
import type { Gate } from './gate';
import type { Flight } from './places';
import type { RetryRefusal, RetryRules } from './retry';
import { decideRetry, isHiddenLimit, LONGEST_WAIT_MS, refusalAtLeastOnce } from './retry';
import type { Hearing, SendResult } from './sendOnce';
import { asLoginFailed, isSuccessful, sendOnce } from './sendOnce';
import type { StillOpen } from './stillOpen';

/** How long one item has waited for its vendor, in all its requests together. */
export interface Patience {
	waitedMs: number;
}

/** For which operation, and within which limits, a request is sent. */
export interface SendOptions extends Pick<Hearing, 'onPiece'> {
	vendor: Vendor;
	operation: Omit<NamedOperation, 'idempotent'>;
	/** Whether this request is idempotent. It may be although its operation is not, if it only reads. */
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
	/** Told when each try starts. */
	starts?(at: number): void;
}

/**
 * Sends a request until the vendor accepts it, but never again if that could make two of something.
 * The caller keeps its place in the gate while it waits, because items that share its login or key may be waiting for it.
 * @returns a 2xx answer, and how often the request was sent again for it
 * @throws Failure, and RunStopped when the run was stopped before anything was sent
 */
export async function sendWithRetry(
	request: ApiRequest,
	connection: Connection,
	options: SendOptions,
): Promise<SendResult & { retries: number }> {
	const { vendor, gate, maxRetries, idempotent, timeoutMs, cancelled } = options;
	const operation = { action: options.operation.action, hasNoOptions: options.operation.hasNoOptions, idempotent };
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
		options.starts?.(startedAt);
		const flight = gate.places.started(startedAt);
		const result = await sendOnce(connection, request, timeoutMs, cancelled, options);
		if (result.stillOpen) options.stillOpen?.add(result.stillOpen, timeoutMs);
		if (isSuccess(result)) {
			gate.pace.acceptedOne();
			flight.answered(Date.now());
			if (vendor.waitOf && result.retryAfterMs) gate.pace.hold(Date.now() + Math.min(result.retryAfterMs, LONGEST_WAIT_MS));
			return { ...result, retries };
		}
		if (isUnauthorized(result, vendor) && result.connection === undefined && connection.renew && !isRenewed) {
			isRenewed = true;
			flight.ended();
			// No try: `require-node-api-error` allows only NodeApiError to be thrown in a catch clause.
			await connection.renew(options).catch((error: unknown) => {
				if (explainsItself(error)) throw asCredentialFailure(error, vendor, operation);
				throw failure({ ...asLoginFailed(error), cancelled: cancelled.isCancelled });
			});
			if (gate.closed.isCancelled) throw failure(result, { because: 'runStopped' });
			continue;
		}
		const decision = decideRetry(result, { retries, maxRetries, waitedMs: patience.waitedMs }, rules, Math.random());
		if (isPushBack(result, rules)) {
			pushBack(gate, flight, startedAt, result, decision.again ? decision.waitMs : 0);
		} else if (result.status !== null) {
			gate.pace.acceptedOne();
			flight.answered(Date.now());
		} else if (result.connection === 'cut' || result.connection === 'neverMade') {
			flight.broken(Date.now());
		} else {
			flight.ended();
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

/** The run sends less: fewer at once, or more slowly. When the vendor says how long to wait, nothing starts meanwhile. */
function pushBack(gate: Gate, flight: Flight, startedAt: number, { retryAfterMs }: SendResult, waitMs: number): void {
	const { pace } = gate;
	const now = Date.now();
	gate.slowedDown(now, startedAt);
	const isCrowd = flight.pushedBack(now, pace.gap(now) > 0);
	if (!isCrowd) pace.pushedBack(now, startedAt, waitMs);
	else if (retryAfterMs !== null) pace.hold(now + waitMs);
}

/** By 401, or by what the vendor answers instead of it. */
const isUnauthorized = ({ status, body, hidden }: SendResult, vendor: Vendor): boolean =>
	status === 401 || (status !== null && (hidden?.reason ?? vendor.reasonOf?.(status, body)) === 'authentication');

const isSuccess = ({ status, connection, hidden }: SendResult) => isSuccessful(status) && connection === undefined && !hidden;

/** A plan limit is not back-pressure, because sending more slowly does not lift it. */
const isPushBack = ({ status, retryAfterMs, hidden }: SendResult, { retry429WithoutRetryAfter }: RetryRules) =>
	status === 503 || isHiddenLimit(hidden) || (status === 429 && (retryAfterMs !== null || retry429WithoutRetryAfter));
