const CODE = /(```[\s\S]*?(?:```|$)|`[^`\n]*`)/;

/** Markdown as plain text: marks go, words and line breaks stay, a link keeps its address behind its text. */
export const plainText = (markdown: string): string =>
	markdown
		.split(CODE)
		.map((piece, index) => (index % 2 === 1 ? withoutFence(piece) : withoutMarks(piece)))
		.join('')
		.replace(/\n{3,}/g, '\n\n')
		.trim();

const withoutFence = (code: string): string =>
	code.startsWith('```') ? code.replace(/^```[^\n]*\n?/, '').replace(/\n?```$/, '') : code.slice(1, -1);

// A pair never spans another mark of its kind. Otherwise a text full of unclosed marks would take quadratic time.
const withoutMarks = (piece: string): string =>
	piece
		.replace(/<br\s*\/?>\n?/gi, '\n')
		.replace(/^[ \t]{0,3}#{1,6}[ \t]+/gm, '')
		.replace(/^[ \t]{0,3}>[ \t]?/gm, '')
		.replace(/^[ \t]*([-*_])(?:[ \t]*\1){2,}[ \t]*$/gm, '')
		.replace(/^([ \t]*)[*+][ \t]+/gm, '$1- ')
		.replace(/!\[([^[\]\n]*)\]\(([^()\s]*)[^()\n]*\)/g, (_, alt: string, url: string) => (alt === '' ? url : `${alt} (${url})`))
		.replace(/\[([^[\]\n]*)\]\(([^()\s]*)[^()\n]*\)/g, (_, words: string, url: string) =>
			words === '' || words === url ? url : `${words} (${url})`,
		)
		.replace(/(\*\*|__|~~)(?=\S)((?:(?!\1)[^\n])*?\S)\1/g, '$2')
		.replace(/(?<![\w*\\])\*(?=[^\s*])([^*\n]*[^\s*])\*(?![\w*])/g, '$1')
		.replace(/(?<![\w\\])_(?=[^\s_])([^_\n]*[^\s_])_(?!\w)/g, '$1')
		.replace(/\\([\\`*_{}[\]()#+\-.!~>])/g, '$1');
