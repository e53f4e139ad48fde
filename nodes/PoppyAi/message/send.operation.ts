import { defineOperation } from '../../shared/operation';
import type { ApiRequest } from '../../shared/request';
import { path } from '../../shared/request';
import { boardId, chatId, conversationId } from '../locators';
import type { Prompt } from './prompt';
import { additionalContext, model, plainText, prompt, promptBody, promptQuery, promptValues, readAnswer, streamedRequest } from './prompt';

interface Values extends Prompt {
	conversationId: string;
	saveHistory: boolean;
	source?: string;
	user?: string;
}

const requestOf = (values: Values): ApiRequest => ({
	method: 'POST',
	path: path`/api/conversation/${values.conversationId}`,
	query: promptQuery(values),
	body: { ...promptBody(values), save_history: values.saveHistory, source: values.source, user: values.user },
});

/** POST /api/conversation/{conversationId}: https://docs.getpoppy.ai. Costs credits; the answer can take minutes. */
export const sendMessage = defineOperation<Values>({
	displayName: 'Send',
	action: 'Send message',
	description: 'Send a message to a conversation and wait for the answer. Each call costs credits.',
	idempotent: false,
	doneWord: 'sent',
	timeout: 300,
	fields: [
		boardId,
		chatId,
		conversationId,
		prompt,
		{
			displayName: 'Additional Fields',
			name: 'additionalFields',
			type: 'collection',
			placeholder: 'Add field',
			default: {},
			options: [
				additionalContext,
				model,
				plainText,
				{
					displayName: 'Save History',
					name: 'saveHistory',
					type: 'boolean',
					default: true,
					description: 'Whether the message and its answer are kept in the conversation',
				},
				{
					displayName: 'Source',
					name: 'source',
					type: 'string',
					default: '',
					placeholder: 'e.g. website',
					description: 'Label for tracking where the message came from',
				},
				{
					displayName: 'User',
					name: 'user',
					type: 'string',
					default: '',
					placeholder: 'e.g. nathan',
					description: 'Label for tracking who wrote the message',
				},
			],
		},
	],
	values(form) {
		const more = form.group('additionalFields');
		return {
			...promptValues(form),
			conversationId: form.requiredId('conversationId'),
			saveHistory: more.flag('saveHistory', true),
			source: more.text('source'),
			user: more.text('user'),
		};
	},
	request: requestOf,
	streamed: (values) => streamedRequest(requestOf(values)),
	read: (body, values) => readAnswer(body, values.conversationId, values.plainText),
});
