import type { IDataObject } from 'n8n-workflow';
import type { Listed, Unreadable } from './listed';
import { isListed, readListed } from './listed';

/** What a poll sees of the inbox. Times are milliseconds on the vendor's clock. */
export interface Changes {
	/** The oldest update first. */
	listed: Listed[];
	unreadable: Unreadable[];
	/** The page that the reading began with. */
	firstPage: number;
	/** On which page each conversation was, by ID. */
	pages: Map<string, number>;
	/** The newest update when the reading began; undefined if it did not begin on page 1. */
	newest: number | undefined;
	/** All that was updated at or after this time is listed. */
	completeFrom: number;
	stop: Stop;
}

/**
 * Why the reading stopped: at the end of the list, at an update that is old enough, at the most pages of one poll, or
 * because the vendor sent the same page again and again.
 */
export type Stop = 'end' | 'old' | 'limit' | 'repeats';

export interface Extent {
	firstPage: number;
	/** The time to read back to; undefined for the last LATE_MS. */
	since: number | undefined;
	mostPages: number;
	/** Whether a conversation is new or changed. */
	isDue(one: Listed): boolean;
}

export type ReadPage = (page: number) => Promise<IDataObject[]>;

/** How late a change may show up in the list after another one with a newer time. */
export const LATE_MS = 900_000;

/** The limit on passes over a list that keeps changing while it is read. */
const MOST_PASSES = 20;

/**
 * Reads the list, which begins with the newest update, down to `since`.
 * The list shifts while its pages are read. An updated conversation moves to the top and is left for the next poll. But one that leaves
 * the list, or has the same time as others, can make a conversation slip onto a page that was read before. So a list of more
 * than one page, with anything new in it, is read again until nothing was missed.
 */
export async function readChanges(extent: Extent, pageSize: number, readPage: ReadPage): Promise<Changes> {
	const first = await readDown(extent, pageSize, readPage);
	const top = newestOf(first.pages[0] ?? []);
	const from = extent.since ?? top - LATE_MS;
	const listed = new Map<string, Listed>();
	const pages = new Map<string, number>();
	const note = ({ pages: read }: Pass) =>
		read.forEach((entries, index) =>
			entries.filter(isListed).forEach((one) => {
				// A shifting list may show a conversation twice, and the page that was read later may have the older state.
				if ((listed.get(one.id)?.updatedAt ?? 0) > one.updatedAt) return;
				listed.set(one.id, one);
				pages.set(one.id, extent.firstPage + index);
			}),
		);
	note(first);

	let isWhole = first.pages.length === 1 || ![...listed.values()].some(extent.isDue);
	for (let pass = 1; !isWhole && pass < MOST_PASSES; pass += 1) {
		const again = await readDown({ ...extent, since: from }, pageSize, readPage);
		const isMissed = (one: Listed) => one.updatedAt >= from && one.updatedAt <= top && !listed.has(one.id);
		isWhole = !again.pages.flat().filter(isListed).some(isMissed);
		note(again);
	}
	return {
		listed: [...listed.values()].sort((a, b) => a.updatedAt - b.updatedAt),
		unreadable: first.pages.flat().filter((entry): entry is Unreadable => !isListed(entry)),
		firstPage: extent.firstPage,
		pages,
		newest: extent.firstPage === 1 ? top : undefined,
		completeFrom: first.stop === 'end' ? 0 : (first.pages.flat().filter(isListed).at(-1)?.updatedAt ?? top) + 1,
		stop: first.stop,
	};
}

interface Pass {
	pages: Array<Array<Listed | Unreadable>>;
	stop: Stop;
}

/** How many pages in a row may have nothing new. A busy inbox can cause one or two, more mean that the vendor repeats a page. */
const MOST_REPEATS = 5;

async function readDown({ firstPage, since, mostPages }: Extent, pageSize: number, readPage: ReadPage): Promise<Pass> {
	const pages: Pass['pages'] = [];
	const ids = new Set<unknown>();
	let repeats = 0;
	for (;;) {
		const apiConversations = await readPage(firstPage + pages.length);
		const page = apiConversations.map(readListed);
		pages.push(page);
		const end = since ?? newestOf(pages[0] ?? []) - LATE_MS;
		if (page.length < pageSize) return { pages, stop: 'end' };
		if (page.some((entry) => isListed(entry) && entry.updatedAt < end)) return { pages, stop: 'old' };

		repeats = page.every(({ id }) => ids.has(id)) ? repeats + 1 : 0;
		if (repeats === MOST_REPEATS) return { pages, stop: 'repeats' };
		if (pages.length === mostPages) return { pages, stop: 'limit' };
		for (const { id } of page) ids.add(id);
	}
}

const newestOf = (page: Array<Listed | Unreadable>): number =>
	Math.max(0, ...page.filter(isListed).map(({ updatedAt }) => updatedAt));
