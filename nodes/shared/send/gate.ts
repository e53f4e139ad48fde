import { sleep } from 'n8n-workflow';
import { Pace } from './pace';
import type { Places } from './places';
import { CancelToken } from './cancelToken';

/** After so many milliseconds of work the gate yields to the event loop, so that n8n stays responsive. */
const LONGEST_TURN_MS = 8;
/** How often a wait checks whether the gate was closed. Checked, because `sleep` cannot be ended and `no-restricted-globals` forbids clearTimeout. */
const LOOK_MS = 250;

interface Waiter {
	/** True for a retry, which still has its place. */
	hasPlace: boolean;
	/** The time at which it gives up, in milliseconds of the clock. */
	until: number;
	tell(mayStart: boolean): void;
}

/**
 * Admits the requests of a run: never more at once than there are places, and never faster than the vendor accepts them. Retries go
 * before new requests, and once the gate is closed nothing is admitted.
 */
export class Gate {
	readonly pace = new Pace();
	readonly closed = new CancelToken();
	/** How often the run began to send less, because the vendor pushed back. */
	slowdowns = 0;
	private slowedAt = -Infinity;
	private inFlight = 0;
	private isAdmitting = false;
	private turnBegan = Date.now();
	private readonly waiting: Waiter[] = [];

	constructor(readonly places: Places) {}

	/** Waits for a place. False if the gate was closed: then there is no place to give back. */
	async enter(): Promise<boolean> {
		return await this.wait(false, Infinity);
	}

	/** Waits until a request that has its place may be sent again. False if the gate was closed, or if that would be after `until`. */
	async enterAgain(until: number): Promise<boolean> {
		return await this.wait(true, until);
	}

	/** Gives the place back. */
	leave(): void {
		this.inFlight -= 1;
		void this.admit();
	}

	/** The vendor pushed back on a request that began at `startedAt`. Those that were in flight together count as one. */
	slowedDown(now: number, startedAt: number): void {
		if (startedAt < this.slowedAt) return;
		this.slowedAt = now;
		this.slowdowns += 1;
	}

	/** Admits nothing more; those that wait are told at once. */
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

	/** Admits the waiters that may start. Only one loop runs at a time, so that starts keep their order and their gaps. */
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
		return next !== undefined && (next.hasPlace || this.inFlight < this.places.limit);
	}

	/** Refuses the waiters whose turn would come too late. */
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
		// The admitted request runs up to its first await before the next one is admitted.
		await Promise.resolve(next.tell(true));
	}
}
