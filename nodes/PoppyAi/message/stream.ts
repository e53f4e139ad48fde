import type { IDataObject } from 'n8n-workflow';
import { isRecord, part, text } from '../../shared/base/json';
import { parseJson } from '../../shared/base/parseJson';
import { LineSplitter } from '../../shared/answer/lineSplitter';
import { streamed } from '../../shared/answer/streamed';
import type { HiddenFailure } from '../../shared/failure/failure';

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
 * Server-sent events of one line each, as a client of the vendor reads them: the text in pieces, what it cost, and `[DONE]`. The vendor
 * does not show them, so unknown ones are left out. An answer that ends with neither `finish` nor `[DONE]` broke off.
 * @returns the body of the plain answer, which has no `credits_remaining`
 */
export const promptStream = streamed({
	accept: 'text/event-stream, application/json;q=0.9',
	charset: 'utf-8',
	silenceMs: SILENCE_MS,
	open() {
		const lines = new LineSplitter();
		const answer: IDataObject & { text: string } = { text: '' };
		let hasFinished = false;
		let isComplete = false;
		/** The text that the line adds. */
		const read = (line: string): string => {
			const data = /^data: ?([^]*)/.exec(line)?.[1];
			if (data === undefined || isComplete) return '';
			const { type, ...event } = part(parseJson(data));
			if (type === 'error' || type === 'abort') answer[STREAM_ERROR] = text(event.errorText) ?? 'it gave no reason';
			if (type === 'usage') answer.credits_used = event.credits_used;
			isComplete = data === '[DONE]' || STREAM_ERROR in answer;
			hasFinished ||= isComplete || type === 'finish';
			const delta = type === 'text-delta' ? (text(event.delta) ?? '') : '';
			answer.text += delta;
			return delta;
		};
		return {
			push: (words) => ({ pieces: lines.push(words).map(read).filter(Boolean), isComplete }),
			end: () => (hasFinished ? answer : undefined),
		};
	},
});
