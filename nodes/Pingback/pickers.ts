import type { IDataObject, ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';
import { id, part, record, requiredRecords, text } from '../shared/base/json';
import { redact } from '../shared/base/redact';
import { path } from '../shared/request';
import { searchList } from '../shared/query/listSearch';
import { pingbackAccount } from './account';
import { listRequest, PAGE_SIZE, readPage } from './conversation/list';
import { PAGES_SEARCHED } from './locators';
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

/**
 * Without a filter it returns one page, and the editor asks for the next. With a filter it searches page after page,
 * until there are enough matches or it reaches the bound that the field's description states.
 */
export async function searchConversations(
	this: ILoadOptionsFunctions,
	filter = '',
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	// Loaded when a list is first opened, not when n8n starts.
	const { withQuery } = await import('../shared/query/query');
	const settings = { action: 'Load conversations', account: pingbackAccount };
	const wanted = filter.trim().toLowerCase();
	const mostPages = wanted === '' ? 1 : PAGES_SEARCHED;
	return await withQuery(this, pingback, settings, async (query, connection) => {
		const visible = (entries: INodeListSearchItems[]) =>
			withoutRepeats(entries).map((entry) => ({ ...entry, name: redact(entry.name, connection.secrets) }));
		const results: INodeListSearchItems[] = [];
		let page = Number(paginationToken ?? 1);
		for (const end = page + mostPages; page < end && results.length < ENOUGH_RESULTS; page += 1) {
			const apiConversations = readPage(await query(listRequest({}, page)));
			results.push(...apiConversations.flatMap(entryOf).filter((entry) => isWanted(entry, wanted)));
			if (apiConversations.length < PAGE_SIZE) return { results: visible(results) };
		}
		return { results: visible(results), paginationToken: String(page) };
	});
}

/** How many matches a search returns at once. */
const ENOUGH_RESULTS = PAGE_SIZE;

const isWanted = ({ name, value }: INodeListSearchItems, wanted: string): boolean =>
	`${name}\n${String(value)}`.toLowerCase().includes(wanted);

/** Without duplicates, because the list shifts while its pages are read. */
const withoutRepeats = (entries: INodeListSearchItems[]): INodeListSearchItems[] => [
	...new Map(entries.map((entry) => [entry.value, entry])).values(),
];

function entryOf(apiConversation: IDataObject): INodeListSearchItems[] {
	const value = id(apiConversation.id);
	return value === null ? [] : [{ name: labelOf(apiConversation, value), value }];
}

// A conversation has no name, and the list may lack its customer: then the ID is shown.
function labelOf(apiConversation: IDataObject, conversationId: string): string {
	const { name, email } = part(apiConversation.customer);
	const day = (text(apiConversation.updated_at) ?? text(apiConversation.created_at) ?? '').slice(0, 10);
	const title = [text(name), text(email)].find((label) => label?.trim());
	return [title ?? conversationId, text(apiConversation.status), day].filter(Boolean).join(' – ');
}
