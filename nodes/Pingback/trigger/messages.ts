import type { IDataObject } from 'n8n-workflow';
import { digest } from '../../shared/base/digest';
import { record, requiredId, requiredRecords } from '../../shared/base/json';
import type { ApiRequest } from '../../shared/request';
import { path } from '../../shared/request';
import { readConversation } from '../conversation/read';
import { HASH_LENGTH } from './bounds';
import { isCreated } from './conversations';
import type { Listed } from './listed';
import { millis } from './listed';
import type { Memory, Seen } from './memory';
import { baselineOf } from './memory';

/** How many messages of one conversation are remembered by ID: the customer's latest. */
export const MOST_IDS = 100;

/** GET /api/v1/conversations/{id}: the only way to read messages. */
export const requestOf = (conversationId: string): ApiRequest => ({
	method: 'GET',
	path: path`/api/v1/conversations/${conversationId}`,
});

/** A message of a customer. */
export interface Received {
	id: string;
	at: number;
	apiMessage: IDataObject;
}

/** The oldest message comes first, so one without a usable time gets the time of the one before. Throws UnexpectedAnswer. */
export function customerMessages(body: unknown): Received[] {
	const { messages, created_at } = record(body);
	let at = millis(created_at) ?? 0;
	return requiredRecords(messages, 'messages').flatMap((apiMessage) => {
		at = millis(apiMessage.created_at) ?? at;
		return apiMessage.sender_type === 'customer' ? [{ id: requiredId(apiMessage.id, 'id'), at, apiMessage }] : [];
	});
}

/** The conversation as it is now, with this one of its messages. */
export const readMessageItem = (body: unknown, { apiMessage }: Received): IDataObject =>
	readConversation({ ...record(body), messages: [apiMessage] });

export const hashOf = (messageId: string): string => digest(messageId).slice(0, HASH_LENGTH);

/** Whether the next poll reads the messages of a conversation once more, even though the list shows no change. */
export const isToReadAgain = (memory: Memory, { id }: Listed): boolean => (baselineOf(memory, id).seen?.again ?? 0) > 0;

/** How often a conversation is read again if its messages lag behind the list. */
const MOST_READ_AGAIN = 5;
/** The list and the details may write the same time with more or fewer digits. */
const CLOCK_STEP_MS = 1000;

/**
 * The customer's messages that are new in a conversation, and what is to be remembered. Throws UnexpectedAnswer.
 * @param memory undefined for the first poll, for which nothing is new
 */
export function receive(
	memory: Memory | undefined,
	one: Listed,
	newest: number | undefined,
	body: unknown,
): { fresh: Received[]; note: Seen } {
	const messages = customerMessages(body);
	const seen = memory && baselineOf(memory, one.id).seen;
	const note = {
		at: Math.max(one.updatedAt, ...messages.map(({ at }) => at)),
		state: one.state,
		messages: summaryOf(messages),
		...againAfter(seen, one, newest, body),
	};
	return { fresh: memory ? messages.filter(isNewIn(memory, one)) : [], note };
}

function isNewIn(memory: Memory, one: Listed): (message: Received) => boolean {
	const { seen, since } = baselineOf(memory, one.id);
	// All messages of a new conversation are new. An older one that is not remembered had no update since `since`.
	if (!seen) return ({ at }) => isCreated(memory, one) || at >= since;
	const { until, ids } = seen.messages ?? { until: seen.at, ids: '' };
	const hashes = new Set(ids.match(new RegExp(`.{${HASH_LENGTH}}`, 'g')));
	return ({ id, at }) => at > until && !hashes.has(hashOf(id));
}

function summaryOf(messages: Received[]): Seen['messages'] {
	const latestFirst = [...messages].sort((a, b) => b.at - a.at);
	const ids = latestFirst.slice(0, MOST_IDS).map(({ id }) => hashOf(id));
	return { until: latestFirst[MOST_IDS]?.at ?? -1, ids: ids.join('') };
}

/** Whether messages may follow that the list will not show: at the time of the newest update, or because they lag behind it. */
function againAfter(seen: Seen | undefined, one: Listed, newest: number | undefined, body: unknown): Pick<Seen, 'again'> {
	const isUnchanged = seen?.state === one.state;
	const lagged = (millis(record(body).updated_at) ?? one.updatedAt) < one.updatedAt - CLOCK_STEP_MS;
	const first = lagged ? MOST_READ_AGAIN : newest !== undefined && one.updatedAt >= newest ? 1 : 0;
	const again = isUnchanged ? Math.min((seen.again ?? 1) - 1, lagged ? Infinity : 0) : first;
	return again > 0 ? { again } : {};
}
