import { isRecord, number, text } from '../../shared/base/json';
import { parseJson } from '../../shared/base/body';
import { EventParser } from '../../shared/answer/eventParser';
import { streamed } from '../../shared/answer/streamed';
import type { HiddenFailure } from '../../shared/vendor';

/** How long Poppy AI may be silent within its answer, in milliseconds. */
const SILENCE_MS = 120_000;

/** The name in the body of what an error event says. It comes after a 200. */
const STREAM_ERROR = 'stream_error';

/** The failure that a streamed answer ended with. */
export const streamFailure = (body: unknown): HiddenFailure | undefined =>
	isRecord(body) && typeof body[STREAM_ERROR] === 'string'
		? { reason: 'vendorFault', message: `It broke its answer off: ${body[STREAM_ERROR]}. Until then it said: ${text(body.text) ?? 'nothing'}` }
		: undefined;

/**
 * Server-sent events, as a client of the vendor reads them: the text in pieces, what it cost, and `[DONE]`. The vendor does not show
 * them, so unknown ones are left out. An answer that ends with neither `finish` nor `[DONE]` broke off.
 * @returns the body of the plain answer, which has no `credits_remaining`
 */
export const promptStream = streamed({
	accept: 'text/event-stream, application/json;q=0.9',
	charset: 'utf-8',
	silenceMs: SILENCE_MS,
	open() {
		const parser = new EventParser();
		const answer = { text: '', credits_used: undefined as number | undefined };
		let failure: string | undefined;
		let isDone = false;
		let hasFinished = false;
		const read = (data: string): string[] => {
			if (data === '[DONE]') isDone = true;
			const event = parseJson(data);
			if (!isRecord(event) || isDone) return [];
			if (event.type === 'error') {
				failure = text(event.errorText) ?? 'It gave no reason';
				isDone = true;
			}
			if (event.type === 'usage') answer.credits_used = number(event.credits_used) ?? undefined;
			if (event.type === 'finish') hasFinished = true;
			const delta = event.type === 'text-delta' ? (text(event.delta) ?? '') : '';
			answer.text += delta;
			return delta === '' ? [] : [delta];
		};
		return {
			push: (piece) => ({ pieces: parser.push(piece).flatMap(({ data }) => read(data)), isComplete: isDone }),
			end: () => (isDone || hasFinished ? { ...answer, ...(failure !== undefined && { [STREAM_ERROR]: failure }) } : undefined),
		};
	},
});
