import { digest } from '../../shared/base/digest';
import type { Listed } from './listed';

/**
 * What the next poll has to know, as JSON in the workflow's static data, which n8n keeps. `bounds.ts` says how large it gets.
 * Times are milliseconds on the vendor's clock. A conversation goes by a hash of its ID, so that long IDs take no room.
 */
export interface Memory {
	version: 2;
	/** Whose inbox it is. */
	account: string;
	/** Each conversation that was updated at or after this time is remembered, unless it is still to be handled. */
	since: number;
	/** The next poll reads the list from its top down to this time. */
	readFrom: number;
	/** The conversations that were updated last. */
	conversations: Record<string, Seen>;
	/** While there is a backlog, those for which there is no room above: all up to this time is done with. */
	handled?: Record<string, number>;
	/** More had changed than one poll takes. */
	backlog?: Backlog;
	/** Conversations that could not be read, the one that was tried last at the end. */
	unreadable: Skipped[];
}

export interface Backlog {
	/** The oldest update that is still to be handled, and on which page it was. */
	from: number;
	page: number;
	/** More conversations than a poll takes have this very time: the page alone says where to go on. */
	isTied: boolean;
}

/** A conversation as the last poll saw it. */
export interface Seen {
	at: number;
	/** Empty where it is to be read however it looks. */
	state: string;
	/** Which of its messages are done with; absent where none was read: then all up to `at`. */
	messages?: {
		/** Those up to here. */
		until: number;
		/** And these after it, as hashes one after the other. */
		ids: string;
	};
	/** So many polls still read its messages even if it does not change. */
	again?: number;
}

export interface Skipped {
	id: string;
	/** How many polls could not read it. */
	tries: number;
	baseline: Baseline;
}

/** What was there of a conversation before: as it was seen or, where it was not, that it had no update since this time. */
export interface Baseline {
	seen?: Seen;
	since: number;
}

/** What is kept in the node's static data. */
export interface Store {
	memory?: Memory;
	/** When the trigger was activated, on this machine's clock, as long as no poll has succeeded since. */
	waitingSince?: number;
}

export const emptyMemory = (account: string): Memory => ({
	version: 2,
	account,
	since: 0,
	readFrom: 0,
	conversations: {},
	unreadable: [],
});

export const keyOf = (conversationId: string): string => digest(conversationId).slice(0, 10);

export function baselineOf(memory: Memory, conversationId: string): Baseline {
	const skipped = memory.unreadable.find(({ id }) => id === conversationId);
	if (skipped) return skipped.baseline;
	const key = keyOf(conversationId);
	return { since: memory.since, seen: own(memory.conversations, key) ?? handled(memory, key) };
}

/** Whether a conversation is new or changed, as far as the list shows. */
export const isDue =
	(memory: Memory | undefined) =>
	({ id, updatedAt, state }: Listed): boolean => {
		if (!memory) return true;
		const { seen, since } = baselineOf(memory, id);
		if (seen === undefined) return updatedAt >= since;
		return seen.state === '' ? updatedAt > seen.at : seen.state !== state;
	};

/**
 * Keeps the memory for the next poll. False when another poll, begun before this one was over, has kept its own meanwhile:
 * what both found must not come out twice.
 */
export function keep(store: Store, before: Store['memory'], memory: Memory): boolean {
	if (store.memory !== before) return false;
	store.memory = memory;
	return true;
}

const handled = (memory: Memory, key: string): Seen | undefined => {
	const at = own(memory.handled ?? {}, key);
	return at === undefined ? undefined : { at, state: '' };
};

const own = <T>(entries: Record<string, T>, key: string): T | undefined => (Object.hasOwn(entries, key) ? entries[key] : undefined);
