import type { IDataObject, IHttpRequestMethods } from 'n8n-workflow';
import type { AnswerReader } from './answer/reader';
import type { FormFields } from './base/formText';

/** One request to a vendor, without the account. `path` is appended to the base URL. */
export interface ApiRequest {
	method: IHttpRequestMethods;
	path: string;
	/** Beside those of the account. An undefined value is not sent; one that the user wrote comes from `headerText`. */
	headers?: Record<string, string | undefined>;
	/** An undefined value is not sent, and a list is the same name several times. */
	query?: FormFields;
	/** An object is sent as JSON, without its undefined values. */
	body?: IDataObject | EncodedBody;
	/** Parts of it that must not stand in any text. */
	confidential?: string[];
	/** How the answer is read; by default as JSON. */
	answer?: AnswerReader;
}

/** A body that is no JSON, from `form` or `parts`. It is whole, so that it can be sent again. */
export interface EncodedBody {
	contentType: string;
	bytes: Uint8Array;
}

/** Whether an id cannot be a path segment, because it would change the meaning of the path. */
export const isUnusableSegment = (segment: string): boolean =>
	segment === '' || segment === '.' || segment === '..' || !isWellFormed(segment);

/** Writes a path in which each value is one encoded segment: path`/bots/${botId}/conversations`. */
export function path(fixed: TemplateStringsArray, ...segments: string[]): string {
	const unusable = segments.find(isUnusableSegment);
	if (unusable !== undefined) throw new TypeError(`"${unusable}" cannot be a path segment`);
	return segments.reduce(
		(written, segment, index) => written + encodeURIComponent(segment) + fixed[index + 1],
		fixed[0] ?? '',
	);
}

// Half a surrogate pair. encodeURIComponent throws on it.
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

const isWellFormed = (value: string) => !LONE_SURROGATE.test(value);
