import type { IDataObject } from 'n8n-workflow';
import { NotThere } from '../shared/failure/failure';
import { id, record, records, requiredId, requiredRecords, text } from '../shared/base/json';
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
export const conversationsIn = (body: unknown, chatId: string): IDataObject[] =>
	records(chatIn(body, chatId).conversations).filter((listed) => id(listed.id) !== null);

/** The same, or UnexpectedAnswer where one cannot be read. */
export function allConversationsIn(body: unknown, chatId: string): IDataObject[] {
	const all = requiredRecords(chatIn(body, chatId).conversations, 'conversations');
	for (const listed of all) requiredId(listed.id, 'id');
	return all;
}

function chatIn(body: unknown, chatId: string): IDataObject {
	const chat = readChats(body).find((candidate) => id(candidate.id) === chatId);
	if (!chat) throw new NotThere(`The board has no chat "${chatId}"`);
	return chat;
}

export const readListed = (listed: IDataObject, boardId: string, chatId: string): IDataObject =>
	conversation({
		conversationId: id(listed.id) ?? '',
		name: text(listed.name),
		workspaceId: boardId,
		bot: { id: chatId, name: null },
	});
