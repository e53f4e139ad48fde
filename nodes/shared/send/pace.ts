/** The gap to begin with if the vendor pushed back before it accepted any request. */
const FIRST_GAP_MS = 50;
/** The factor on the gap if the vendor accepted nothing since it last pushed back. */
const MUCH_SLOWER = 2;
const LONGEST_GAP_MS = 2000;
/** A smaller gap counts as no gap. */
const NO_GAP_MS = 1;
/** How long a pace is kept before a faster one is tried. Longer each time that the vendor refused the faster one. */
const FIRST_PATIENCE_MS = 3000;
const LONGEST_PATIENCE_MS = 120_000;
const MORE_PATIENCE = 1.5;

/**
 * How fast requests may start, for one run of a node. All times are milliseconds on the caller's clock.
 * As long as no vendor pushes back (429, 503) it does nothing. When one does, nobody starts until the wait is over, then
 * requests start evenly, as many in a time as the vendor took in such a time, that wait included. The pace then grows, at first
 * hardly and then ever faster, until it is free again or the vendor pushes back: then it goes back to what was taken on average.
 */
export class Pace {
	private heldUntil = -Infinity;
	private nextStart = -Infinity;
	/** Requests that started before this time belong to the last push-back. */
	private settledAt = -Infinity;
	private slowestGap = 0;
	private patienceMs = FIRST_PATIENCE_MS;
	/** When `accepted` began to count; undefined while no request may start. */
	private countingSince: number | undefined;
	private accepted = 0;
	/** The time that the vendor takes for what it accepted: the time counted, plus the wait that it asked for. */
	private toldMs: number | undefined;

	/** How long the next request must wait; 0 means that it may start now. */
	delay(now: number): number {
		return Math.max(0, this.heldUntil - now, this.nextStart - now);
	}

	started(now: number): void {
		const gap = this.gap(now);
		// Counted from when the start was due, because timers are late and the delays would add up.
		this.nextStart = Math.max(this.nextStart, now - gap) + gap;
		if (this.countingSince === undefined) this.count(now);
	}

	/** The vendor took a request. */
	acceptedOne(): void {
		this.accepted += 1;
		if (this.toldMs !== undefined) this.slowestGap = atMost(this.toldMs / this.accepted);
	}

	/** The vendor pushed back on a request that began at `startedAt`, which waits `waitMs` before it is sent again. */
	pushedBack(now: number, startedAt: number, waitMs: number): void {
		if (startedAt >= this.settledAt) this.narrow(now, waitMs);
		if (this.countingSince === undefined) this.hold(now + waitMs);
	}

	/** Nobody starts before this time, because the vendor said so. */
	hold(until: number): void {
		this.heldUntil = Math.max(this.heldUntil, until);
	}

	/** The time between two starts. */
	gap(now: number): number {
		const calmMs = Math.max(0, now - this.heldUntil);
		const gap = this.slowestGap * Math.exp(-((calmMs / this.patienceMs) ** 2));
		return gap < NO_GAP_MS ? 0 : gap;
	}

	private narrow(now: number, waitMs: number): void {
		const gap = this.gap(now);
		const countedMs = now - (this.countingSince ?? now);
		this.settledAt = now + waitMs;
		this.heldUntil = now;
		if (gap > 0 && this.accepted > 0) {
			// The pace was only slightly too fast: this request waits, the others go on.
			this.slowestGap = atMost((countedMs + gap) / this.accepted);
			this.patienceMs = Math.min(LONGEST_PATIENCE_MS, this.patienceMs * MORE_PATIENCE);
			this.count(now);
			return;
		}
		if (gap > 0) {
			this.slowestGap = atMost(gap * MUCH_SLOWER);
		} else {
			this.toldMs = countedMs + waitMs;
			this.slowestGap = this.accepted === 0 ? FIRST_GAP_MS : atMost(this.toldMs / this.accepted);
		}
		this.patienceMs = FIRST_PATIENCE_MS;
		this.countingSince = undefined;
	}

	private count(now: number): void {
		this.countingSince = now;
		this.accepted = 0;
		this.toldMs = undefined;
	}
}

const atMost = (gap: number) => Math.min(LONGEST_GAP_MS, gap);
