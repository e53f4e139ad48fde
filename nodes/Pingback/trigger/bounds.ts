import type { Memory, Seen } from './memory';

/** How many conversations are remembered with their state. */
export const MOST_CONVERSATIONS = 500;
/** How many of a backlog besides, with nothing but a time. */
export const MOST_HANDLED = 3000;
/** How many messages are told apart by their IDs, in all; of one conversation `MOST_IDS` in `messages.ts`. */
export const MOST_MESSAGES = 5000;
/** How many conversations that could not be read are tried again even if they do not change. */
export const MOST_UNREADABLE = 50;
/** In how many polls each of them is tried. After that it waits until it changes, as a conversation that is gone never does. */
export const MOST_TRIES = 200;
/** A longer ID than any that Pingback shows is not kept. */
export const LONGEST_ID = 200;

/** So many characters of JSON at most, and twice as many while there is a backlog. The test of the bounds holds it to that. */
export const MOST_CHARACTERS = 150_000;

/** Characters of one message's hash. */
export const HASH_LENGTH = 6;

/** Forgets what was updated longest ago. What is forgotten counts as done with. */
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
		// What waits must not count as done with.
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
