import { defineOperation } from '../../shared/operation';
import { record, requiredRecords } from '../../shared/base/json';
import { reply } from '../../shared/output/conversation';
import { path } from '../../shared/request';
import { attachedFileUrls, baseUrl, createdAt, value } from '../fields';
import type { UserMessage } from '../turn';
import { messageBody, messageParts, readMessages, turnDetails } from '../turn';

interface Values {
	sessionId: string;
	message: UserMessage;
	inputBlockId?: string;
	inputType?: string;
}

/** POST /v1/conversations/{sessionId}/messages of the chat host: Quickbot's API reference, "Send a message". */
export const sendMessage = defineOperation<Values>({
	displayName: 'Send',
	action: 'Send message',
	description: 'Send a message to a conversation and get what the bot says next',
	idempotent: false,
	doneWord: 'sent',
	timeout: 300,
	fields: [
		{
			displayName: 'Session ID',
			name: 'sessionId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. cm0a1b2c3d4e5f',
			description: 'The conversationId that Create returned. Whoever has it can speak in the conversation.',
		},
		{
			displayName: 'Message',
			name: 'message',
			type: 'string',
			typeOptions: { rows: 4 },
			required: true,
			default: '',
			placeholder: 'e.g. I would like a quote',
			description: "What the user says; for a choice, the content of one of the input's items",
		},
		{
			displayName: 'Additional Fields',
			name: 'additionalFields',
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
			options: [
				attachedFileUrls,
				createdAt,
				{
					displayName: 'Input Block ID',
					name: 'inputBlockId',
					type: 'string',
					default: '',
					placeholder: 'e.g. cm0a1b2c3d4e5f',
					description: 'Which input the message answers: the ID in details.input of the previous answer',
				},
				{
					displayName: 'Input Type',
					name: 'inputType',
					type: 'string',
					default: '',
					placeholder: 'e.g. text input',
					description: 'Which input the message answers: the type in details.input of the previous answer',
				},
				value,
			],
		},
	],
	options: [baseUrl],
	values(form) {
		const more = form.group('additionalFields');
		return {
			sessionId: form.requiredId('sessionId'),
			message: { text: form.requiredText('message'), ...messageParts(more) },
			inputBlockId: more.text('inputBlockId'),
			inputType: more.text('inputType'),
		};
	},
	request: ({ sessionId, message, inputBlockId, inputType }) => ({
		method: 'POST',
		path: path`/v1/conversations/${sessionId}/messages`,
		body: {
			message: messageBody(message),
			messageMetadata: inputBlockId || inputType ? { inputBlockId, inputType } : undefined,
		},
		confidential: [sessionId, encodeURIComponent(sessionId)],
	}),
	read(body, { sessionId }) {
		const answer = record(body);
		return reply({
			conversationId: sessionId,
			...readMessages(requiredRecords(answer.messages, 'messages')),
			details: turnDetails(answer),
		});
	},
});
