import type { IDataObject, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { id, part, record, requiredRecords, text } from '../shared/base/json';
import { path } from '../shared/request';
import { searchList } from '../shared/query/listSearch';
import { pingbackAccount } from './account';
import { listRequest, PAGE_SIZE, readPage } from './conversation/list';
import { pingback } from './vendor';

/** GET /api/v1/auth/me: Pingback's API reference. An account has one business, or none yet. */
export async function searchBusinesses(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	return await searchList(
		this,
		pingback,
		{
			action: 'Load businesses',
			account: pingbackAccount,
			request: { method: 'GET', path: path`/api/v1/auth/me` },
			read(body) {
				const business = part(record(body).business);
				const value = id(business.id);
				return value === null ? [] : [{ name: text(business.name) ?? value, value }];
			},
		},
		filter,
	);
}

/** GET /api/v1/team/members: Pingback's API reference. A conversation is assigned by `user_id`. */
export async function searchAgents(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	return await searchList(
		this,
		pingback,
		{
			action: 'Load agents',
			account: pingbackAccount,
			request: { method: 'GET', path: path`/api/v1/team/members` },
			read: (body) =>
				requiredRecords(body, 'members').flatMap((member) => {
					const value = id(member.user_id);
					const name = [text(member.name), text(member.email)].filter(Boolean).join(' – ');
					return value === null || member.is_active === false ? [] : [{ name: name || value, value }];
				}),
		},
		filter,
	);
}

/** One page at a time; the editor asks for the next one by its number. */
export async function searchConversations(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const page = Number(paginationToken ?? 1);
	let isLast = false;
	const found = await searchList(
		this,
		pingback,
		{
			action: 'Load conversations',
			account: pingbackAccount,
			request: listRequest({}, page),
			read(body) {
				const shown = readPage(body);
				isLast = shown.length < PAGE_SIZE;
				return shown.flatMap((conversation) => {
					const value = id(conversation.id);
					return value === null ? [] : [{ name: labelOf(conversation), value }];
				});
			},
		},
		filter,
	);
	return isLast ? found : { ...found, paginationToken: String(page + 1) };
}

// The list may come without customers, and a conversation has no name: then its ID tells it apart.
const labelOf = (shown: IDataObject): string => {
	const { name, email } = part(shown.customer);
	const day = (text(shown.updated_at) ?? text(shown.created_at) ?? '').slice(0, 10);
	return [text(name) ?? text(email) ?? id(shown.id), text(shown.status), day].filter(Boolean).join(' – ');
};
