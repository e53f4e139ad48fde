import type { IDataObject } from 'n8n-workflow';
import { UnexpectedAnswer } from '../../shared/base/json';
import type { Listed } from './listed';
import { readListed } from './listed';

/** What a poll sees of the inbox. Times are milliseconds on the vendor's clock. */
export interface Changes {
	/** All that was updated at or after this time is listed, the oldest update first. */
	since: number;
	listed: Listed[];
	/** The newest update when the reading began; 0 in an empty inbox. What was updated later may be listed or not. */
	newest: number;
}

/**
 * How far each poll looks back behind the newest update that the last one saw: a change can show up later than another with
 * a newer time.
 */
export const OVERLAP_MS = 120_000;

type ReadPage = (page: number) => Promise<IDataObject[]>;

/**
 * Reads the list, which begins with the newest update, back to `since`; where that is not known, over the last OVERLAP_MS.
 * The list shifts while its pages are read. What is updated moves to the top, and is left for the next poll. But what leaves
 * the list, or has the same time as others, can make a conversation slip onto a page that was read before. So a list of more
 * than one page is read again until nothing was missed.
 * @throws UnexpectedAnswer
 */
export async function readChanges(since: number | undefined, pageSize: number, readPage: ReadPage): Promise<Changes> {
	const pages = await readBack(since, pageSize, readPage);
	const newest = newestOf(pages);
	const from = since ?? Math.max(0, newest - OVERLAP_MS);
	const found = new Map(pages.flat().map((one) => [one.id, one]));

	for (let isWhole = pages.length === 1; !isWhole; ) {
		const again = (await readBack(from, pageSize, readPage)).flat();
		isWhole = !again.some(({ id, updatedAt }) => updatedAt >= from && updatedAt <= newest && !found.has(id));
		for (const one of again) found.set(one.id, one);
	}
	const listed = [...found.values()].filter(({ updatedAt }) => updatedAt >= from);
	return { since: from, newest, listed: listed.sort((a, b) => a.updatedAt - b.updatedAt) };
}

/** A busy inbox can push along what was read before by whole pages, but not by so many in a row. */
const MOST_STALE_PAGES = 20;

async function readBack(since: number | undefined, pageSize: number, readPage: ReadPage): Promise<Listed[][]> {
	const pages: Listed[][] = [];
	const ids = new Set<string>();
	let stale = 0;
	for (;;) {
		const page = (await readPage(pages.length + 1)).map(readListed);
		pages.push(page);
		const end = since ?? newestOf(pages) - OVERLAP_MS;
		if (page.length < pageSize || page.some(({ updatedAt }) => updatedAt < end)) return pages;

		stale = page.every(({ id }) => ids.has(id)) ? stale + 1 : 0;
		if (stale > MOST_STALE_PAGES) throw new UnexpectedAnswer('The list of conversations shows the same page again and again.');
		for (const { id } of page) ids.add(id);
	}
}

const newestOf = ([firstPage = []]: Listed[][]): number => Math.max(0, ...firstPage.map(({ updatedAt }) => updatedAt));
