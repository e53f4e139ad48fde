/** A vendor's answer to a request that comes at this time: undefined if it accepts it, else its Retry-After in milliseconds, null without one. */
export type Limit = (now: number) => number | null | undefined;

/** Takes so many requests in any one second, and answers more with a Retry-After in whole seconds, as the local vendors do, or without one. */
export function sliding(perSecond: number, saysHowLong = true): Limit {
	let taken: number[] = [];
	return (now) => {
		taken = taken.filter((at) => now - at < 1000);
		const blocking = taken[taken.length - perSecond];
		if (blocking !== undefined) return saysHowLong ? Math.ceil((blocking + 1000 - now) / 1000) * 1000 : null;
		taken.push(now);
		return undefined;
	};
}

/** Takes so many requests in each second of the clock. */
export function windows(perSecond: number): Limit {
	let second = -1;
	let taken = 0;
	return (now) => {
		if (Math.floor(now / 1000) !== second) [second, taken] = [Math.floor(now / 1000), 0];
		taken += 1;
		return taken > perSecond ? 1000 : undefined;
	};
}

/** Holds so many tokens and makes so many new ones a second. */
export function bucket(perSecond: number, size: number): Limit {
	let [tokens, at] = [size, 0];
	return (now) => {
		tokens = Math.min(size, tokens + ((now - at) * perSecond) / 1000);
		at = now;
		if (tokens < 1) return 1000;
		tokens -= 1;
		return undefined;
	};
}

/** Accepts every request except during this time. */
export const passing =
	(from: number, to: number, retryAfterMs: number | null = 1000): Limit =>
	(now) => (now >= from && now < to ? retryAfterMs : undefined);
