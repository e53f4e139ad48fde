import type { IDataObject } from 'n8n-workflow';

/** The vendor answered with success, but not with what its page documents. */
export class UnexpectedAnswer extends Error {
	name = 'UnexpectedAnswer';
	/** The answer's status, set where the code that reports the error does not know it. */
	status: number | null = null;

	/** @param body the answer, if it may hold the vendor's reason */
	constructor(
		message: string,
		readonly body?: unknown,
	) {
		super(message);
	}
}

/** Reads an answer's body as the object that the vendor documents. */
export function record(body: unknown): IDataObject {
	if (isRecord(body)) return body;
	throw new UnexpectedAnswer(`The answer is ${kindOf(body)} where an object is documented.`);
}

export const isRecord = (value: unknown): value is IDataObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object, or an empty one when the part is missing or not an object. */
export const part = (value: unknown): IDataObject => (isRecord(value) ? value : {});

/** The objects of a list, without its other entries; empty when the value is not a list. */
export const records = (value: unknown): IDataObject[] =>
	Array.isArray(value) ? value.filter(isRecord) : [];

/** The objects of a list that the vendor documents as always there. */
export function requiredRecords(value: unknown, name: string): IDataObject[] {
	if (Array.isArray(value)) return value.filter(isRecord);
	throw new UnexpectedAnswer(`"${name}" is ${kindOf(value)} where a list is documented.`);
}

/** Ids are strings in the output even where a vendor sends numbers; null when there is none. */
export const id = (value: unknown): string | null => {
	if (typeof value === 'string') return value.trim() === '' ? null : value;
	return typeof value === 'number' && Number.isFinite(value) ? String(value) : null;
};

export function requiredId(value: unknown, name: string): string {
	const found = id(value);
	if (found === null) throw new UnexpectedAnswer(`The answer has no "${name}".`);
	return found;
}

/** The text unchanged; null when it is missing, empty or not a text. */
export const text = (value: unknown): string | null => {
	if (typeof value === 'string') return value === '' ? null : value;
	return typeof value === 'number' ? String(value) : null;
};

/** A number, or the text of one; null when it is anything else. */
export const number = (value: unknown): number | null => {
	const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	return typeof read === 'number' && Number.isFinite(read) ? read : null;
};

/** Null when the value is not a boolean. */
export const flag = (value: unknown): boolean | null => (typeof value === 'boolean' ? value : null);

const ISO_TIME =
	/^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/**
 * A vendor's time as ISO 8601 in UTC with milliseconds; finer digits are cut, and a time without zone is UTC.
 * Null when the value is not a time.
 */
export const time = (value: unknown): string | null => {
	if (typeof value !== 'string') return null;
	const match = ISO_TIME.exec(value.trim());
	if (!match) return null;
	const [, day, minutes = '00:00', seconds = '00', fraction = '', zone = 'Z'] = match;
	const millis = fraction.slice(0, 3).padEnd(3, '0');
	const offset = /^z$/i.test(zone) ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`;
	const parsed = new Date(`${day}T${minutes}:${seconds}.${millis}${offset}`);
	if (Number.isNaN(parsed.getTime()) || !isDay(day ?? '')) return null;
	return isoTime(parsed);
};

/** A number of seconds since 1970, with or without a fraction, as ISO 8601; null when the value is no such number. Some vendors send 0 for none. */
export const epochSeconds = (value: unknown): string | null => epochMillis((number(value) ?? 0) * 1000);

/** The same for milliseconds. */
export const epochMillis = (value: unknown): string | null => {
	const millis = number(value);
	const parsed = new Date(millis || NaN);
	return Number.isNaN(parsed.getTime()) ? null : isoTime(parsed);
};

/** Null for a year without a four-digit form, such as -1 and 10000, into which a time zone can move a time. */
const isoTime = (parsed: Date): string | null => {
	const iso = parsed.toISOString();
	return /^\d{4}-/.test(iso) ? iso : null;
};

/** Checked because Date reads the 30th of February as the 2nd of March. */
const isDay = (day: string) => new Date(day).getUTCDate() === Number(day.slice(-2));

const kindOf = (value: unknown): string => {
	if (value === null) return 'null';
	if (Array.isArray(value)) return 'a list';
	if (typeof value !== 'string') return value === undefined ? 'empty' : `a ${typeof value}`;
	if (value.trim() === '') return 'empty';
	return /^\s*</.test(value) ? 'a web page' : 'text';
};
