import { digest } from '../../shared/base/digest';
import type { Listed } from './listed';

/**
 * What the next poll has to know, as JSON in the workflow's static data, which n8n keeps. `bounds.ts` says how large it gets.
 * Times are milliseconds on the vendor's clock. The keys are hashes of conversation IDs, so that long IDs take no room.
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
	/** During a backlog, the conversations that do not fit above. All their updates up to this time are handled. */
	handled?: Record<string, number>;
	/** More had changed than one poll takes. */
	backlog?: Backlog;
	/** Concatenated keys of the conversations that were flagged for a person. Only with that event. */
	handoffs?: string;
	/** Conversations that could not be read, the last tried at the end. */
	unreadable: Skipped[];
}

export interface Backlog {
	/** The oldest update that is still to be handled, and on which page it was. */
	from: number;
	page: number;
	/** More conversations than one poll takes have exactly this time, so only the page says where to go on. */
	isTied: boolean;
}

/** A conversation as the last poll saw it. */
export interface Seen {
	at: number;
	/** Empty if it is to be read whatever its state. */
	state: string;
	/** Which of its messages are handled. Absent if none was read: then all up to `at` are. */
	messages?: {
		/** All up to this time. */
		until: number;
		/** And these later ones, as concatenated hashes. */
		ids: string;
	};
	/** How many more polls read its messages even if it does not change. */
	again?: number;
}

export interface Skipped {
	id: string;
	/** How many polls could not read it. */
	tries: number;
	baseline: Baseline;
}

/** The earlier state of a conversation: as it was seen, or, if it was not, that it had no update since this time. */
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
 * Keeps the memory for the next poll. False if a poll that ran at the same time has kept its own,
 * because events that both found must not be emitted twice.
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
