import type { FastifyInstance } from 'fastify';
import { later } from './later';

/** The vendors' latency and rate limit. */
export function newPace(initialLatencyMs: number) {
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
			scope.addHook('preValidation', (request, reply, done) => {
				const waitMs = ratePerSecond > 0 ? admit(request.visit?.vendor ?? '') : 0;
				later(latencyMs, () => {
					if (waitMs === 0) return done();
					void reply
						.code(429)
						.header('retry-after', String(Math.ceil(waitMs / 1000)))
						.send({ error: 'Too Many Requests', message: `At most ${ratePerSecond} requests a second.` });
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
