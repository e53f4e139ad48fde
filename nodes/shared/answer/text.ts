import { decoderOf, readBody } from '../base/body';
import type { AnswerReader, ReceivedAnswer } from './reader';

/** The answer's text as it came, also where it looks like a number. An answer that says it is JSON is read as JSON. */
export const text: AnswerReader = {
	accept: 'text/plain, application/json;q=0.9, */*;q=0.8',
	encoding: 'arraybuffer',
	read: (answer) => ({ body: isOwnForm(answer) ? decoded(answer) : readBody(answer.body, answer.headers['content-type']) }),
};

const decoded = ({ body, headers }: ReceivedAnswer): string => decoderOf(headers['content-type']).decode(body as Uint8Array);

/** Whether it is what the reader asked for: neither an error, nor JSON or a web page in its place. */
export const isOwnForm = ({ status, headers }: ReceivedAnswer): boolean =>
	status >= 200 && status < 300 && !/^\s*(application\/([\w.-]+\+)?json|text\/html)\b/i.test(String(headers['content-type'] ?? ''));
