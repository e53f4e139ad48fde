import type { CancelToken } from './cancelToken';
import { withTimeout } from './cancelToken';

/**
 * Requests of one item that were given up and live on, because n8n does not let us cut them. Each counts as in flight until it
 * has really ended, for at most another Timeout.
 */
export class StillOpen {
	private readonly requests: Array<{ ended: Promise<unknown>; until: number }> = [];

	add(request: Promise<unknown>, timeoutMs: number): void {
		const ended = request.catch(() => undefined);
		this.requests.push({ ended, until: Date.now() + timeoutMs });
	}

	/** Waits for all of them. */
	async ended(stop: CancelToken): Promise<void> {
		await Promise.all(this.requests.map(async ({ ended, until }) => await withTimeout(ended, Math.max(0, until - Date.now()), stop)));
	}
}
