import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { id, record, records, requiredRecords, text } from '../shared/answer';
import { pick } from '../shared/picker';
import { path } from '../shared/request';
import { poppyAi } from './vendor';

const account = { kind: 'credential', type: 'poppyAiApi' } as const;

/** GET /api/boards: https://docs.getpoppy.ai; free of credits. */
export async function searchBoards(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	return await pick(
		this,
		poppyAi,
		{
			action: 'Load boards',
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

/** GET /api/chats?board_id=: https://docs.getpoppy.ai. Chats have no name, so they are known by their first conversations. */
export async function searchChats(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const boardId = this.getCurrentNodeParameter('boardId', { extractValue: true });
	if (typeof boardId !== 'string' || boardId === '') return { results: [] };
	return await pick(
		this,
		poppyAi,
		{
			action: 'Load chats',
			account,
			request: { method: 'GET', path: path`/api/chats`, query: { board_id: boardId } },
			read: (body) =>
				requiredRecords(record(body).data, 'data').flatMap((chat) => {
					const value = id(chat.id);
					return value === null ? [] : [{ name: labelOf(value, chat.conversations), value }];
				}),
		},
		filter,
	);
}

const labelOf = (chatId: string, conversations: unknown): string => {
	const names = records(conversations).flatMap(({ name }) => text(name) ?? []);
	return names.length === 0 ? chatId : `${names.slice(0, 2).join(', ')}${names.length > 2 ? ', …' : ''} (${chatId})`;
};
