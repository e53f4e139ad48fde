/** How many requests of a run may be in flight. */
export interface Places {
	readonly limit: number;
	/** A request starts, at this time in milliseconds. */
	started(now: number): Flight;
}

/** One request in flight. It ends with exactly one of these, at a time in milliseconds. */
export interface Flight {
	/** The vendor answered, and did not push back. */
	answered(now: number): void;
	/**
	 * The vendor pushed back.
	 * @param isPaced whether requests already start more slowly because of an earlier push-back
	 * @returns true if fewer places are the answer to it, and not a slower pace
	 */
	pushedBack(now: number, isPaced: boolean): boolean;
	/** The connection was refused or broke. */
	broken(now: number): void;
	/** In a way that says nothing of how busy the vendor is. */
	ended(): void;
}

/** As many as somebody wrote down. */
export class FixedPlaces implements Places {
	constructor(readonly limit: number) {}

	started(): Flight {
		return UNOBSERVED;
	}
}

const nothing = () => {};

const UNOBSERVED: Flight = { answered: nothing, pushedBack: () => false, broken: nothing, ended: nothing };
