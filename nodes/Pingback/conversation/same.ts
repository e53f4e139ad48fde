import type { IDataObject } from 'n8n-workflow';
import { id, record, records, text } from '../../shared/base/json';
import type { Candidate } from '../../shared/lookUp';
import type { Query } from '../../shared/operation';
import { path } from '../../shared/request';
import { listRequest, readPage } from './list';
import { madeAt } from './read';

interface Asked {
	businessId: string;
	customerId?: string;
	initialMessage?: string;
}

/** With more of one customer none is read, because each costs a request. Then all are candidates, and none is chosen. */
const MOST_READ = 5;

/**
 * Conversations of the same customer and business that begin with the same message, from the page of the newest updates. The list
 * shows no messages, so each is read: GET /api/v1/conversations/{id}.
 */
export async function sameConversations({ businessId, customerId, initialMessage }: Asked, query: Query): Promise<Candidate[]> {
	const listed = readPage(await query(listRequest({}, 1))).filter(
		({ business_id, customer_id }) => id(business_id) === businessId && id(customer_id) === customerId,
	);
	if (listed.length > MOST_READ) return listed.map(toCandidate);
	const whole = listed.map(async ({ id: conversationId }) =>
		record(await query({ method: 'GET', path: path`/api/v1/conversations/${id(conversationId) ?? 'none'}` })),
	);
	return (await Promise.all(whole)).filter((apiConversation) => firstMessage(apiConversation) === (initialMessage ?? null)).map(toCandidate);
}

/** Null where nobody has said anything; undefined where it was not the agent who began. */
const firstMessage = ({ messages }: IDataObject): string | null | undefined => {
	const [first] = records(messages);
	if (!first) return null;
	return first.sender_type === 'agent' ? text(first.content) : undefined;
};

const toCandidate = (raw: IDataObject): Candidate => ({ id: id(raw.id) ?? '', createdAt: madeAt(raw), raw });
