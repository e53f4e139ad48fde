import type { Changes } from './changes';
import { OVERLAP_MS } from './changes';

/**
 * What the next poll has to know, as JSON in the workflow's static data. Bounded: it holds the conversations of the last
 * OVERLAP_MS of the vendor's clock, and those that are still to be read. Times are milliseconds on the vendor's clock.
 */
export interface Memory {
	/** Whose inbox it is. */
	account: string;
	/** Each conversation that was updated at or after this time is in `seen`. */
	since: number;
	/** By conversation ID. */
	seen: Record<string, Seen>;
}

/** A conversation as the last poll saw it. */
export interface Seen {
	at: number;
	state: string;
	/** Which of its messages are done with; absent where none was read: then all up to `at`. */
	messages?: {
		/** Those up to here. */
		until: number;
		/** And these after it. */
		ids: string[];
	};
	/** The next poll reads its messages even if it does not change: because none did so far, or to be sure. */
	read?: 'first' | 'again';
}

export const seenOf = ({ seen }: Memory, id: string): Seen | undefined => (Object.hasOwn(seen, id) ? seen[id] : undefined);

/**
 * @param before undefined for the first poll
 * @param notes what is to be known of a conversation besides its state
 */
export function remember(
	account: string,
	before: Memory | undefined,
	{ listed, newest }: Changes,
	notes: ReadonlyMap<string, Seen> = new Map(),
): Memory {
	const seen = new Map(Object.entries(before?.seen ?? {}));
	for (const { id, updatedAt, state } of listed) {
		const known = seen.get(id);
		seen.set(id, notes.get(id) ?? (known?.state === state ? known : { at: updatedAt, state }));
	}
	const unread = [...notes.values()].filter(({ read }) => read === 'first').map(({ at }) => at);
	const since = Math.max(before?.since ?? 0, Math.min(newest - OVERLAP_MS, ...unread));
	return { account, since, seen: Object.fromEntries([...seen].filter(([, { at }]) => at >= since)) };
}

/**
 * Keeps the memory for the next poll. False when another poll, begun before this one was over, has kept its own meanwhile:
 * what both found must not come out twice.
 */
export function keep(store: { memory?: Memory }, before: Memory | undefined, memory: Memory): boolean {
	if (store.memory !== before) return false;
	store.memory = memory;
	return true;
}
