import type { IDataObject } from 'n8n-workflow';
import { records, text } from '../shared/base/json';

/** Deeper trees are cut, because no real bot has them. */
const DEEPEST = 20;

/** Elements that begin a new line. All others, such as links and variables, stay in the line. */
const BLOCKS = new Set<unknown>(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'lic', 'blockquote', 'code_block', 'code_line', 'hr']);

/**
 * The text of Quickbot's older rich text, as it is written there: nothing in it is Markdown. An address stands in brackets
 * behind what it belongs to. Null where there is none.
 */
export function richText(elements: unknown): string | null {
	const lines = records(elements).map((element) => textOf(element, 0));
	return lines.join('\n').trim() || null;
}

function textOf(element: IDataObject, depth: number): string {
	if (typeof element.text === 'string') return element.text;
	const children = depth > DEEPEST ? [] : records(element.children);
	const words = children.reduce((written, child, index) => {
		const isApart = index > 0 && (BLOCKS.has(child.type) || BLOCKS.has(children[index - 1]?.type));
		return written + (isApart ? '\n' : '') + textOf(child, depth + 1);
	}, '');
	const url = text(element.url);
	if (url === null || words.trim() === url) return words;
	return words.trim() === '' ? url : `${words} (${url})`;
}
