import { LineSplitter } from './lineSplitter';
import type { AnswerReader } from './reader';
import type { Streaming } from './streaming';
import { streamed } from './streamed';

interface LinesOptions extends Pick<Streaming, 'silenceMs'> {
	/** The text that this line adds to what the user reads. */
	pieceOf?(line: string): string | undefined;
}

/** Lines, such as JSON Lines: the answer's value is the list of those that are not blank. A JSON answer is read as JSON. */
export const lines = ({ silenceMs, pieceOf }: LinesOptions = {}): AnswerReader =>
	streamed({
		accept: 'application/x-ndjson, application/jsonl, text/plain;q=0.9, application/json;q=0.8',
		silenceMs,
		open() {
			const splitter = new LineSplitter();
			const all: string[] = [];
			const filled = (some: string[]) => some.filter((line) => line.trim() !== '');
			return {
				push(text, isLast) {
					const some = filled([...splitter.push(text), ...(isLast ? [splitter.end()] : [])]);
					all.push(...some);
					return { pieces: some.flatMap((line) => pieceOf?.(line) || []) };
				},
				end: () => all,
			};
		},
	});

/** Text that is read while it comes: the answer's value is the whole of it. A JSON answer is read as JSON. */
export const streamedText = ({ silenceMs }: Pick<Streaming, 'silenceMs'> = {}): AnswerReader =>
	streamed({
		accept: 'text/plain, application/json;q=0.9',
		silenceMs,
		open() {
			let all = '';
			return {
				push(text) {
					all += text;
					return { pieces: text === '' ? [] : [text] };
				},
				end: () => all,
			};
		},
	});
