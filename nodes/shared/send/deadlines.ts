import { sleep } from 'n8n-workflow';

/** How often deadlines are checked, and so how late one may be noticed. */
const LOOK_MS = 25;

/**
 * All deadlines of this process, checked by one loop. The linter's `no-restricted-globals` forbids setTimeout and clearTimeout,
 * and a `sleep` for each request would outlive the request and keep it in memory.
 */
class Deadlines {
	private readonly waiting = new Map<() => void, number>();
	private isLooking = false;

	/** Calls back after so many milliseconds. Returns a function that removes the deadline. */
	set(ms: number, late: () => void): () => void {
		this.waiting.set(late, performance.now() + ms);
		void this.look();
		return () => this.waiting.delete(late);
	}

	private async look(): Promise<void> {
		if (this.isLooking) return;
		this.isLooking = true;
		while (this.waiting.size > 0) {
			await sleep(LOOK_MS);
			this.tell(performance.now());
		}
		this.isLooking = false;
	}

	private tell(now: number): void {
		for (const [late, until] of this.waiting) {
			if (until > now) continue;
			this.waiting.delete(late);
			late();
		}
	}
}

export const deadlines = new Deadlines();
