import { part } from '../../shared/base/json';
import { parseJson } from '../../shared/base/body';
import { streamed } from '../../shared/answer/streamed';

/** How long the chatbot may be silent within its answer, in milliseconds. */
const SILENCE_MS = 120_000;

/**
 * The text in pieces, and nothing else. Its form is inferred from the vendor's sample, so an answer in the usual form is read as
 * such, whatever its content type. @returns the body of the plain answer
 */
export const textStream = streamed({
	accept: 'text/plain, application/json;q=0.9',
	silenceMs: SILENCE_MS,
	open() {
		let response = '';
		let shown = 0;
		return {
			push(piece, isLast) {
				response += piece;
				// An object may turn out to be the whole answer.
				if (/^\s*(\{|$)/.test(response) && !isLast) return { pieces: [] };
				const fresh = isPlainAnswer(response) ? '' : response.slice(shown);
				shown = response.length;
				return { pieces: fresh === '' ? [] : [fresh] };
			},
			end: () => (isPlainAnswer(response) ? parseJson(response) : { success: true, response }),
		};
	},
});

const isPlainAnswer = (response: string): boolean => /^\s*\{/.test(response) && 'response' in part(parseJson(response));
