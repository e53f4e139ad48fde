import { sleep } from 'n8n-workflow';
import { deadlines } from './deadlines';

/** Tells its listeners once to stop. Listeners unsubscribe when they are done, so that they do not pile up in a long run. */
export class CancelToken {
	isCancelled = false;
	private readonly listeners = new Set<() => void>();

	cancel(): void {
		this.isCancelled = true;
		for (const listener of this.listeners) listener();
		this.listeners.clear();
	}

	/** Calls back on `cancel`, or at once if it was called before. Returns a function that unsubscribes. */
	onCancel(listener: () => void): () => void {
		if (this.isCancelled) listener();
		else this.listeners.add(listener);
		return () => this.listeners.delete(listener);
	}
}

/** Waits so many milliseconds, or until `stop` is cancelled. `sleep`, because the linter's `no-restricted-globals` forbids setTimeout. */
export const pause = async (ms: number, stop: CancelToken): Promise<void> =>
	await new Promise((resolve) => {
		const leave = stop.onCancel(resolve);
		void sleep(ms).then(() => {
			leave();
			resolve();
		});
	});

/**
 * The work's result, or why waiting for it ended. The work itself may go on, because n8n cannot abort an authenticated request.
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
