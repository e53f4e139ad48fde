import type { IDataObject } from 'n8n-workflow';
import { readPages } from '../../shared/many';
import type { Listed } from './listed';
import { millis, readListed } from './listed';

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

/**
 * Reads the list, which begins with the newest update, back to `since`; where that is not known, over the last OVERLAP_MS.
 * The list shifts while its pages are read. What is updated moves to the top, and is left for the next poll. But what leaves
 * the list, or has the same time as others, can make a conversation slip onto a page that was read before. So a list of more
 * than one page is read again until nothing was missed.
 */
export async function readChanges(
	since: number | undefined,
	pageSize: number,
	readPage: (page: number) => Promise<IDataObject[]>,
): Promise<Changes> {
	const found = new Map<string, Listed>();
	const bounds = { since: since ?? 0, newest: 0 };
	let pages = 0;

	const readAll = async () =>
		await readPages(
			pageSize,
			(soFar) => updatedAt(soFar.at(-1)) < bounds.since,
			async (page) => {
				pages = page;
				const entries = await readPage(page);
				if (bounds.newest === 0 && entries.length > 0) {
					bounds.newest = Math.max(...entries.map(updatedAt));
					bounds.since = since ?? bounds.newest - OVERLAP_MS;
				}
				return entries;
			},
		);

	let missed: Listed[];
	do {
		const listed = (await readAll()).map(readListed).filter((one) => one.updatedAt >= bounds.since);
		missed = listed.filter((one) => one.updatedAt <= bounds.newest && !found.has(one.id));
		for (const one of listed) found.set(one.id, one);
	} while (pages > 1 && missed.length > 0);
	return { ...bounds, listed: [...found.values()].sort((a, b) => a.updatedAt - b.updatedAt) };
}

const updatedAt = (shown: IDataObject | undefined): number => millis(shown?.updated_at, 'updated_at');
