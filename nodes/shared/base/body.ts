import type { ApiRequest, EncodedBody } from '../request';
import { parseJson } from './parseJson';

/**
 * The body of a request as it is sent; an object as JSON text. n8n's HTTP library copies an object before it sends it, and leaves
 * out what is called `constructor`, `prototype` or `__proto__`.
 */
export const writeBody = (body: NonNullable<ApiRequest['body']>): { contentType: string; bytes: string | Uint8Array } =>
	isEncoded(body) ? body : { contentType: 'application/json', bytes: JSON.stringify(body) };

/** No JSON has bytes in it. */
const isEncoded = (body: NonNullable<ApiRequest['body']>): body is EncodedBody => body.bytes instanceof Uint8Array;

/**
 * The body of an answer: what its JSON holds, else its text. It is read here and not by n8n's HTTP library, which takes every
 * text for UTF-8 and rounds whole numbers beyond 2^53.
 * @param body bytes; anything else was read already and is returned as it is
 */
export function readBody(body: unknown, contentType: unknown): unknown {
	if (!(body instanceof Uint8Array)) return body;
	const text = decode(body, contentType);
	const value = parseJson(text);
	return isTooDeep(value) ? text : value;
}

const decode = (bytes: Uint8Array, contentType: unknown): string => decoderOf(contentType).decode(bytes);

/** For the charset that the answer names, else for UTF-8. */
export const decoderOf = (contentType: unknown): TextDecoder =>
	decoderFor(typeof contentType === 'string' ? /charset\s*=\s*"?([^\s";]+)/i.exec(contentType)?.[1] : undefined);

function decoderFor(charset = 'utf-8'): TextDecoder {
	try {
		return new TextDecoder(charset);
	} catch {
		return decoderFor();
	}
}

/**
 * n8n cannot keep an item that is nested deeper than some 2,000 levels (measured: structuredClone 1,958, deepCopy 3,697,
 * JSON.stringify 4,182): the execution would be lost. No vendor documents more than a dozen.
 */
const DEEPEST = 500;

/** Such a body stays text, which no reader takes for an answer. */
function isTooDeep(value: unknown): boolean {
	let level = isContainer(value) ? [value] : [];
	for (let depth = 0; level.length > 0; depth += 1) {
		if (depth === DEEPEST) return true;
		const next: object[] = [];
		for (const container of level) for (const part of Object.values(container)) if (isContainer(part)) next.push(part);
		level = next;
	}
	return false;
}

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null;
