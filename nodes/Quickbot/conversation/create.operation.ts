import type { IDataObject } from 'n8n-workflow';
import { downloadFiles, simplify } from '../../shared/form/options';
import type { ParameterReader } from '../../shared/form/parameterReader';
import { defineOperation } from '../../shared/operation';
import { id, part, record, requiredId, requiredRecords, time } from '../../shared/base/json';
import { conversation } from '../../shared/output/conversation';
import { path } from '../../shared/request';
import { attachedFileUrls, baseUrl, createdAt, value } from '../fields';
import { publicId } from '../locators';
import { readMessages } from '../messages';
import { presentParts, turnDetails } from '../turn';
import type { UserMessage } from '../userMessage';
import { messageBody, userMessage } from '../userMessage';

interface Values {
	publicId: string;
	message?: UserMessage;
	prefilledVariables?: IDataObject;
	resultId?: string;
}

/** POST /v1/conversations of the chat host: Quickbot's API reference, "Create conversation". */
export const createConversation = defineOperation<Values>({
	displayName: 'Create',
	action: 'Create conversation',
	description: 'Create a new conversation with a published bot',
	idempotent: false,
	timeout: 60,
	fields: [
		publicId,
		simplify,
		{
			displayName: 'Additional Fields',
			name: 'additionalFields',
			type: 'collection',
			placeholder: 'Add field',
			default: {},
			options: [
				{
					displayName: 'Message',
					name: 'message',
					type: 'fixedCollection',
					default: {},
					description: "The user's first message, for a bot that starts by asking",
					options: [
						{
							displayName: 'Message',
							name: 'values',
							values: [
								{
									displayName: 'Text',
									name: 'text',
									type: 'string',
									default: '',
									placeholder: 'e.g. I would like a quote',
									description: 'What the user says',
								},
								value,
								attachedFileUrls,
								createdAt,
							],
						},
					],
				},
				{
					displayName: 'Prefilled Variables',
					name: 'prefilledVariables',
					type: 'fixedCollection',
					typeOptions: { multipleValues: true },
					default: {},
					placeholder: 'Add Variable',
					description: 'Values for variables of the bot, by name',
					options: [
						{
							displayName: 'Variable',
							name: 'variables',
							values: [
								{
									displayName: 'Name',
									name: 'name',
									type: 'string',
									default: '',
									placeholder: 'e.g. First name',
									description: 'Name of the variable, as the bot spells it',
								},
								{
									displayName: 'Value',
									name: 'value',
									type: 'string',
									default: '',
									placeholder: 'e.g. John',
									description: 'What the variable begins with',
								},
							],
						},
					],
				},
				{
					displayName: 'Prefilled Variables (JSON)',
					name: 'prefilledVariablesJson',
					type: 'json',
					default: '',
					placeholder: 'e.g. {"First name": "John"}',
					description: 'The same as a JSON object. Where both name a variable, Prefilled Variables wins.',
				},
				{
					displayName: 'Result ID',
					name: 'resultId',
					type: 'string',
					default: '',
					placeholder: 'e.g. clx1y2z3a0001',
					description: 'Result to overwrite, instead of making a new one',
				},
			],
		},
	],
	options: [baseUrl, downloadFiles],
	values(form) {
		const more = form.group('additionalFields');
		return {
			publicId: form.requiredId('publicId'),
			message: firstMessage(more),
			prefilledVariables: variables(more),
			resultId: more.id('resultId'),
		};
	},
	request: ({ message, ...body }) => ({
		method: 'POST',
		path: path`/v1/conversations`,
		body: { ...body, message: messageBody(message) },
	}),
	read(body, values) {
		const created = record(body);
		const bot = part(created.bot);
		return conversation({
			conversationId: requiredId(created.sessionId, 'sessionId'),
			bot: { id: id(bot.id) ?? values.publicId, name: null },
			...readMessages(requiredRecords(created.messages, 'messages')),
			details: { ...turnDetails(created), ...presentParts(created, ['resultId']), publishedAt: time(bot.publishedAt) ?? undefined },
		});
	},
});

function firstMessage(more: ParameterReader): UserMessage | undefined {
	const entry = more.entry('message', 'values');
	return entry && userMessage(entry.text('text'), entry);
}

function variables(more: ParameterReader): IDataObject | undefined {
	const pairs = more.entries('prefilledVariables', 'variables').map((pair) => [pair.text('name'), pair.value('value') ?? '']);
	const named = pairs.filter(([name]) => name !== undefined);
	const all = { ...more.object('prefilledVariablesJson'), ...Object.fromEntries(named) };
	return Object.keys(all).length === 0 ? undefined : all;
}
