import { limit, returnAll, limitOf } from '../../shared/pagination';
import { defineOperation } from '../../shared/operation';
import { chatsOf, conversationsIn, readListed } from '../chats';
import { boardId, chatId } from '../locators';

/** The conversations of a ChatNode, by the names and IDs that GET /api/chats lists. */
export const getManyConversations = defineOperation({
	displayName: 'Get Many',
	action: 'Get many conversations',
	description: 'Get many conversations of a ChatNode',
	idempotent: true,
	timeout: 60,
	fields: [boardId, chatId, returnAll, limit],
	values: (form) => ({
		boardId: form.requiredId('boardId'),
		chatId: form.requiredId('chatId'),
		most: limitOf(form),
	}),
	request: (values) => chatsOf(values.boardId),
	read: (body, values) =>
		conversationsIn(body, values.chatId)
			.slice(0, values.most)
			.map((listed) => readListed(listed, values.boardId, values.chatId)),
});
