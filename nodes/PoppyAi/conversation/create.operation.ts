import { id, record, requiredId, text, time } from '../../shared/answer';
import { conversation } from '../../shared/conversation';
import { options, simplify } from '../../shared/fields';
import { operation } from '../../shared/operation';
import { path } from '../../shared/request';
import { boardId, chatId } from '../locators';

interface Values {
	boardId: string;
	chatId: string;
	name?: string;
}

/** POST /api/conversation/new: https://docs.getpoppy.ai, "Create conversation". It creates only; no message is sent. */
export const createConversation = operation<Values>({
	displayName: 'Create',
	action: 'Create conversation',
	description: 'Create a new conversation in a ChatNode. Each call makes another one.',
	effect: 'creates',
	timeout: 60,
	fields: [
		boardId,
		chatId,
		simplify,
		{
			displayName: 'Additional Fields',
			name: 'additionalFields',
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
			options: [
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					default: '',
					placeholder: 'e.g. Nathan, order 1234',
					description: 'Name of the conversation. Left empty, Poppy AI names it "API Conversation" with a timestamp.',
				},
			],
		},
		options(60),
	],
	values: (form) => ({
		boardId: form.requiredId('boardId'),
		chatId: form.requiredId('chatId'),
		name: form.group('additionalFields').text('name'),
	}),
	request: (values) => ({ method: 'POST', path: path`/api/conversation/new`, body: { ...values } }),
	read(body, values) {
		const made = record(body);
		return conversation({
			vendor: 'poppyAi',
			conversationId: requiredId(made.conversationId, 'conversationId'),
			name: text(made.name) ?? values.name,
			createdAt: time(made.createdAt),
			workspaceId: id(made.boardId) ?? values.boardId,
			bot: { id: id(made.chatId) ?? values.chatId, name: null },
		});
	},
});
