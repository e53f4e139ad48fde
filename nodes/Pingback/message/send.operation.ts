import { defineOperation } from '../../shared/operation';
import { record, requiredId, time } from '../../shared/base/json';
import { reply } from '../../shared/output/conversation';
import { path } from '../../shared/request';
import { readMessage } from '../conversation/read';
import { conversationId } from '../locators';

interface Values {
	conversationId: string;
	content: string;
}

/** POST /api/v1/conversations/{id}/messages: Pingback's API reference. The sender is always the agent, and nobody answers. */
export const sendMessage = defineOperation<Values>({
	displayName: 'Send',
	action: 'Send message',
	description: 'Send a message to the customer, as the agent',
	idempotent: false,
	doneWord: 'sent',
	timeout: 60,
	fields: [
		conversationId,
		{
			displayName: 'Content',
			name: 'content',
			type: 'string',
			typeOptions: { rows: 4 },
			required: true,
			default: '',
			placeholder: 'e.g. We have sent your order today',
			description: 'What the agent says',
		},
	],
	values: (form) => ({
		conversationId: form.requiredId('conversationId'),
		content: form.requiredText('content'),
	}),
	request: (values) => ({
		method: 'POST',
		path: path`/api/v1/conversations/${values.conversationId}/messages`,
		body: { content: values.content },
	}),
	read(body, values) {
		const apiMessage = record(body);
		requiredId(apiMessage.id, 'id');
		return reply({
			conversationId: values.conversationId,
			messages: readMessage(apiMessage),
			createdAt: time(apiMessage.created_at),
		});
	},
});
