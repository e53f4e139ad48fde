import { LONGEST_ID, MOST_TRIES, MOST_UNREADABLE, withinBounds } from './bounds';
import type { Changes } from './changes';
import { LATE_MS } from './changes';
import type { Listed } from './listed';
import type { Backlog, Baseline, Memory, Seen, Skipped } from './memory';
import { baselineOf, emptyMemory, keyOf } from './memory';

/** What one poll did with the changes. */
export interface Outcome {
	/** Changed, and left for the next poll. */
	waiting: Listed[];
	/** Could not be read in this poll. */
	skipped: string[];
	/** Could not be read before, and was handled now. */
	recovered: Listed[];
	/** What to remember of a conversation besides its state, by ID. */
	notes: Map<string, Seen>;
	/** What `Memory` has under this name. */
	handoffs?: string;
}

/** @param before undefined for the first poll */
export function remember(account: string, before: Memory | undefined, changes: Changes, outcome: Outcome): Memory {
	const base = before ?? { ...emptyMemory(account), since: changes.completeFrom };
	const there = before ? undefined : wasThere(changes);
	const allUnreadable = unreadableAfter(base, outcome, there);
	const unreadable = allUnreadable.filter(({ id, tries }) => id.length <= LONGEST_ID && tries < MOST_TRIES).slice(-MOST_UNREADABLE);
	const givenUp = new Map(allUnreadable.filter((one) => !unreadable.includes(one)).map(({ id, baseline }) => [id, baseline]));
	const open = new Set([...unreadable.map(({ id }) => id), ...outcome.waiting.map(({ id }) => id)]);
	const conversations = new Map(Object.entries(base.conversations));
	for (const { id } of unreadable) conversations.delete(keyOf(id));
	for (const [id, baseline] of givenUp) conversations.set(keyOf(id), unlistedSeen(baseline));
	for (const { id, updatedAt, state } of [...changes.listed, ...outcome.recovered]) {
		if (open.has(id)) continue;
		const key = keyOf(id);
		const seen = conversations.get(key);
		const unchanged = seen?.state === state ? withoutAgain(seen) : undefined;
		const baseline = givenUp.get(id);
		const noted = { at: updatedAt, state, ...(baseline && { messages: messagesOf(baseline) }) };
		conversations.set(key, outcome.notes.get(id) ?? unchanged ?? noted);
	}
	const memory: Memory = {
		...base,
		account,
		conversations: Object.fromEntries(conversations),
		unreadable,
		handoffs: outcome.handoffs,
		backlog: backlogAfter(base.backlog, changes, outcome.waiting),
	};
	return withinBounds({ ...memory, readFrom: readFromAfter(memory, changes) });
}

/** For a conversation that is given up until it changes: the messages that are not handled stay so. */
const messagesOf = ({ seen, since }: Baseline): Seen['messages'] => seen?.messages ?? { until: seen?.at ?? since - 1, ids: '' };

/** For a conversation that the list did not show: any later update makes it due. */
const unlistedSeen = (baseline: Baseline): Seen => ({
	at: baseline.seen?.at ?? baseline.since - 1,
	state: '',
	messages: messagesOf(baseline),
});

const withoutAgain = ({ again: _again, ...seen }: Seen): Seen => seen;

/** For conversations that the first poll cannot read: they existed before, so nothing up to now is new. */
const wasThere = ({ newest }: Changes): Seen => ({ at: newest || Number.MAX_SAFE_INTEGER, state: '' });

/** The conversations that this poll tried go to the end. */
function unreadableAfter(base: Memory, { skipped, recovered, notes }: Outcome, there: Seen | undefined): Skipped[] {
	const isDone = (id: string) => notes.has(id) || recovered.some((one) => one.id === id);
	const kept = base.unreadable.filter(({ id }) => !skipped.includes(id) && !isDone(id));
	const tried = [...new Set(skipped)].map((skippedId) => ({
		id: skippedId,
		tries: 1 + (base.unreadable.find(({ id }) => id === skippedId)?.tries ?? 0),
		baseline: there ? { seen: there, since: base.since } : baselineOf(base, skippedId),
	}));
	return [...kept, ...tried];
}

function backlogAfter(before: Backlog | undefined, changes: Changes, waiting: Listed[]): Backlog | undefined {
	const { firstPage, pages, listed, stop } = changes;
	if (waiting.length === 0 && firstPage === 1) return undefined;
	// The list moved by more than a page between the search for the oldest update and the reading of its page.
	if (before && !before.isTied && stop === 'limit') return before;
	const from = waiting[0]?.updatedAt ?? listed.at(-1)?.updatedAt ?? before?.from ?? 0;
	const page = waiting.length === 0 ? firstPage : Math.max(...waiting.map(({ id }) => pages.get(id) ?? firstPage));
	return { from, page, isTied: from === before?.from };
}

/** Enough conversations to see past some whose time is wrong and lies in the future. */
const FEWEST_READ_AGAIN = 25;
const MOST_READ_AGAIN = 250;

/** The next poll reads back by LATE_MS, but over no more than MOST_READ_AGAIN conversations. */
function readFromAfter({ readFrom, conversations, backlog }: Memory, { newest, stop }: Changes): number {
	if (backlog || !newest || stop === 'repeats') return readFrom;
	const times = Object.values(conversations).map(({ at }) => at).sort((a, b) => b - a);
	const nth = (count: number) => times[Math.min(count, times.length) - 1] ?? 0;
	const enough = Math.min(newest - LATE_MS, nth(FEWEST_READ_AGAIN));
	return times.length < MOST_READ_AGAIN ? enough : Math.max(enough, nth(MOST_READ_AGAIN));
}
