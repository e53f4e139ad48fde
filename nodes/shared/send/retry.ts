import type { Attempt } from './attempt';
import { isRedirect, mayHaveWorked } from './attempt';

/** The longest that one item waits for a vendor in all, in milliseconds. */
export const LONGEST_WAIT_MS = 120_000;

const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 15_000;

export interface RetrySoFar {
	retries: number;
	maxRetries: number;
	waitedMs: number;
}

export interface RetryRules {
	idempotent: boolean;
	/** False if the vendor's 429 without Retry-After is a plan limit, which waiting does not lift. */
	retry429WithoutRetryAfter: boolean;
}

/** Why a request is not sent again, or not once more. */
export type RetryRefusal =
	| { because: 'mayHaveWorked' | 'endsTheSame' | 'planLimit' | 'noRetries' | 'runStopped' }
	| { because: 'retriesUsed'; maxRetries: number }
	| { because: 'waitTooLong'; longestWaitMs: number; askedWaitMs: number | null };

export type RetryDecision = { again: true; waitMs: number } | ({ again: false } & RetryRefusal);

/**
 * Whether to send a request again, and after how long. The one place that decides it.
 * @param random between 0 and 1, for the jitter of the backoff
 */
export function decideRetry(attempt: Attempt, soFar: RetrySoFar, rules: RetryRules, random: number): RetryDecision {
	const because = refusalOf(attempt, rules);
	if (because) return { again: false, because };
	const { maxRetries } = soFar;
	if (maxRetries === 0) return { again: false, because: 'noRetries' };
	if (soFar.retries >= maxRetries) return { again: false, because: 'retriesUsed', maxRetries };
	const waitMs = attempt.retryAfterMs ?? backoff(soFar.retries, random);
	if (soFar.waitedMs + waitMs > LONGEST_WAIT_MS) {
		return { again: false, because: 'waitTooLong', longestWaitMs: LONGEST_WAIT_MS, askedWaitMs: attempt.retryAfterMs };
	}
	return { again: true, waitMs };
}

/** Undefined when the request may be sent again. */
function refusalOf(attempt: Attempt, { idempotent, retry429WithoutRetryAfter }: RetryRules) {
	const { status, connection, retryAfterMs, hidden } = attempt;
	if (status === 429 && connection === undefined && retryAfterMs === null && !retry429WithoutRetryAfter) return 'planLimit';
	if (status === 429 || status === 503 || connection === 'neverMade' || isHiddenLimit(hidden)) return undefined;
	if (!mayHaveWorked(attempt)) return 'endsTheSame';
	if (!idempotent) return 'mayHaveWorked';
	const isPassing = status === null || status >= 500 || (connection !== undefined && status < 300);
	return isPassing ? undefined : 'endsTheSame';
}

/** The same as a 429, in a 2xx. */
export const isHiddenLimit = (hidden: Attempt['hidden']): boolean => hidden?.certain === true && hidden.reason === 'rateLimited';

/** At Least Once what may have worked is sent again, but no redirect, as long as retries are left and the run goes on. */
export function refusalAtLeastOnce(status: number | null, retries: number, maxRetries: number): RetryRefusal {
	if (isRedirect(status)) return { because: 'endsTheSame' };
	if (maxRetries === 0) return { because: 'noRetries' };
	return retries < maxRetries ? { because: 'runStopped' } : { because: 'retriesUsed', maxRetries };
}

/** Milliseconds. @param random between 0 and 1, for the jitter */
export const backoff = (retries: number, random: number) =>
	Math.round(Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** retries) * (0.5 + random / 2));
