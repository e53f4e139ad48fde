import { Cohort } from './cohort';
import type { Flight, Places } from './places';

const FIRST = 10;
const MOST = 50;
/** When answers get slower: how many more than the vendor seems to serve at once, so that the run notices when it serves more. */
const HEADROOM = 1.25;
/** When a request is refused: the part to keep of those that were in flight before it. */
const KEPT_AFTER_PUSH_BACK = 0.9;
/** Less, because the next broken connection may break an item that nobody dares to send again. */
const KEPT_AFTER_BREAK = 0.85;
/** How long there are no more after a refusal. Longer each time that trying more was refused. */
const FIRST_PATIENCE_MS = 10_000;
const LONGEST_PATIENCE_MS = 120_000;
const MORE_PATIENCE = 2;

/** Node's global `performance`, which n8n's linter does not know. */
interface NodePerformance {
	eventLoopUtilization(): { idle: number };
}

/**
 * As many requests in flight as the vendor keeps up with, from 10 to 50; fewer than 10 only if it refuses so many. One run of a
 * node has one. At first every answer makes room for one more, so that they double in the time of one answer. When a request is refused, or
 * answers get slower than the fastest of this run, there are fewer; after a while they grow again, slowly at first.
 * Times are milliseconds on the caller's clock. `npm run bench:automatic` compares it with fixed numbers.
 */
export class AutomaticPlaces implements Places {
	private room = FIRST;
	/** How many more there are after as many answers as there are places. */
	private step = Infinity;
	private inFlight = 0;
	private cohort: Cohort;
	private fastest: Cohort | undefined;
	/** What started before this time belongs to the last change. */
	private settledAt = -Infinity;
	private quietUntil = -Infinity;
	private patienceMs = FIRST_PATIENCE_MS;
	/** Whether the last refusal was answered by fewer places. */
	private wasCrowded = false;

	/** @param idleMs how long this process has been idle in all, in milliseconds */
	constructor(private readonly idleMs = () => (performance as unknown as NodePerformance).eventLoopUtilization().idle) {
		this.cohort = this.newCohort(-Infinity);
	}

	get limit(): number {
		return Math.floor(this.room);
	}

	started(startedAt: number): Flight {
		if (!this.cohort.join()) {
			this.cohort = this.newCohort(startedAt);
			this.cohort.join();
		}
		const { cohort, inFlight: before } = this;
		this.inFlight += 1;
		const ended = () => void (this.inFlight -= 1);
		return {
			answered: (now) => {
				ended();
				this.answered(now, startedAt, cohort);
			},
			pushedBack: (now, isPaced) => {
				ended();
				return this.refused(now, startedAt, before * KEPT_AFTER_PUSH_BACK, isPaced);
			},
			broken: (now) => {
				ended();
				this.refused(now, startedAt, before * KEPT_AFTER_BREAK, false);
			},
			ended,
		};
	}

	private answered(now: number, startedAt: number, cohort: Cohort): void {
		if (startedAt >= this.settledAt && now >= this.quietUntil) this.grow();
		if (!cohort.add(now - startedAt)) return;
		this.fastest ??= cohort;
		const slowdown = cohort.slowdownFrom(this.fastest);
		if (cohort.isFasterThan(this.fastest)) this.fastest = cohort;
		// What started before the last change says nothing of the places that there are now. If this process was busy, answers waited for it
		// and not for the vendor: fewer requests would only take longer.
		if (slowdown > 1 && cohort.since >= this.settledAt && !cohort.wasBusy(now, this.idleMs())) this.slowed(now, (cohort.limit / slowdown) * HEADROOM);
	}

	private grow(): void {
		this.room = Math.min(MOST, this.room + Math.min(1, this.step / this.room));
		this.step *= 2 ** (1 / this.room);
	}

	private slowed(now: number, room: number): void {
		const fewer = Math.max(FIRST, room);
		if (fewer < this.room) this.change(now, fewer);
	}

	/** Requests that were in flight together are refused together: the first of them makes the change, the others only correct it. */
	private refused(now: number, startedAt: number, room: number, isPaced: boolean): boolean {
		const isNew = startedAt >= this.settledAt;
		if (isNew) {
			const isFirst = this.step === Infinity;
			// A pace that is slow already tries to get faster; and one that is refused although there are fewer is too fast.
			this.wasCrowded = !isPaced && (isFirst || now > this.quietUntil);
			if (this.wasCrowded && !isFirst) this.patienceMs = Math.min(LONGEST_PATIENCE_MS, this.patienceMs * MORE_PATIENCE);
			if (this.wasCrowded) this.quietUntil = now + this.patienceMs;
		}
		const fewer = Math.max(1, Math.min(this.room, room));
		if (!isNew) this.room = this.wasCrowded ? fewer : this.room;
		else if (this.wasCrowded) this.change(now, fewer);
		else this.settledAt = now;
		return this.wasCrowded;
	}

	private change(now: number, room: number): void {
		this.room = room;
		this.step = 1;
		this.settledAt = now;
		this.cohort = this.newCohort(now);
	}

	private newCohort(since: number): Cohort {
		return new Cohort(this.limit, since, this.idleMs());
	}
}
