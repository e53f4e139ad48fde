import type { Connection } from '../../nodes/shared/account/connection';
import { CancelToken } from '../../nodes/shared/send/cancelToken';
import { Gate } from '../../nodes/shared/send/gate';
import type { Pace } from '../../nodes/shared/send/pace';
import { sendWithRetry } from '../../nodes/shared/send/sendWithRetry';
import { userDesk } from '../../nodes/UserDesk/vendor';
import { onVirtualTime } from './virtualTime';

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
	/** For the accidents of time. */
	seed?: number;
	/** In place of the gate's own. */
	pace?: Pick<Pace, 'delay' | 'started' | 'acceptedOne' | 'pushedBack'>;
}

export interface Played {
	seconds: number;
	failed: number;
	pushedBack: number;
	/** When requests started, in milliseconds since the beginning. */
	starts: number[];
}

/** A pool that stays as wide as it is. */
export const fixed: Load['pace'] = { delay: () => 0, started: () => {}, acceptedOne: () => {}, pushedBack: () => {} };

const operation = userDesk.resources.conversation!.operations.create!;
const request = { method: 'POST' as const, path: '/conversation', body: {} };

/**
 * Sends a run's requests through the gate, with all that decides on retries, on a clock of its own: before a vendor that
 * takes up to 10 % longer than its latency, with timers that are up to a millisecond late.
 */
export async function play({ limit, items, concurrency, latencyMs, seed = 1, pace }: Load): Promise<Played> {
	return await onVirtualTime(seed, async ({ now, wait, random }) => {
		const played: Played = { seconds: 0, failed: 0, pushedBack: 0, starts: [] };
		const send = async () => {
			played.starts.push(now());
			const wayMs = (latencyMs * (1 + random() / 10)) / 2;
			await wait(wayMs);
			const retryAfterMs = limit(now());
			await wait(wayMs);
			if (retryAfterMs === undefined) return { statusCode: 200, headers: {}, body: {} };
			played.pushedBack += 1;
			return { statusCode: 429, headers: retryAfterMs === null ? {} : { 'retry-after': retryAfterMs / 1000 }, body: {} };
		};
		const gate = new Gate(concurrency);
		if (pace) Object.assign(gate, { pace });
		const connection: Connection = { id: 'pool', accountKey: 'pool', baseUrl: 'https://vendor.example', secrets: [], send };
		const options = { ...operation, operation, vendor: userDesk, maxRetries: 3, timeoutMs: 60_000, gate, cancelled: new CancelToken() };
		const runItem = async () => {
			await sendWithRetry(request, connection, options)
				.catch(() => void (played.failed += 1))
				.finally(() => gate.leave());
		};
		const atWork: Array<Promise<void>> = [];
		for (let item = 0; item < items && (await gate.enter()); item += 1) atWork.push(runItem());
		await Promise.all(atWork);
		return { ...played, seconds: now() / 1000 };
	});
}
