// The same as in nodes/shared/account/values.ts: neither folder may import from the other. A test compares the two.

/**
 * The first character that cannot stand in a key or token, as `U+200B`, where there is one. What is pasted from a page brings
 * line breaks, invisible characters or bullets along; the HTTP library would leave them out without a word.
 */
export const strayCharacter = (key: string): string | undefined => {
	const [stray] = key.match(/[^ -~]/u) ?? [];
	return stray === undefined ? undefined : `U+${stray.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
};

/** Whether a text is a web address that a path can be put behind. A backslash counts as a slash to some and as a part of the name to others. */
export const isBaseUrl = (text: string): boolean =>
	/^https?:\/\/[^\s/?#@\\]+(\/[^\s?#\\]*)?$/i.test(text) && URL.canParse(text);
