import { install } from '@sinonjs/fake-timers';

/** A clock that stands still while code runs, and then jumps to the next timer. */
export interface VirtualTime {
	/** Milliseconds since the beginning. */
	now(): number;
	wait(ms: number): Promise<void>;
	/** Between 0 and 1, the same for the same seed. */
	random(): number;
}

/** The code under test keeps its own `setTimeout`, `Date` and `Math.random`: this puts another time and chance behind them. */
export async function onVirtualTime<T>(seed: number, work: (time: VirtualTime) => Promise<T>): Promise<T> {
	// Real immediates let all promises settle between two timers.
	const clock = install({ now: 0, toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'] });
	const { random: chance } = Math;
	const { setTimeout: punctual } = globalThis;
	const random = pseudoRandom(seed);
	// Timers are up to a millisecond late.
	Math.random = random;
	globalThis.setTimeout = ((act: () => void, ms = 0) => punctual(act, ms + random())) as never;
	try {
		let isWorking = true;
		const result = work({ now: Date.now, wait: async (ms) => await new Promise((resolve) => setTimeout(resolve, ms)), random });
		void result.finally(() => (isWorking = false)).catch(() => {});
		while (isWorking || clock.countTimers() > 0) {
			await new Promise(setImmediate);
			if (isWorking && clock.countTimers() === 0) throw new Error('The work waits for something that never comes');
			clock.next();
		}
		return await result;
	} finally {
		Math.random = chance;
		globalThis.setTimeout = punctual;
		clock.uninstall();
	}
}

const pseudoRandom = (seed: number) => () => {
	seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
	return seed / 2 ** 31;
};
