import { defineOperation } from '../../shared/operation';
import { id, requiredId } from '../../shared/base/json';
import { reply } from '../../shared/output/conversation';
import { path } from '../../shared/request';
import { readResponse, succeeded } from '../answer';
import type { EndUser } from '../fields';
import { chatbotId, userFields, userValues } from '../fields';
import { textStream } from './stream';

interface Values extends EndUser {
	chatbotId: string;
	message: string;
	conversationId?: string;
}

/** POST /chatbot/{chatbotId}/message: https://docs.userdesk.io. Without a conversation UserDesk makes one and returns its ID. */
export const sendMessage = defineOperation<Values>({
	displayName: 'Send',
	action: 'Send message',
	description: 'Send a message to a chatbot and wait for the answer',
	idempotent: false,
	doneWord: 'sent',
	timeout: 300,
	fields: [
		chatbotId,
		{
			displayName: 'Message',
			name: 'message',
			type: 'string',
			typeOptions: { rows: 4 },
			required: true,
			default: '',
			placeholder: 'e.g. Where is my order?',
			description: 'What the user says',
		},
		{
			displayName: 'Conversation ID',
			name: 'conversationId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 7bb301ad-e691-4341-8afb-b4407c4ffdf2',
			hint: 'Empty starts a new conversation',
			description: 'The conversation to go on with, such as the conversationId that Create returned',
		},
		...userFields,
	],
	values: (form) => ({
		chatbotId: form.requiredId('chatbotId'),
		message: form.requiredText('message'),
		conversationId: form.id('conversationId'),
		...userValues(form),
	}),
	request: ({ chatbotId: chatbot, ...body }) => ({
		method: 'POST',
		path: path`/chatbot/${chatbot}/message`,
		body,
	}),
	// A streamed answer does not name its conversation.
	streamed: ({ chatbotId: chatbot, ...body }) =>
		body.conversationId === undefined
			? undefined
			: { method: 'POST', path: path`/chatbot/${chatbot}/message`, body: { ...body, stream: true }, answer: textStream },
	read(body, values) {
		const answer = succeeded(body);
		return reply({
			conversationId: requiredId(id(answer.conversationId) ?? values.conversationId, 'conversationId'),
			...readResponse(answer),
		});
	},
});
