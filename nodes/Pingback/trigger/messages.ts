import type { IDataObject } from 'n8n-workflow';
import { record, requiredId, requiredRecords } from '../../shared/base/json';
import type { ApiRequest } from '../../shared/request';
import { path } from '../../shared/request';
import { readConversation } from '../conversation/read';
import type { Changes } from './changes';
import { OVERLAP_MS } from './changes';
import type { Listed } from './listed';
import { millis } from './listed';
import type { Memory, Seen } from './memory';
import { seenOf } from './memory';

/** How far the times of a message and of its conversation may be apart, in milliseconds. */
const SLACK_MS = OVERLAP_MS / 2;

/** How many conversations one poll reads: the engine gives it a minute or less, and the rest waits for the next one. */
export const MOST_READ = 200;

export interface Reading {
	now: Listed[];
	/** What is to be remembered of those that have to wait. */
	notes: Map<string, Seen>;
}

/** Which conversations have to be read for their messages, the oldest update first. */
export function planReading(memory: Memory | undefined, { listed, newest }: Changes, fits: (one: Listed) => boolean): Reading {
	const seen = (one: Listed) => memory && seenOf(memory, one.id);
	const isDue = (one: Listed) => {
		// Of what was there before the first poll only the newest is read, as more may come at the same time.
		if (!memory) return one.updatedAt === newest;
		return seen(one)?.state !== one.state || seen(one)?.read !== undefined;
	};
	const due = listed.filter((one) => fits(one) && isDue(one));
	const waiting = due.slice(MOST_READ).map((one): [string, Seen] => {
		const messages = memory && doneWith(memory, one.id);
		return [one.id, { at: one.updatedAt, state: one.state, messages, read: 'first' }];
	});
	return { now: due.slice(0, MOST_READ), notes: new Map(waiting) };
}

/** Which messages of a conversation are done with. */
function doneWith(memory: Memory, conversationId: string): NonNullable<Seen['messages']> {
	const seen = seenOf(memory, conversationId);
	// One that is not remembered was not updated since `since`, and whatever is new in it came after the last poll.
	return seen?.messages ?? { until: seen?.at ?? memory.since + SLACK_MS, ids: [] };
}

/** GET /api/v1/conversations/{id}: the only way to read messages. */
export const requestOf = (conversationId: string): ApiRequest => ({
	method: 'GET',
	path: path`/api/v1/conversations/${conversationId}`,
});

/** A message of a customer. */
export interface Received {
	id: string;
	at: number;
	said: IDataObject;
}

/** Throws UnexpectedAnswer. */
export const customerMessages = (body: unknown): Received[] =>
	requiredRecords(record(body).messages, 'messages')
		.filter(({ sender_type }) => sender_type === 'customer')
		.map((said) => ({ id: requiredId(said.id, 'id'), at: millis(said.created_at, 'created_at'), said }));

/** The conversation as it is now, with this one of its messages. */
export const readMessageItem = (body: unknown, { said }: Received): IDataObject =>
	readConversation({ ...record(body), messages: [said] });

/** The customer's messages that are new in a conversation, and what is to be remembered. */
export function receive(
	memory: Memory | undefined,
	one: Listed,
	newest: number,
	body: unknown,
): { fresh: Received[]; note: Seen } {
	const messages = customerMessages(body);
	const at = Math.max(one.updatedAt, ...messages.map((message) => message.at));
	const until = at - SLACK_MS;
	const ids = messages.filter((message) => message.at > until).map(({ id }) => id);

	const before = memory && seenOf(memory, one.id);
	const wasReadAtTheEnd = before?.state === one.state && before.read === 'again';
	// As long as nothing newer was seen, more can come at the same time, which the list does not show.
	const read = one.updatedAt >= newest && !wasReadAtTheEnd ? 'again' : undefined;
	const note: Seen = { at, state: one.state, messages: { until, ids }, ...(read && { read }) };
	if (!memory) return { fresh: [], note };

	const done = doneWith(memory, one.id);
	return { fresh: messages.filter(({ at, id }) => at > done.until && !done.ids.includes(id)), note };
}
