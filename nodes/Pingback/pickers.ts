import type { IDataObject, ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';
import { id, part, record, requiredRecords, text, time } from '../shared/base/json';
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
			none: 'This account has no business yet',
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
			none: 'The team has no active member yet',
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
	const { matching, withoutSecrets } = await import('../shared/query/list');
	const settings = { action: 'Load conversations', account: pingbackAccount };
	const mostPages = filter.trim() === '' ? 1 : PAGES_SEARCHED;
	return await withQuery(this, pingback, settings, async (query, connection) => {
		const visible = (entries: INodeListSearchItems[]) => withoutSecrets(withoutRepeats(entries), connection);
		const results: INodeListSearchItems[] = [];
		let page = Number(paginationToken ?? 1);
		for (const end = page + mostPages; page < end && results.length < ENOUGH_RESULTS; page += 1) {
			const apiConversations = readPage(await query(listRequest({}, page)));
			results.push(...matching(apiConversations.flatMap((one) => entryOf(one, this.getTimezone())), filter));
			if (apiConversations.length < PAGE_SIZE) return { results: visible(results) };
		}
		return { results: visible(results), paginationToken: String(page) };
	});
}

/** How many matches a search returns at once. */
const ENOUGH_RESULTS = PAGE_SIZE;

/** Without duplicates, because the list shifts while its pages are read. */
const withoutRepeats = (entries: INodeListSearchItems[]): INodeListSearchItems[] => [
	...new Map(entries.map((entry) => [entry.value, entry])).values(),
];

function entryOf(apiConversation: IDataObject, zone: string): INodeListSearchItems[] {
	const value = id(apiConversation.id);
	return value === null ? [] : [{ name: labelOf(apiConversation, value, zone), value }];
}

/** Such as "13:26 · open · Ada (…0b61c)". A conversation has no name, and the list may lack its customer. */
function labelOf(apiConversation: IDataObject, conversationId: string, zone: string): string {
	const { name, email } = part(apiConversation.customer);
	const who = [text(name), text(email)].find((label) => label?.trim());
	const end = conversationId.length > 8 ? `…${conversationId.slice(-5)}` : conversationId;
	const when = momentOf(time(apiConversation.updated_at) ?? time(apiConversation.created_at), zone);
	return `${[when, text(apiConversation.status), who].filter(Boolean).join(' · ')} (${end})`;
}

/** The time of day of what is of today, else the day. */
function momentOf(at: string | null, zone: string): string {
	if (at === null) return '';
	const [day, hours] = local(at, zone);
	return (day === local(Date.now(), zone)[0] ? hours : day) ?? '';
}

/** In this notation Sweden writes a moment as ISO 8601 does. */
const local = (at: string | number, timeZone: string): string[] =>
	new Date(at).toLocaleString('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).split(' ');
