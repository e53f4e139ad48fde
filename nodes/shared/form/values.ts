export const EMAIL = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;

/** A comma alone can be a part of an address. */
export const BETWEEN_URLS = /(?:,+(?=\s|$|https?:\/\/)|[\r\n])+/i;

/** What a value is, for error texts. */
export const kindOf = (value: unknown): string => {
	if (Array.isArray(value)) return 'a list';
	return value === null ? 'null' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
};
