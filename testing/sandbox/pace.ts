import type { FastifyInstance } from 'fastify';
import { later } from './later';
import type { Vendor } from './types';

type Refusal = NonNullable<Vendor['rateLimit']>;

const byRetryAfter: Refusal = (waitMs) => ({
	status: 429,
	headers: { 'retry-after': String(Math.ceil(waitMs / 1000)) },
	body: { error: 'Too Many Requests', message: 'Too many requests in this second.' },
});

/** The vendors' latency and rate limit. @param refusalOf how a vendor refuses what is too much, where it has its own way */
export function newPace(initialLatencyMs: number, refusalOf: (vendor: string) => Refusal | undefined) {
	let latencyMs = initialLatencyMs;
	let ratePerSecond = 0;
	const admitted = new Map<string, number[]>();

	/** 0 when the request may pass, else how long until one may. */
	const admit = (vendor: string): number => {
		const now = Date.now();
		const recent = (admitted.get(vendor) ?? []).filter((at) => now - at < 1000);
		admitted.set(vendor, recent);
		const blocking = recent[recent.length - ratePerSecond];
		if (blocking !== undefined) return blocking + 1000 - now;
		recent.push(now);
		return 0;
	};

	return {
		/** For the routes that are registered on this scope afterwards. */
		rule(scope: FastifyInstance) {
			scope.addHook('preValidation', ({ visit }, reply, done) => {
				const vendor = visit?.vendor ?? '';
				const waitMs = ratePerSecond > 0 ? admit(vendor) : 0;
				later(latencyMs, () => {
					if (waitMs === 0) return done();
					const { status, headers = {}, body } = (refusalOf(vendor) ?? byRetryAfter)(waitMs);
					void reply.code(status).headers(headers).send(body);
				});
			});
		},
		configure(settings: { latencyMs?: number; ratePerSecond?: number }) {
			latencyMs = settings.latencyMs ?? latencyMs;
			ratePerSecond = settings.ratePerSecond ?? ratePerSecond;
		},
		reset() {
			latencyMs = initialLatencyMs;
			ratePerSecond = 0;
			admitted.clear();
		},
	};
}
