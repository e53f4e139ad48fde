import type { Pace } from '../../nodes/shared/send/pace';
import { decideRetry } from '../../nodes/shared/send/retry';

/** What a vendor says to a request at a time: undefined when it takes it, else its Retry-After in milliseconds, null without one. */
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

/** Takes everything but what comes in this time. */
export const passing =
	(from: number, to: number, retryAfterMs: number | null = 1000): Limit =>
	(now) => (now >= from && now < to ? retryAfterMs : undefined);

export interface Load {
	limit: Limit;
	items: number;
	concurrency: number;
	latencyMs: number;
	maxRetries?: number;
	/** For the accidents of time. */
	seed?: number;
	pace: Pick<Pace, 'delay' | 'started' | 'acceptedOne' | 'pushedBack'>;
}

export interface Played {
	seconds: number;
	failed: number;
	pushedBack: number;
	/** When requests started. */
	starts: number[];
}

/** A pool that stays as wide as it is. */
export const fixed: Load['pace'] = { delay: () => 0, started: () => {}, acceptedOne: () => {}, pushedBack: () => {} };

/**
 * Plays a run on a clock of its own: the pool of `gate.ts` with the rules of `retry.ts` before a vendor that takes up to 10 %
 * longer than its latency, with timers that are up to a millisecond late.
 */
export function play({ limit, items, concurrency, latencyMs, maxRetries = 3, seed = 1, pace }: Load): Played {
	const random = pseudoRandom(seed);
	const later: Array<{ at: number; act(): void }> = [];
	const waiting: Array<{ hasPlace: boolean; send(): void }> = [];
	const starts: number[] = [];
	let [now, inside, failed, pushedBack, isLooking] = [0, 0, 0, 0, false];

	const after = (ms: number, act: () => void) => {
		const at = now + ms;
		const place = later.findIndex((other) => other.at > at);
		later.splice(place === -1 ? later.length : place, 0, { at, act });
	};
	const look = () => {
		while (!isLooking && waiting[0] && (waiting[0].hasPlace || inside < concurrency)) {
			const delay = pace.delay(now);
			if (delay > 0) {
				isLooking = true;
				after(Math.ceil(delay) + random(), () => {
					isLooking = false;
					look();
				});
			} else {
				const next = waiting.shift()!;
				if (!next.hasPlace) inside += 1;
				pace.started(now);
				starts.push(now);
				next.send();
			}
		}
	};
	const leave = () => {
		inside -= 1;
		look();
	};
	const send = (retries: number, waitedMs: number) => {
		const startedAt = now;
		const wayMs = (latencyMs * (1 + random() / 10) + 1) / 2;
		const answered = (retryAfterMs: number | null) => {
			pushedBack += 1;
			const attempt = { status: 429, retryAfterMs };
			const decision = decideRetry(attempt, { retries, maxRetries, waitedMs }, { idempotent: false, retry429WithoutRetryAfter: true }, random());
			pace.pushedBack(now, startedAt, decision.again ? decision.waitMs : 0);
			if (!decision.again) {
				failed += 1;
				return leave();
			}
			after(decision.waitMs + random(), () => {
				waiting.unshift({ hasPlace: true, send: () => send(retries + 1, waitedMs + decision.waitMs) });
				look();
			});
		};
		after(wayMs, () => {
			const said = limit(now);
			after(wayMs, () => {
				if (said !== undefined) return answered(said);
				pace.acceptedOne();
				leave();
			});
		});
	};

	for (let item = 0; item < items; item += 1) waiting.push({ hasPlace: false, send: () => send(0, 0) });
	look();
	for (let event = later.shift(); event; event = later.shift()) {
		now = event.at;
		event.act();
	}
	return { seconds: now / 1000, failed, pushedBack, starts };
}

const pseudoRandom = (seed: number) => {
	return () => {
		seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
		return seed / 2 ** 31;
	};
};
