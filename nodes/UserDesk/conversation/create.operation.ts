import { options, simplify } from '../../shared/form/nodeProperties';
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
	effect: 'creates',
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
		options(60),
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
		const made = succeeded(body);
		return conversation({
			vendor: 'userDesk',
			conversationId: requiredId(made.conversationId, 'conversationId'),
			bot: { id: values.chatbotId, name: null },
			user: user({ name: values.userName, email: values.userEmail }),
			messages: messagesOf(made),
		});
	},
});
