import type { RunMetrics } from './types';

const tickMs = 5;

/** Measures this whole process from the call on until the returned function is called. */
export function startMeasuring(): () => RunMetrics {
	const rssBaseBytes = process.memoryUsage.rss();
	const highestEverBytes = highestRss();
	let rssSeenBytes = rssBaseBytes;
	let longestBlockMs = 0;
	let lastTick = performance.now();
	const tick = () => {
		const now = performance.now();
		longestBlockMs = Math.max(longestBlockMs, now - lastTick - tickMs);
		rssSeenBytes = Math.max(rssSeenBytes, process.memoryUsage.rss());
		lastTick = now;
	};
	const ticker = setInterval(tick, tickMs);
	const cpu = process.cpuUsage();
	const startedAt = performance.now();

	return () => {
		const wallMs = performance.now() - startedAt;
		const { user, system } = process.cpuUsage(cpu);
		clearInterval(ticker);
		tick();
		const highest = highestRss();
		return {
			wallMs,
			cpuMs: (user + system) / 1000,
			rssBaseBytes,
			// The kernel's own high-water mark is exact, but only speaks of this run when this run raised it.
			rssPeakBytes: highest > highestEverBytes ? highest : rssSeenBytes,
			longestBlockMs,
		};
	};
}

function highestRss(): number {
	return process.resourceUsage().maxRSS * 1024;
}
