import { sleep } from 'n8n-workflow';

/** How late a deadline may be noticed. */
const LOOK_MS = 25;

/**
 * Who waits until when. One timer serves all: a timer for each request would outlive it, with all that the request holds.
 */
class Deadlines {
	private readonly waiting = new Map<() => void, number>();
	private isLooking = false;

	/** Calls back when so many milliseconds are over; returns how to leave. */
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
