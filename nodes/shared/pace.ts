/** So many accepted requests tell the vendor's pace; fewer are chance. */
const ENOUGH = 5;
/** A little slower than what was measured, so that the next push-back is far. */
const CAUTION = 1.1;
/** The brake is let go slowly at first, then ever faster: a vendor's limit is probed seldom, a passing one soon forgotten. */
const EASE = 0.002;
const FIRST_GAP_MS = 20;
const LONGEST_GAP_MS = 1000;
/** A brake this small is none. */
const NO_GAP_MS = 1;

/**
 * How fast requests may start, for one run of a node. All times are milliseconds on the caller's clock.
 * As long as no vendor pushes back it does nothing. When one does (429, 503), nobody starts until the wait is over; then
 * requests start at the pace that the vendor accepted since it last pushed back, waits included, and that pace grows until
 * it is free again or the vendor pushes back.
 */
export class Pace {
	private heldUntil = -Infinity;
	private lastStart = -Infinity;
	private measuredSince: number | undefined;
	private accepted = 0;
	private gapAtPushBack = 0;

	/** How long the next request must wait; 0 means that it may start now. */
	delay(now: number): number {
		return Math.max(0, this.heldUntil - now, this.lastStart + this.gap(now) - now);
	}

	started(now: number): void {
		this.lastStart = now;
		this.measuredSince ??= now;
	}

	/** The vendor took a request. */
	acceptedOne(): void {
		this.accepted += 1;
	}

	/** The vendor pushed back on a request that began at `startedAt`, and is to be left alone for `waitMs`. */
	pushedBack(now: number, startedAt: number, waitMs: number): void {
		// Several requests that were on their way together are one push-back, not several.
		if (startedAt >= this.heldUntil) this.brake(now);
		this.heldUntil = Math.max(this.heldUntil, now + waitMs);
	}

	/** The time between two starts. */
	gap(now: number): number {
		const calmSeconds = Math.max(0, now - this.heldUntil) / 1000;
		const gap = this.gapAtPushBack * Math.exp(-EASE * calmSeconds ** 2);
		return gap < NO_GAP_MS ? 0 : gap;
	}

	private brake(now: number): void {
		if (this.accepted < ENOUGH) {
			this.gapAtPushBack = Math.min(LONGEST_GAP_MS, Math.max(FIRST_GAP_MS, this.gap(now) * 2));
			return;
		}
		const elapsed = now - (this.measuredSince ?? now);
		this.gapAtPushBack = Math.min(LONGEST_GAP_MS, (elapsed / this.accepted) * CAUTION);
		this.measuredSince = now;
		this.accepted = 0;
	}
}
