import type { Effect } from '../request';

/** The longest that one item waits for a vendor in all, in milliseconds. */
export const LONGEST_WAIT_MS = 120_000;

const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 15_000;

/** What came of one attempt that was no success. Times are milliseconds. */
export interface Attempt {
	/** Null when no answer came. */
	status: number | null;
	/** What the connection did when no answer came. */
	connection?: 'neverMade' | 'untrusted' | 'loginFailed' | 'cut' | 'timeout';
	/** From the Retry-After header; null when there was none that could be read. */
	retryAfterMs: number | null;
}

export interface RetrySoFar {
	retries: number;
	maxRetries: number;
	waitedMs: number;
}

export interface RetryRules {
	effect: Effect;
	/** False where the vendor's 429 without Retry-After is a cap that waiting does not lift. */
	retry429WithoutRetryAfter: boolean;
}

export type Decision = { again: true; waitMs: number } | { again: false; why: string };

/**
 * Whether to send a request again, and after how long. The one place that decides it.
 * @param random between 0 and 1, for the jitter of the backoff
 */
export function decideRetry(attempt: Attempt, soFar: RetrySoFar, rules: RetryRules, random: number): Decision {
	const refusal = refusalOf(attempt, rules);
	if (refusal) return { again: false, why: refusal };
	if (soFar.maxRetries === 0) return { again: false, why: 'Max Retries is 0.' };
	if (soFar.retries >= soFar.maxRetries) {
		return { again: false, why: `That was the last of ${times(soFar.maxRetries)} that Max Retries allows.` };
	}
	const waitMs = attempt.retryAfterMs ?? backoff(soFar.retries, random);
	if (soFar.waitedMs + waitMs > LONGEST_WAIT_MS) {
		const asked = attempt.retryAfterMs === null ? '' : `The vendor asks to wait ${seconds(waitMs)}. `;
		return { again: false, why: `${asked}An item waits at most ${seconds(LONGEST_WAIT_MS)} in all.` };
	}
	return { again: true, waitMs };
}

/** Why the request must not be sent again, or undefined when it may. */
function refusalOf({ status, connection, retryAfterMs }: Attempt, { effect, retry429WithoutRetryAfter }: RetryRules) {
	if (status === 429 && connection === undefined && retryAfterMs === null && !retry429WithoutRetryAfter) {
		return 'This is the cap of the plan, which waiting a moment does not lift.';
	}
	if (status === 429 || status === 503 || connection === 'neverMade') return undefined;
	if (connection === 'untrusted' || connection === 'loginFailed') return 'Sending the same again would end the same way.';
	const isPassing = status === null || status >= 500 || (connection === 'cut' && status < 300);
	if (isPassing && effect === 'repeatable') return undefined;
	const isRedirect = status !== null && status < 400;
	return (isPassing || isRedirect) && effect === 'creates'
		? 'It was not sent again, because it may have done its work.'
		: 'Sending the same again would end the same way.';
}

const backoff = (retries: number, random: number) =>
	Math.round(Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** retries) * (0.5 + random / 2));

const times = (count: number) => (count === 1 ? '1 retry' : `${count} retries`);
const seconds = (ms: number) => `${Math.ceil(ms / 1000)} seconds`;

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';
const DATE_FORMS = [
	/^\w{3}, (?<day>\d{2}) (?<month>\w{3}) (?<year>\d{4}) (?<h>\d{2}):(?<m>\d{2}):(?<s>\d{2}) GMT$/,
	/^\w{6,9}, (?<day>\d{2})-(?<month>\w{3})-(?<year>\d{2}) (?<h>\d{2}):(?<m>\d{2}):(?<s>\d{2}) GMT$/,
	/^\w{3} (?<month>\w{3}) (?<day>[ \d]\d) (?<h>\d{2}):(?<m>\d{2}):(?<s>\d{2}) (?<year>\d{4})$/,
];

/**
 * A Retry-After header as milliseconds from now: seconds, or any of HTTP's three date forms (RFC 9110, 5.6.7 and 10.2.3).
 * A date in the past is 0; what cannot be read is null.
 * @param date the answer's own Date header, so that a vendor's wrong clock does no harm
 */
export function retryAfter(header: unknown, date: unknown, now: number): number | null {
	if (typeof header === 'number') return header >= 0 ? header * 1000 : null;
	if (typeof header !== 'string') return null;
	const value = header.trim();
	// More digits than a number holds are still a number that a text can show.
	if (/^\d+(\.\d+)?$/.test(value)) return Math.min(Math.round(Number(value) * 1000), Number.MAX_SAFE_INTEGER);
	const until = httpDate(value, now);
	return until === null ? null : Math.max(0, until - (httpDate(date, now) ?? now));
}

const httpDate = (value: unknown, now: number): number | null => {
	if (typeof value !== 'string') return null;
	const parts = DATE_FORMS.map((form) => form.exec(value.trim())?.groups).find(Boolean);
	if (!parts) return null;
	const [day, h, m, s] = [parts.day, parts.h, parts.m, parts.s].map(Number) as [number, number, number, number];
	const month = MONTHS.indexOf(parts.month ?? '?') / 3;
	const midnight = Date.UTC(fullYear(parts.year ?? '', now), month, day);
	// Date.UTC takes the 30th of February for the 2nd of March.
	const isDate = Number.isInteger(month) && new Date(midnight).getUTCDate() === day;
	return isDate && h < 24 && m < 60 && s <= 60 ? midnight + ((h * 60 + m) * 60 + s) * 1000 : null;
};

/** Two digits that would be more than 50 years ahead are of the century before. */
const fullYear = (digits: string, now: number): number => {
	if (digits.length === 4) return Number(digits);
	const thisYear = new Date(now).getUTCFullYear();
	const year = Math.floor(thisYear / 100) * 100 + Number(digits);
	return year > thisYear + 50 ? year - 100 : year;
};
