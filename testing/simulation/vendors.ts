import type { Limit } from './limits';
import type { VirtualTime } from './virtualTime';

/** How a vendor refuses a request: with a status, or no connection comes about. */
export type Refusal = { status: 429 | 503; retryAfterMs: number | null } | { code: 'ECONNREFUSED' };

/** A vendor on virtual time: what it makes of one request after another. Undefined if it accepts it. */
export type SimulatedVendor = (time: VirtualTime) => () => Promise<Refusal | undefined>;

/** Up to a tenth more. */
const about = (ms: number, { random }: VirtualTime) => ms * (1 + random() / 10);

/** Answers after so long, whatever comes. */
export const steady =
	(latencyMs: number): SimulatedVendor =>
	(time) =>
	async () => {
		await time.wait(about(latencyMs, time));
		return undefined;
	};

/** Answers after any time between the two. */
export const bot =
	(fromMs: number, toMs: number): SimulatedVendor =>
	({ wait, random }) =>
	async () => {
		await wait(fromMs + (toMs - fromMs) * random());
		return undefined;
	};

/** Mostly quick and sometimes very slow: the logarithms of its times are normally distributed, with a standard deviation of 1. */
export const moodyBot =
	(medianMs: number): SimulatedVendor =>
	({ wait, random }) =>
	async () => {
		const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
		await wait(medianMs * Math.exp(Math.max(-3, Math.min(3, normal))));
		return undefined;
	};

/**
 * Serves so many at once, and lets the others wait in line.
 * @param thrashing whether everybody takes longer the longer the line is
 */
export const queue =
	(servers: number, serviceMs: number, thrashing = false): SimulatedVendor =>
	(time) => {
		const free = Array.from({ length: servers }, () => 0);
		let inside = 0;
		return async () => {
			inside += 1;
			const slower = thrashing ? 1 + Math.max(0, inside - servers) / servers / 2 : 1;
			const next = free.indexOf(Math.min(...free));
			free[next] = Math.max(free[next]!, time.now()) + about(serviceMs * slower, time);
			await time.wait(free[next]! - time.now());
			inside -= 1;
			return undefined;
		};
	};

/** Refuses, sooner than it answers, a request that finds so many inside. */
export const crowded =
	(most: number, latencyMs: number, refusal: Refusal): SimulatedVendor =>
	(time) => {
		let inside = 0;
		return async () => {
			if (inside >= most) {
				await time.wait(latencyMs / 4);
				return refusal;
			}
			inside += 1;
			await time.wait(about(latencyMs, time));
			inside -= 1;
			return undefined;
		};
	};

/** Asks the limit when a request has come half of its way. */
export const limited =
	(newLimit: () => Limit, latencyMs: number): SimulatedVendor =>
	(time) => {
		const limit = newLimit();
		return async () => {
			const wayMs = about(latencyMs, time) / 2;
			await time.wait(wayMs);
			const retryAfterMs = limit(time.now());
			await time.wait(wayMs);
			return retryAfterMs === undefined ? undefined : { status: 429, retryAfterMs };
		};
	};
