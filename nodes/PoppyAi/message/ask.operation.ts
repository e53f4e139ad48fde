import { defineOperation } from '../../shared/operation';
import type { ApiRequest } from '../../shared/request';
import { path } from '../../shared/request';
import { boardId, chatId } from '../locators';
import type { Prompt } from './prompt';
import { additionalContext, model, plainText, prompt, promptBody, promptQuery, promptValues, readAnswer, streamedRequest } from './prompt';

const requestOf = (values: Prompt): ApiRequest => ({
	method: 'POST',
	path: path`/api/conversation`,
	query: promptQuery(values),
	body: promptBody(values),
});

/** POST /api/conversation: https://docs.getpoppy.ai. One question without a thread. Costs credits. */
export const askOnce = defineOperation<Prompt>({
	displayName: 'Ask',
	action: 'Ask without a conversation',
	description: 'Ask a ChatNode once, without a conversation, and wait for the answer. Each call costs credits.',
	idempotent: false,
	doneWord: 'asked',
	timeout: 300,
	fields: [
		boardId,
		chatId,
		prompt,
		{
			displayName: 'Additional Fields',
			name: 'additionalFields',
			type: 'collection',
			placeholder: 'Add field',
			default: {},
			options: [additionalContext, model, plainText],
		},
	],
	values: promptValues,
	request: requestOf,
	streamed: (values) => streamedRequest(requestOf(values)),
	read: (body, values) => readAnswer(body, null, values.plainText),
});
