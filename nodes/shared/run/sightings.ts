import type { Candidate } from '../lookUp';

/** How old a list may be that shows what was there before, in milliseconds. */
export const LONGEST_BEFORE_MS = 3000;

/** What was listed, and when it was asked for. */
export interface Listed {
	at: number;
	ids: ReadonlySet<string>;
}

/**
 * What the items of a run created at the vendor. Items with the same key cannot be told apart there, so a candidate belongs to an item
 * only if no other item of the run may have created it.
 */
export class Sightings {
	private readonly ids = new Set<string>();
	/** By key, the items whose request was sent and whose outcome is not known yet. */
	private readonly open = new Map<string, Set<number>>();
	private readonly before = new Map<string, { at: number; listed: Promise<Listed | undefined> }>();

	sent(key: string, itemIndex: number): void {
		const items = this.open.get(key) ?? new Set();
		this.open.set(key, items.add(itemIndex));
	}

	/** The item's request did nothing, or the ID of what it created is known. */
	settled(key: string, itemIndex: number, id?: unknown): void {
		this.open.get(key)?.delete(itemIndex);
		if (typeof id === 'string') this.ids.add(id);
	}

	/** What the vendor listed just before the item is sent; undefined where it could not be read. Items sent in a row share one. */
	async listBefore(scope: string, read: () => Promise<string[]>): Promise<Listed | undefined> {
		const at = Date.now();
		const earlier = this.before.get(scope);
		if (earlier && at - earlier.at < LONGEST_BEFORE_MS) return await earlier.listed;
		const listed = read().then((ids) => ({ at, ids: new Set(ids) }), () => undefined);
		this.before.set(scope, { at, listed });
		return await listed;
	}

	/** The candidate that this item created; undefined when there is any doubt. */
	pick(key: string, itemIndex: number, candidates: Candidate[]): Candidate | undefined {
		const others = [...(this.open.get(key) ?? [])].filter((other) => other !== itemIndex);
		const unclaimed = candidates.filter(({ id }) => !this.ids.has(id));
		return others.length === 0 && unclaimed.length === 1 ? unclaimed[0] : undefined;
	}
}
