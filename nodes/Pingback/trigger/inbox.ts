import type { Changes, ReadPage } from './changes';
import { readChanges } from './changes';
import { isListed, readListed } from './listed';
import type { Memory } from './memory';
import { isDue } from './memory';

/** How many pages one poll reads at most. The rest of the list waits for the next poll. */
export const MOST_PAGES = 20;

/**
 * Reads what may have changed since the last poll: the list from its top down to where the last poll had been. After a
 * backlog that one poll cannot take, the pages at its oldest end, which then moves up from poll to poll.
 * @param backlogPages how many pages of a backlog one poll takes
 */
export async function readInbox(
	memory: Memory | undefined,
	backlogPages: number,
	pageSize: number,
	readPage: ReadPage,
): Promise<Changes> {
	const extent = { firstPage: 1, since: memory?.readFrom, mostPages: MOST_PAGES, isDue: isDue(memory) };
	if (!memory?.backlog) {
		const changes = await readChanges(extent, pageSize, readPage);
		if (!memory || changes.stop !== 'limit') return changes;
	}
	const { from, page, isTied } = memory.backlog ?? { from: memory.readFrom, page: MOST_PAGES, isTied: false };
	const lowest = isTied ? page : await findLowestPage(from, page, readPage);
	const firstPage = Math.max(1, lowest - backlogPages + 1);
	// One more page than needed, because a busy inbox pushes entries down while it is read.
	return await readChanges({ ...extent, firstPage, since: from, mostPages: backlogPages + 1 }, pageSize, readPage);
}

/** A page number beyond any inbox. It ends the search at a vendor that answers every page number with entries. */
const NO_PAGE = 1_000_000;

/** The last page with an update at or after `from`. `guess` is where it was before; the list has usually moved only a little since. */
export async function findLowestPage(from: number, guess: number, readPage: ReadPage): Promise<number> {
	const reaches = async (page: number) =>
		(await readPage(page)).map(readListed).some((entry) => isListed(entry) && entry.updatedAt >= from);
	let low = 1;
	let high = NO_PAGE;
	let probe = Math.max(1, guess);
	for (let step = 1; high - low > 1; step *= 2) {
		const isReached = probe === 1 || (await reaches(probe));
		if (isReached) low = probe;
		else high = probe;
		if (high === NO_PAGE) probe = Math.min(probe + step, NO_PAGE - 1);
		else if (low === 1 && high === probe) probe = Math.max(1, high - step);
		else probe = Math.floor((low + high) / 2);
	}
	return low;
}
