import type { IDataObject } from 'n8n-workflow';
import type { Query } from '../../shared/query/query';
import type { Filters } from '../conversation/list';
import { listRequest, PAGE_SIZE, readPage } from '../conversation/list';
import { readConversation } from '../conversation/read';
import { fitting } from './events';
import type { Event } from './values';
import { firstHandoff } from './handoffs';
import { isListed, readListed } from './listed';
import { customerMessages, readMessageItem } from './messages';
import { readConversationOf } from './unreadable';

/** How many conversations are looked through for a message of a customer: what the trigger says when there is none. */
const MOST_TRIED = 100;
const AT_ONCE = 5;

/** The newest event that the trigger would emit, as one item. Empty if there is none yet. */
export async function sample(query: Query, event: Event, filters: Filters): Promise<IDataObject[]> {
	if (event === 'handoffRequested') return await firstHandoff(query, fitting(filters));
	if (event === 'messageReceived') return await newestMessage(query, filters);
	const listed = readPage(await query(listRequest(filters, 1))).map(readListed).filter(isListed);
	if (event === 'conversationCreated') listed.sort((a, b) => b.createdAt - a.createdAt);
	return listed.slice(0, 1).map(({ apiConversation }) => readConversation(apiConversation));
}

/** A conversation holds no message that is newer than its own update, so the search ends where those updated later are read. */
async function newestMessage(query: Query, filters: Filters): Promise<IDataObject[]> {
	let newest: Found | undefined;
	for (let page = 1; page <= MOST_TRIED / PAGE_SIZE; page += 1) {
		const entries = readPage(await query(listRequest(filters, page)));
		const listed = entries.map(readListed).filter(isListed);
		for (let start = 0; start < listed.length; start += AT_ONCE) {
			if (newest && newest.at > listed[start]!.updatedAt) return [newest.item];
			const found = await Promise.all(listed.slice(start, start + AT_ONCE).map(async ({ id }) => await newestIn(query, id)));
			for (const one of found) if (one && !(newest && newest.at >= one.at)) newest = one;
		}
		if (entries.length < PAGE_SIZE) break;
	}
	return newest ? [newest.item] : [];
}

interface Found {
	at: number;
	item: IDataObject;
}

async function newestIn(query: Query, conversationId: string): Promise<Found | undefined> {
	const result = await readConversationOf(query, conversationId, (body) => {
		const newest = customerMessages(body).sort((a, b) => a.at - b.at).at(-1);
		return newest && { at: newest.at, item: readMessageItem(body, newest) };
	});
	return 'value' in result ? result.value : undefined;
}
