import type { Memory, Seen } from './memory';

/** How many conversations are remembered with their state. */
export const MOST_CONVERSATIONS = 500;
/** How many more during a backlog, with only a time. */
export const MOST_HANDLED = 3000;
/** How many messages are remembered by ID in all. `MOST_IDS` in `messages.ts` is the limit for one conversation. */
export const MOST_MESSAGES = 5000;
/** How many unreadable conversations are tried again even if they do not change. */
export const MOST_UNREADABLE = 50;
/** How many polls try each of them. After that it is not tried until it changes, because it is probably gone for good. */
export const MOST_TRIES = 200;
/** How many conversations that are flagged for a person are seen at once. */
export const MOST_HANDOFFS = 5000;
/** Longer IDs are not kept. Pingback's own are much shorter. */
export const LONGEST_ID = 200;

/** The most characters of JSON; twice as many during a backlog. A test checks it. */
export const MOST_CHARACTERS = 150_000;

/** Characters of one message's hash. */
export const HASH_LENGTH = 6;

/** Forgets the conversations that were updated longest ago. They count as handled. */
export function withinBounds(memory: Memory): Memory {
	const newestFirst = Object.entries(memory.conversations).sort(([, a], [, b]) => b.at - a.at);
	const kept = newestFirst.slice(0, MOST_CONVERSATIONS);
	const forgotten = newestFirst.slice(MOST_CONVERSATIONS).map(([key, { at }]): [string, number] => [key, at]);
	const bounded = { ...memory, conversations: withFewerMessages(kept) };
	const earlier = Object.entries(memory.handled ?? {});
	if (!memory.backlog) {
		return { ...bounded, handled: undefined, since: after(memory.since, [...forgotten, ...earlier]) };
	}
	const handled = [...new Map([...earlier, ...forgotten])].filter(([key]) => !Object.hasOwn(bounded.conversations, key));
	handled.sort(([, a], [, b]) => b - a);
	return {
		...bounded,
		handled: Object.fromEntries(handled.slice(0, MOST_HANDLED)),
		// Conversations that wait must not count as handled.
		since: Math.min(after(memory.since, handled.slice(MOST_HANDLED)), Math.max(memory.since, memory.backlog.from)),
	};
}

const after = (since: number, forgotten: Array<[string, number]>): number =>
	forgotten.reduce((latest, [, at]) => Math.max(latest, at + 1), since);

function withFewerMessages(newestFirst: Array<[string, Seen]>): Record<string, Seen> {
	let room = MOST_MESSAGES * HASH_LENGTH;
	const fitting = newestFirst.map(([key, seen]): [string, Seen] => {
		const length = seen.messages?.ids.length ?? 0;
		if (length > room) return [key, { ...seen, messages: undefined }];
		room -= length;
		return [key, seen];
	});
	return Object.fromEntries(fitting);
}
