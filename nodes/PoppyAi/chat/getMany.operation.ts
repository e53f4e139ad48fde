import { limit, returnAll, limitOf } from '../../shared/pagination';
import { defineOperation } from '../../shared/operation';
import { id, records, text } from '../../shared/base/json';
import { chatsOf, readChats } from '../chats';
import { boardId } from '../locators';

/** GET /api/chats: https://docs.getpoppy.ai. Chats have no name. */
export const getManyChats = defineOperation({
	displayName: 'Get Many',
	action: 'Get many chats',
	description: 'Get many ChatNodes of a board',
	idempotent: true,
	timeout: 60,
	fields: [boardId, returnAll, limit],
	values: (form) => ({ boardId: form.requiredId('boardId'), most: limitOf(form) }),
	request: (values) => chatsOf(values.boardId),
	read: (body, values) =>
		readChats(body)
			.slice(0, values.most)
			.map((chat) => ({
				chatId: id(chat.id),
				boardId: values.boardId,
				conversations: records(chat.conversations).map((listed) => ({
					conversationId: id(listed.id),
					name: text(listed.name),
				})),
			})),
});
