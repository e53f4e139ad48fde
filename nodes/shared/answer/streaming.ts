/** What is read while an answer comes. */
export interface Streaming {
	accept: string;
	/** Always UTF-8, or as the answer says. */
	charset?: 'utf-8';
	/** How long the vendor may be silent within the answer, in milliseconds; default a minute. */
	silenceMs?: number;
	open(): StreamParser;
}

export interface StreamParser {
	/** @returns the text that is new with it, for whoever reads along, and whether the answer is complete */
	push(text: string, isLast: boolean): { pieces: string[]; isComplete?: boolean };
	/** All that came. @returns undefined where the end is missing */
	end(): unknown;
}
