import type { IDataObject } from 'n8n-workflow';
import { number, time } from '../base/json';
import type { Vendor } from '../vendor';
import { isSuccessful } from './sendOnce';

interface Headers {
	/** When the limit is lifted; default X-RateLimit-Reset. */
	reset?: string;
	/** How many requests are left until then; default X-RateLimit-Remaining. */
	remaining?: string;
}

/** For `waitOf`: a vendor that says when its limit is lifted, and in a 2xx whether that request was the last. */
export const rateLimitReset =
	({ reset = 'x-ratelimit-reset', remaining = 'x-ratelimit-remaining' }: Headers = {}): NonNullable<Vendor['waitOf']> =>
	({ status, headers }, now) => {
		const isSpent = status === 429 || status === 503 || (isSuccessful(status) && number(headers[remaining]) === 0);
		return isSpent ? resetMs(headers[reset], headers, now) : null;
	};

/** Later than this in seconds, a number is a time and not a wait; the same in milliseconds. */
const FIRST_EPOCH_SECONDS = 1e9;
const FIRST_EPOCH_MILLIS = 1e11;

/** Seconds from now, a time in seconds or milliseconds since 1970, or as ISO 8601. Null when it is none of these, or over. */
export function resetMs(value: unknown, { date }: IDataObject, now: number): number | null {
	const read = number(value);
	const at = read === null ? isoMs(value) : read >= FIRST_EPOCH_MILLIS ? read : read >= FIRST_EPOCH_SECONDS ? read * 1000 : null;
	// By the vendor's own clock, which may be wrong.
	const vendorNow = typeof date === 'string' ? Date.parse(date) || now : now;
	const wait = at === null ? (read === null ? null : read * 1000) : at - vendorNow;
	return wait !== null && wait > 0 ? wait : null;
}

const isoMs = (value: unknown): number | null => {
	const iso = time(value);
	return iso === null ? null : Date.parse(iso);
};
