import { simplify } from '../../shared/form/options';
import { defineOperation } from '../../shared/operation';
import { requiredId } from '../../shared/base/json';
import { conversation, user } from '../../shared/output/conversation';
import { path } from '../../shared/request';
import { messagesOf, succeeded } from '../answer';
import { chatbotId, userEmail, userName } from '../fields';

interface Values {
	chatbotId: string;
	userEmail?: string;
	userName?: string;
}

/** POST /chatbot/{chatbotId}/conversation: https://docs.userdesk.io/api/create-a-conversation */
export const createConversation = defineOperation<Values>({
	displayName: 'Create',
	action: 'Create conversation',
	description: 'Create a new conversation with a chatbot. Each call makes another one.',
	idempotent: false,
	timeout: 60,
	fields: [
		chatbotId,
		simplify,
		{
			displayName: 'Additional Fields',
			name: 'additionalFields',
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
			options: [userEmail, userName],
		},
	],
	values(form) {
		const more = form.group('additionalFields');
		return {
			chatbotId: form.requiredId('chatbotId'),
			userEmail: more.email('userEmail'),
			userName: more.text('userName'),
		};
	},
	request: ({ chatbotId: chatbot, ...body }) => ({
		method: 'POST',
		path: path`/chatbot/${chatbot}/conversation`,
		body,
	}),
	read(body, values) {
		const created = succeeded(body);
		return conversation({
			conversationId: requiredId(created.conversationId, 'conversationId'),
			bot: { id: values.chatbotId, name: null },
			user: user({ name: values.userName, email: values.userEmail }),
			messages: messagesOf(created),
		});
	},
});
