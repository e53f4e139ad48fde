import type { ServerEvent } from './eventParser';
import { EventParser } from './eventParser';
import type { AnswerReader } from './reader';
import type { StreamParser, Streaming } from './streaming';
import { streamed } from './streamed';

export type { ServerEvent };

interface EventsOptions extends Pick<Streaming, 'silenceMs'> {
	/** Whether the vendor says with this event that the answer is complete. Where it is given, a stream that ends without it broke off. */
	isLast?(event: ServerEvent): boolean;
	/** The text that this event adds to what the user reads. */
	pieceOf?(event: ServerEvent): string | undefined;
}

/** Server-sent events. The answer's value is the list of them; where the vendor answers with JSON all the same, it is that JSON. */
export const events = ({ silenceMs, isLast, pieceOf }: EventsOptions = {}): AnswerReader =>
	streamed({
		accept: 'text/event-stream, application/json;q=0.9',
		charset: 'utf-8',
		silenceMs,
		open(): StreamParser {
			const parser = new EventParser();
			const all: ServerEvent[] = [];
			let isComplete = false;
			return {
				push(text) {
					const pieces: string[] = [];
					for (const event of parser.push(text)) {
						if (isComplete) break;
						all.push(event);
						const piece = pieceOf?.(event);
						if (piece) pieces.push(piece);
						isComplete = isLast?.(event) ?? false;
					}
					return { pieces, isComplete };
				},
				end: () => (isLast && !isComplete ? undefined : all),
			};
		},
	});
