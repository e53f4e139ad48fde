// A copy of credentials/shared/values.ts, because neither folder may import from the other. A test compares the two.

/** The first character that cannot stand in a key or token, written like `U+200B`; undefined when all can. */
export const strayCharacter = (key: string): string | undefined => {
	const [stray] = key.match(/[^ -~]/u) ?? [];
	return stray === undefined ? undefined : `U+${stray.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
};

/** Whether a text is a web address that a path can be put behind. Backslashes are refused because some URL parsers read them as slashes. */
export const isBaseUrl = (text: string): boolean =>
	/^https?:\/\/[^\s/?#@\\]+(\/[^\s?#\\]*)?$/i.test(text) && URL.canParse(text);
