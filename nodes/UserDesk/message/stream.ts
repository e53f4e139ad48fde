import { part } from '../../shared/base/json';
import { parseJson } from '../../shared/base/parseJson';
import { streamed } from '../../shared/answer/streamed';

/** How long the chatbot may be silent within its answer, in milliseconds. */
const SILENCE_MS = 120_000;

/**
 * The text in pieces, and nothing else. Its form is inferred from the vendor's sample, so an answer in the usual form is read as
 * such, whatever its content type.
 * @returns the body of the plain answer
 */
export const textStream = streamed({
	accept: 'text/plain, application/json;q=0.9',
	silenceMs: SILENCE_MS,
	open() {
		let response = '';
		let shown = 0;
		return {
			push(words, isLast) {
				response += words;
				const mayBePlain = /^\s*(\{|$)/.test(response);
				if (mayBePlain && (!isLast || plainAnswer(response))) return { pieces: [] };
				const fresh = response.slice(shown);
				shown = response.length;
				return { pieces: fresh === '' ? [] : [fresh] };
			},
			end: () => plainAnswer(response) ?? { success: true, response },
		};
	},
});

/** The object that the vendor answers with where it does not stream. */
function plainAnswer(response: string) {
	const answer = part(parseJson(response));
	return 'success' in answer || 'response' in answer ? answer : undefined;
}
