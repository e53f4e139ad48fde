import { binaryUrls } from '../../shared/form/binaryUrls';
import { downloadFiles, inputBinaryFields } from '../../shared/form/options';
import { defineOperation } from '../../shared/operation';
import { record, requiredRecords } from '../../shared/base/json';
import { reply } from '../../shared/output/conversation';
import { path } from '../../shared/request';
import { attachedFileUrls, baseUrl, createdAt, value } from '../fields';
import { readMessages } from '../messages';
import { turnDetails } from '../turn';
import type { UserMessage } from '../userMessage';
import { messageBody, userMessage } from '../userMessage';

interface Values {
	sessionId: string;
	message?: UserMessage;
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
			default: '',
			placeholder: 'e.g. I would like a quote',
			hint: 'Empty sends no answer: it resumes a paused chat and skips an optional question',
			description:
				"What the user says. For a choice: the content of one of details.input.items, several joined by a comma and a blank. For a file: its address.",
		},
		{
			displayName: 'Additional Fields',
			name: 'additionalFields',
			type: 'collection',
			placeholder: 'Add field',
			default: {},
			options: [
				attachedFileUrls,
				createdAt,
				inputBinaryFields('Attached to the message; with an empty Message their addresses are the answer to a question for a file.'),
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
	options: [baseUrl, downloadFiles],
	values(form) {
		const more = form.group('additionalFields');
		return {
			sessionId: form.requiredId('sessionId'),
			message: withFiles(userMessage(form.text('message'), more), binaryUrls(more, 'binaryPropertyNames')),
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

/** Several addresses in a text are joined as a question for files takes them. */
function withFiles(message: UserMessage | undefined, urls: string[]): UserMessage | undefined {
	if (urls.length === 0) return message;
	if (!message?.text) return { ...message, text: urls.join(', ') };
	return { ...message, attachedFileUrls: [...(message.attachedFileUrls ?? []), ...urls] };
}
