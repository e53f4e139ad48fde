import type { Candidate } from '../lookUp';

/** How old a list may be that shows what was there before, in milliseconds. */
const LONGEST_BEFORE_MS = 3000;

/**
 * What the items of a run made at the vendor, by the key under which they cannot be told apart there. A candidate is an item's own
 * only if no other item of the run may have made it.
 */
export class Sightings {
	private readonly ids = new Set<string>();
	/** Items whose request was sent and of which it is not known what they made. */
	private readonly open = new Map<string, Set<number>>();
	private readonly before = new Map<string, { at: number; ids: Promise<ReadonlySet<string> | undefined> }>();

	sent(key: string, itemIndex: number): void {
		const items = this.open.get(key) ?? new Set();
		this.open.set(key, items.add(itemIndex));
	}

	/** The item's request did nothing, or what it made is known. */
	settled(key: string, itemIndex: number, id?: unknown): void {
		this.open.get(key)?.delete(itemIndex);
		if (typeof id === 'string') this.ids.add(id);
	}

	/** What the vendor listed just before the item is sent; undefined where it could not be read. Items sent in a row share one. */
	async listBefore(scope: string, read: () => Promise<string[]>): Promise<ReadonlySet<string> | undefined> {
		const earlier = this.before.get(scope);
		if (earlier && Date.now() - earlier.at < LONGEST_BEFORE_MS) return await earlier.ids;
		const ids = read().then((listed) => new Set(listed), () => undefined);
		this.before.set(scope, { at: Date.now(), ids });
		return await ids;
	}

	/** The one candidate that this item made, if there is no doubt. */
	pick(key: string, itemIndex: number, candidates: Candidate[]): Candidate | undefined {
		const others = [...(this.open.get(key) ?? [])].filter((other) => other !== itemIndex);
		const unclaimed = candidates.filter(({ id }) => !this.ids.has(id));
		return others.length === 0 && unclaimed.length === 1 ? unclaimed[0] : undefined;
	}
}
