import { defineOperation } from '../../shared/operation';
import { id, requiredId } from '../../shared/base/json';
import { reply } from '../../shared/output/conversation';
import { plainText } from '../../shared/output/plainText';
import { path } from '../../shared/request';
import { messagesOf, succeeded } from '../answer';
import { chatbotId, userEmail, userName } from '../fields';

interface Values {
	chatbotId: string;
	message: string;
	conversationId?: string;
	userEmail?: string;
	userName?: string;
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
			displayName: 'Additional Fields',
			name: 'additionalFields',
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
			options: [
				{
					displayName: 'Conversation ID',
					name: 'conversationId',
					type: 'string',
					default: '',
					placeholder: 'e.g. 7bb301ad-e691-4341-8afb-b4407c4ffdf2',
					description: 'The conversation to go on with. Left empty, UserDesk makes a new one and returns its ID.',
				},
				userEmail,
				userName,
			],
		},
	],
	values(form) {
		const more = form.group('additionalFields');
		return {
			chatbotId: form.requiredId('chatbotId'),
			message: form.requiredText('message'),
			conversationId: more.id('conversationId'),
			userEmail: more.email('userEmail'),
			userName: more.text('userName'),
		};
	},
	request: ({ chatbotId: chatbot, ...body }) => ({
		method: 'POST',
		path: path`/chatbot/${chatbot}/message`,
		body,
	}),
	read(body, values) {
		const answer = succeeded(body);
		const messages = messagesOf(answer);
		const answerText = messages[0]?.text ?? null;
		return reply({
			conversationId: requiredId(id(answer.conversationId) ?? values.conversationId, 'conversationId'),
			text: answerText && (plainText(answerText) || answerText),
			messages,
		});
	},
});
