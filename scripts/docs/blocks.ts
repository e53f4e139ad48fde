/** Writes what belongs into a block, from its kind and what the mark says of it. */
export type Writer = (subject: string) => string | Promise<string>;

const BLOCK = /^<!-- ([a-z]+): ([^\n]*?) -->\n([\s\S]*?)^<!-- \/\1 -->$/gm;
const OPENING = /^<!-- [a-z]+: /gm;

/**
 * Fills each `<!-- kind: subject -->` … `<!-- /kind -->` of a page; everything outside of them stays as it is.
 * @throws Error for a mark that is not closed, and for a kind that nobody writes
 */
export async function fill(page: string, writers: Record<string, Writer>): Promise<string> {
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
