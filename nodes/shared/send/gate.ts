import { sleep } from 'n8n-workflow';
import { Pace } from './pace';
import { CancelToken } from './cancelToken';

/** The event loop gets its turn when the work has gone on for this many milliseconds. */
const LONGEST_TURN_MS = 8;
/** How often a wait looks whether the gate was closed meanwhile. */
const LOOK_MS = 250;

interface Waiter {
	/** Sends again, so it still has its place. */
	hasPlace: boolean;
	/** When it gives up, in milliseconds of the clock. */
	until: number;
	tell(mayStart: boolean): void;
}

/**
 * The one door through which the requests of a run go: never more inside than `limit`, never faster than the vendor takes
 * them, those that come again before those that come first, and nobody any more once it is closed.
 */
export class Gate {
	readonly pace = new Pace();
	readonly closed = new CancelToken();
	private inFlight = 0;
	private isAdmitting = false;
	private turnBegan = Date.now();
	private readonly waiting: Waiter[] = [];

	constructor(private readonly limit: number) {}

	/** Waits for a place; false when the gate was closed, and then there is no place to give back. */
	async enter(): Promise<boolean> {
		return await this.wait(false, Infinity);
	}

	/** Waits, place in hand, until a request may be sent again; false when the gate was closed, or that would be after `until`. */
	async enterAgain(until: number): Promise<boolean> {
		return await this.wait(true, until);
	}

	/** Gives the place back. */
	leave(): void {
		this.inFlight -= 1;
		void this.admit();
	}

	/** Nobody starts any more; those who wait are told at once. */
	close(): void {
		for (const { tell } of this.waiting.splice(0)) tell(false);
		this.closed.cancel();
	}

	private async wait(hasPlace: boolean, until: number): Promise<boolean> {
		if (this.closed.isCancelled) return false;
		return await new Promise((tell) => {
			if (hasPlace) this.waiting.unshift({ hasPlace, until, tell });
			else this.waiting.push({ hasPlace, until, tell });
			void this.admit();
		});
	}

	/** Lets in whoever may go. One look at a time, so that starts keep their order and their distance. */
	private async admit(): Promise<void> {
		if (this.isAdmitting) return;
		this.isAdmitting = true;
		while (this.canAdmit()) {
			const delay = this.pace.delay(Date.now());
			this.turnAwayLate(Date.now() + delay);
			if (delay > 0) await sleep(Math.min(delay, LOOK_MS));
			else if (Date.now() - this.turnBegan > LONGEST_TURN_MS) await this.giveTurn();
			else await this.admitOne();
		}
		this.isAdmitting = false;
	}

	private canAdmit(): boolean {
		const next = this.waiting[0];
		return next !== undefined && (next.hasPlace || this.inFlight < this.limit);
	}

	/** Tells those who would have to wait longer than they may. */
	private turnAwayLate(nextStart: number): void {
		for (const waiter of this.waiting.filter(({ until }) => until < nextStart)) {
			this.waiting.splice(this.waiting.indexOf(waiter), 1);
			waiter.tell(false);
		}
	}

	private async giveTurn(): Promise<void> {
		await sleep(0);
		this.turnBegan = Date.now();
	}

	private async admitOne(): Promise<void> {
		const next = this.waiting.shift();
		if (!next) return;
		if (!next.hasPlace) this.inFlight += 1;
		this.pace.started(Date.now());
		// Whoever is let in works up to its first wait before the next one is.
		await Promise.resolve(next.tell(true));
	}
}
