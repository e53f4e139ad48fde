import type { IDataObject } from 'n8n-workflow';
import type { Listed, Unreadable } from './listed';
import { isListed, readListed } from './listed';
import type { Seen } from './memory';
import { isDue } from './memory';
import { isToReadAgain, readMessageItem, receive } from './messages';
import type { Happened, Poll } from './pollTypes';
import { readConversationOf, throwOutage } from './unreadable';

/** How many conversations one poll reads. The rest waits for the next poll, because the engine gives a poll a minute or less. */
export const MOST_READ = 200;

/** How many of the last day's newest conversations the first poll reads. They are the likeliest to get a backdated message. */
const MOST_READ_FIRST = 50;
const DAY_MS = 86_400_000;

interface Reading {
	one: Listed;
	received: Array<{ at: number; item: IDataObject }>;
	note: Seen;
}

/** The customers' messages that are new. */
export async function receiveAll(poll: Poll): Promise<Happened> {
	const { changes, retries, query } = poll;
	const { now, waiting, passed } = plan(poll);
	const listed = new Map(changes.listed.map((one) => [one.id, one]));
	const read = async (conversationId: string) =>
		await readConversationOf(query, conversationId, (body): Reading | Unreadable => {
			const one = listed.get(conversationId) ?? readListed(body);
			return isListed(one) ? readingOf(poll, one, body) : one;
		});
	const [results, retried] = await Promise.all([
		Promise.all(now.map(async ({ id }) => await read(id))),
		Promise.all(retries.map(async ({ id }) => await read(id))),
	]);
	throwOutage(results);

	const all = [...results, ...retried].map((result) => ('value' in result ? result.value : result.skipped));
	const readings = all.filter((entry): entry is Reading => 'note' in entry);
	const unreadable = [...changes.unreadable, ...all.filter((entry): entry is Unreadable => 'reason' in entry)];
	const received = readings.flatMap((reading) => reading.received).sort((a, b) => a.at - b.at);
	return {
		items: received.map(({ item }) => item),
		unreadable,
		skipped: unreadable.flatMap(({ id }) => id ?? []),
		recovered: [...readings.map(({ one }) => one), ...passed],
		waiting,
		notes: new Map(readings.map(({ one, note }) => [one.id, note])),
	};
}

function readingOf({ before, changes, fits }: Poll, one: Listed, body: IDataObject): Reading {
	const { fresh, note } = receive(before, one, changes.newest, body);
	const received = fits(one) ? fresh.map((message) => ({ at: message.at, item: readMessageItem(body, message) })) : [];
	return { one, received, note };
}

interface Plan {
	/** To be read in this poll, the oldest update first. */
	now: Listed[];
	/** To be read in a later poll. */
	waiting: Listed[];
	/** Changed, but filtered out. */
	passed: Listed[];
}

function plan({ before, changes: { listed, newest }, fits }: Poll): Plan {
	if (!before) {
		const ofLastDay = listed.filter((one) => fits(one) && one.updatedAt >= (newest ?? 0) - DAY_MS);
		return { now: ofLastDay.slice(-MOST_READ_FIRST), waiting: [], passed: [] };
	}
	const isSkipped = new Set(before.unreadable.map(({ id }) => id));
	const isNews = isDue(before);
	const due = listed.filter((one) => !isSkipped.has(one.id) && (isNews(one) || isToReadAgain(before, one)));
	// Of the same time, what was read already takes no other's place.
	const fit = due.filter(fits).sort((a, b) => a.updatedAt - b.updatedAt || Number(isNews(b)) - Number(isNews(a)));
	const waiting = fit.slice(MOST_READ);
	const isLater = ({ updatedAt }: Listed) => waiting[0] !== undefined && updatedAt > waiting[0].updatedAt;
	const others = due.filter((one) => !fits(one));
	return { now: fit.slice(0, MOST_READ), waiting: [...waiting, ...others.filter(isLater)], passed: others.filter((one) => !isLater(one)) };
}
