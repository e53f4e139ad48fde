import type { IDataObject } from 'n8n-workflow';
import { NotThere } from '../shared/failure/failure';
import { id, record, records, requiredRecords, text } from '../shared/base/json';
import { conversation } from '../shared/output/conversation';
import type { ApiRequest } from '../shared/request';
import { path } from '../shared/request';

/** GET /api/chats: https://docs.getpoppy.ai. The only documented way to list conversations; there is no paging. */
export const chatsOf = (boardId: string): ApiRequest => ({
	method: 'GET',
	path: path`/api/chats`,
	query: { board_id: boardId },
});

export const readChats = (body: unknown): IDataObject[] => requiredRecords(record(body).data, 'data');

/** The conversations of one chat, as the vendor lists them. Throws NotThere. */
export function conversationsIn(body: unknown, chatId: string): IDataObject[] {
	const chat = readChats(body).find((candidate) => id(candidate.id) === chatId);
	if (!chat) throw new NotThere(`The board has no chat "${chatId}"`);
	return records(chat.conversations).filter((listed) => id(listed.id) !== null);
}

export const readListed = (listed: IDataObject, boardId: string, chatId: string): IDataObject =>
	conversation({
		conversationId: id(listed.id) ?? '',
		name: text(listed.name),
		workspaceId: boardId,
		bot: { id: chatId, name: null },
	});
