import { simplify } from '../../shared/form/options';
import { defineOperation } from '../../shared/operation';
import { requiredId } from '../../shared/base/json';
import { conversation, user } from '../../shared/output/conversation';
import { path } from '../../shared/request';
import { readResponse, succeeded } from '../answer';
import type { EndUser } from '../fields';
import { chatbotId, userFields, userValues } from '../fields';

interface Values extends EndUser {
	chatbotId: string;
}

/** POST /chatbot/{chatbotId}/conversation: https://docs.userdesk.io/api/create-a-conversation */
export const createConversation = defineOperation<Values>({
	displayName: 'Create',
	action: 'Create conversation',
	description: 'Create a new conversation with a chatbot',
	idempotent: false,
	timeout: 60,
	fields: [chatbotId, ...userFields, simplify],
	values: (form) => ({ chatbotId: form.requiredId('chatbotId'), ...userValues(form) }),
	request: ({ chatbotId: chatbot, ...body }) => ({
		method: 'POST',
		path: path`/chatbot/${chatbot}/conversation`,
		body,
	}),
	read(body, values) {
		const created = succeeded(body);
		return conversation({
			conversationId: requiredId(created.conversationId, 'conversationId'),
			...readResponse(created),
			bot: { id: values.chatbotId, name: null },
			user: user({ name: values.userName, email: values.userEmail }),
		});
	},
});
