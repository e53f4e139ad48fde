import { sleep } from 'n8n-workflow';
import { deadlines } from './deadlines';

/** A word given once to everybody who listens: no more. Listeners leave when they are done, so nothing piles up in a long run. */
export class CancelToken {
	isCancelled = false;
	private readonly listeners = new Set<() => void>();

	cancel(): void {
		this.isCancelled = true;
		for (const listener of this.listeners) listener();
		this.listeners.clear();
	}

	/** Calls back when the word is given, at once if it was; returns how to leave. */
	onCancel(listener: () => void): () => void {
		if (this.isCancelled) listener();
		else this.listeners.add(listener);
		return () => this.listeners.delete(listener);
	}
}

/** Waits so many milliseconds, or until the stop is given. */
export const pause = async (ms: number, stop: CancelToken): Promise<void> =>
	await new Promise((resolve) => {
		const leave = stop.onCancel(resolve);
		void sleep(ms).then(() => {
			leave();
			resolve();
		});
	});

/**
 * The work's result, or why it was not waited for any longer. n8n cannot cut an authenticated request, so the work itself may go on.
 */
export const withTimeout = async <T>(work: Promise<T>, ms: number, cancelled: CancelToken): Promise<T | 'timeout' | 'cancelled'> =>
	await new Promise((resolve, reject) => {
		if (cancelled.isCancelled) return resolve('cancelled');
		const inTime = deadlines.set(ms, () => end(() => resolve('timeout')));
		const leave = cancelled.onCancel(() => end(() => resolve('cancelled')));
		const end = (settle: () => void) => {
			inTime();
			leave();
			settle();
		};
		work.then(
			(result) => end(() => resolve(result)),
			(error: unknown) => end(() => reject(error as Error)),
		);
	});
