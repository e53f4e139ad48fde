import type { IDataObject } from 'n8n-workflow';

/** One request to a vendor, without the account. `path` is appended to the base URL. */
export interface ApiRequest {
	method: 'GET' | 'POST' | 'PUT';
	path: string;
	/** An undefined value is not sent. */
	query?: Record<string, string | number | undefined>;
	/** An undefined value is not sent. */
	body?: IDataObject;
	/** Parts of it that must not stand in any text. */
	confidential?: string[];
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
