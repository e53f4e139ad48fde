import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { id, record, records, requiredRecords, text } from '../shared/base/json';
import { path } from '../shared/request';
import { searchList } from '../shared/query/listSearch';
import { poppyAiApi } from './account';
import { chatsOf, conversationsIn, readChats } from './chats';
import { poppyAi } from './vendor';

const account = { kind: 'credential', ...poppyAiApi } as const;

/** GET /api/boards: https://docs.getpoppy.ai; free of credits. */
export async function searchBoards(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	return await searchList(
		this,
		poppyAi,
		{
			action: 'Load boards',
			none: 'This account has no board yet',
			account,
			request: { method: 'GET', path: path`/api/boards` },
			read: (body) =>
				requiredRecords(record(body).data, 'data').flatMap((board) => {
					const value = id(board.id);
					return value === null ? [] : [{ name: text(board.name) ?? value, value }];
				}),
		},
		filter,
	);
}

/** GET /api/chats?board_id=: https://docs.getpoppy.ai. Chats have no name, so the list shows their first conversations. */
export async function searchChats(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const boardId = await chosen(this, 'boardId', 'Board');
	return await searchList(
		this,
		poppyAi,
		{
			action: 'Load chats',
			none: 'This board has no chat yet',
			account,
			request: chatsOf(boardId),
			read: (body) =>
				readChats(body).flatMap((chat) => {
					const value = id(chat.id);
					return value === null ? [] : [{ name: labelOf(value, chat.conversations), value }];
				}),
		},
		filter,
	);
}

export async function searchConversations(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const boardId = await chosen(this, 'boardId', 'Board');
	const chatId = await chosen(this, 'chatId', 'Chat');
	return await searchList(
		this,
		poppyAi,
		{
			action: 'Load conversations',
			none: 'This chat has no conversation yet',
			account,
			request: chatsOf(boardId),
			read: (body) =>
				conversationsIn(body, chatId).flatMap((listed) => {
					const value = id(listed.id);
					return value === null ? [] : [{ name: text(listed.name) ?? value, value }];
				}),
		},
		filter,
	);
}

/** @throws NodeOperationError where the field that the list depends on is empty */
async function chosen(n8n: ILoadOptionsFunctions, parameter: string, displayName: string): Promise<string> {
	const { notEmpty } = await import('../shared/query/list');
	const value = text(n8n.getCurrentNodeParameter(parameter, { extractValue: true }));
	return notEmpty(n8n, [value].filter(Boolean), `Choose a ${displayName} first`)[0]!;
}

const labelOf = (chatId: string, conversations: unknown): string => {
	const names = records(conversations).flatMap(({ name }) => text(name) ?? []);
	return names.length === 0 ? chatId : `${names.slice(0, 2).join(', ')}${names.length > 2 ? ', …' : ''} (${chatId})`;
};
