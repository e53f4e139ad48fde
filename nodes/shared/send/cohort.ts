/** So many requests are judged together, because a bot's answers take different times by nature. */
const SIZE = 20;
/** The natural logarithm of how much slower answers may be. */
const SLOWER = Math.log(1.4);
/** And by how many standard errors. */
const SURE = 3;

/** A process that is idle for less than this part of the time is busy. */
const LEAST_IDLE = 0.2;

/** How long the answers to requests took that started one after the other. Logarithms, so that one very slow answer does not decide. */
export class Cohort {
	private started = 0;
	private answered = 0;
	private sum = 0;
	private squares = 0;

	/**
	 * @param limit how many requests might be in flight when the first of them started
	 * @param idleBefore how long this process had been idle until then, in milliseconds
	 */
	constructor(
		readonly limit: number,
		readonly since: number,
		private readonly idleBefore: number,
	) {}

	/** False if all of them have started. */
	join(): boolean {
		this.started += 1;
		return this.started <= SIZE;
	}

	/** @returns true if it was the last answer */
	add(ms: number): boolean {
		const log = Math.log(Math.max(1, ms));
		this.answered += 1;
		this.sum += log;
		this.squares += log * log;
		return this.answered === SIZE;
	}

	/** Whether this process was so busy meanwhile that answers had to wait for it. */
	wasBusy(now: number, idleMs: number): boolean {
		return idleMs - this.idleBefore < (now - this.since) * LEAST_IDLE;
	}

	isFasterThan(other: Cohort): boolean {
		return this.mean < other.mean;
	}

	/** How many times slower than the other, if that is more than chance; else 1. */
	slowdownFrom(other: Cohort): number {
		const slower = this.mean - other.mean;
		return slower > SLOWER + SURE * Math.sqrt(this.error + other.error) ? Math.exp(slower) : 1;
	}

	private get mean(): number {
		return this.sum / this.answered;
	}

	/** The variance of the mean. */
	private get error(): number {
		return Math.max(0, this.squares / this.answered - this.mean ** 2) / this.answered;
	}
}
