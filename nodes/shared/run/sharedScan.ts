import type { IDataObject } from 'n8n-workflow';
import type { ListPage } from '../reuse';

/** How long a complete scan is used before the list is read again, in milliseconds. */
const FRESH_MS = 30_000;
/** The limit on passes over a list that keeps changing while it is read. */
const MOST_PASSES = 3;

type ReadPage = (number: number) => Promise<ListPage>;

/**
 * One reading of a vendor's list for all items of a run. Each looks through what was read so far, and reads on only until its own
 * is found. What moves while pages are read can be missed: whoever writes moves to the top, and what leaves the list pulls others
 * onto pages that were read before. So a list of more than one page is read again until a pass brings nothing new.
 */
export class SharedScan {
	private readonly entries = new Map<unknown, IDataObject>();
	private nextPage = 1;
	private passes = 0;
	/** How many pages the pass before had. */
	private pagesBefore = 0;
	private foundInPass = 0;
	private isComplete = false;
	private completedAt = 0;
	private reading?: Promise<void>;

	/** The first entry that matches, in the list's order. */
	async find(readPage: ReadPage, matches: (entry: IDataObject) => boolean): Promise<IDataObject | undefined> {
		if (this.isComplete && Date.now() - this.completedAt > FRESH_MS) this.startOver();
		for (;;) {
			const found = [...this.entries.values()].find(matches);
			if (found || this.isComplete) return found;
			await this.readOn(readPage);
		}
	}

	/** The first caller reads the page, the others wait for it. */
	private async readOn(readPage: ReadPage): Promise<void> {
		this.reading ??= this.readNext(readPage).finally(() => (this.reading = undefined));
		await this.reading;
	}

	private async readNext(readPage: ReadPage): Promise<void> {
		const { entries, isLast } = await readPage(this.nextPage);
		const unseen = entries.filter(({ id }) => !this.entries.has(id));
		for (const entry of unseen) this.entries.set(entry.id, entry);
		this.foundInPass += unseen.length;
		// A page without new entries ends the pass, because a vendor may send the same page for ever.
		if (isLast || (unseen.length === 0 && this.nextPage >= this.pagesBefore)) this.endPass();
		else this.nextPage += 1;
	}

	private endPass(): void {
		this.passes += 1;
		const isQuiet = this.passes > 1 && this.foundInPass === 0;
		this.isComplete = this.nextPage === 1 || isQuiet || this.passes === MOST_PASSES;
		this.completedAt = Date.now();
		this.pagesBefore = this.nextPage;
		this.nextPage = 1;
		this.foundInPass = 0;
	}

	private startOver(): void {
		this.entries.clear();
		this.passes = 0;
		this.pagesBefore = 0;
		this.foundInPass = 0;
		this.nextPage = 1;
		this.isComplete = false;
	}
}
