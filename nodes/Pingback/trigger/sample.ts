import type { IDataObject } from 'n8n-workflow';
import type { Query } from '../../shared/query/query';
import type { Filters } from '../conversation/list';
import { listRequest, readPage } from '../conversation/list';
import { readConversation } from '../conversation/read';
import { fitting } from './events';
import type { Event } from './fields';
import { firstHandoff } from './handoffs';
import { isListed, readListed } from './listed';
import { customerMessages, readMessageItem } from './messages';
import { readConversationOf } from './unreadable';

/** How many conversations are looked through for a message of a customer. */
const MOST_TRIED = 10;

/** The newest event that the trigger would emit, as one item. Empty if there is none yet. */
export async function sample(query: Query, event: Event, filters: Filters): Promise<IDataObject[]> {
	if (event === 'handoffRequested') return await firstHandoff(query, fitting(filters));
	const listed = readPage(await query(listRequest(filters, 1))).map(readListed).filter(isListed);
	if (event === 'messageReceived') return await newestMessage(query, listed.slice(0, MOST_TRIED).map(({ id }) => id));
	if (event === 'conversationCreated') listed.sort((a, b) => b.createdAt - a.createdAt);
	return listed.slice(0, 1).map(({ apiConversation }) => readConversation(apiConversation));
}

async function newestMessage(query: Query, conversationIds: string[]): Promise<IDataObject[]> {
	for (const id of conversationIds) {
		const result = await readConversationOf(query, id, (body) => {
			const newest = customerMessages(body).sort((a, b) => a.at - b.at).at(-1);
			return newest && readMessageItem(body, newest);
		});
		if ('value' in result && result.value) return [result.value];
	}
	return [];
}
