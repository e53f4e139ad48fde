/** Writes what belongs into a block, from its kind and what the mark says of it. */
export type Writer = (subject: string) => string | Promise<string>;

const BLOCK = /^<!-- ([a-z]+): ([^\n]*?) -->\n([\s\S]*?)^<!-- \/\1 -->$/gm;
const OPENING = /^<!-- (?!figure: )[a-z]+: /gm;
/** Inside a line, where a mark of a block would break a sentence. */
const INLINE = /<!-- figure: ([^\n]*?) -->([^\n]*?)<!-- \/figure -->/g;
const INLINE_OPENING = /<!-- figure: /g;

/**
 * Fills each `<!-- figure: subject -->` … `<!-- /figure -->` in a line, and each `<!-- kind: subject -->` … `<!-- /kind -->` of a page; everything outside of them stays as it is.
 * @throws Error for a mark that is not closed, and for a kind that nobody writes
 */
export async function fill(page: string, writers: Record<string, Writer>): Promise<string> {
	const written = await fillLines(page, writers.figure);
	return await fillBlocks(written, writers);
}

async function fillBlocks(page: string, writers: Record<string, Writer>): Promise<string> {
	const blocks = [...page.matchAll(BLOCK)];
	if (blocks.length !== (page.match(OPENING) ?? []).length) throw new Error('A mark is not closed, or stands inside another one');
	let filled = '';
	let at = 0;
	for (const { 0: whole, 1: kind = '', 2: subject = '', index } of blocks) {
		const write = writers[kind];
		if (!write) throw new Error(`Nobody writes "${kind}"`);
		filled += `${page.slice(at, index)}<!-- ${kind}: ${subject} -->\n\n${await write(subject)}\n\n<!-- /${kind} -->`;
		at = index + whole.length;
	}
	return filled + page.slice(at);
}

async function fillLines(page: string, write?: Writer): Promise<string> {
	const marks = [...page.matchAll(INLINE)];
	if (marks.length !== (page.match(INLINE_OPENING) ?? []).length) throw new Error('The mark of a figure is not closed in its line');
	let filled = '';
	let at = 0;
	for (const { 0: whole, 1: subject = '', index } of marks) {
		if (!write) throw new Error('Nobody writes "figure"');
		filled += `${page.slice(at, index)}<!-- figure: ${subject} -->${await write(subject)}<!-- /figure -->`;
		at = index + whole.length;
	}
	return filled + page.slice(at);
}
