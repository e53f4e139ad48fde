import { defineOperation } from '../../shared/operation';
import { id, part, record, records, requiredId, time } from '../../shared/base/json';
import type { Candidate } from '../../shared/lookUp';
import type { Query } from '../../shared/operation';
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
	read: readSent,
	lookUp: {
		key: (values) => [values.conversationId, values.content],
		candidates: sameMessages,
		read: readSent,
		idOf: (body) => id(part(body).id),
	},
});

function readSent(body: unknown, { conversationId: conversation }: Values) {
	const apiMessage = record(body);
	requiredId(apiMessage.id, 'id');
	return reply({
		conversationId: conversation,
		messages: readMessage(apiMessage),
		createdAt: time(apiMessage.created_at),
	});
}

/** The agent's messages with the same text, from GET /api/v1/conversations/{id}, which shows all messages. */
async function sameMessages(values: Values, query: Query): Promise<Candidate[]> {
	const apiConversation = record(await query({ method: 'GET', path: path`/api/v1/conversations/${values.conversationId}` }));
	return records(apiConversation.messages)
		.filter(({ sender_type, content }) => sender_type === 'agent' && content === values.content)
		.map((raw) => ({ id: id(raw.id) ?? '', createdAt: Date.parse(time(raw.created_at) ?? '') || 0, raw }));
}
