import type { INodeProperties } from 'n8n-workflow';
import type { ParameterReader } from '../shared/form/parameterReader';
import type { Account } from '../shared/account/account';
import type { Vendor } from '../shared/vendor';
import { getManyBots } from './bot/getMany.operation';
import { createConversation } from './conversation/create.operation';
import { quickbotApi } from './management';
import { sendMessage } from './message/send.operation';
import { getResult } from './result/get.operation';
import { getManyResults } from './result/getMany.operation';

const BASE_URL = 'https://quick.bot/api';

const authentication: INodeProperties = {
	displayName: 'Authentication',
	name: 'authentication',
	type: 'options',
	options: [
		{ name: 'API Token', value: 'apiToken', description: 'Send the token, and the requests to the base URL, of a credential' },
		{ name: 'None', value: 'none', description: 'Published bots need no authentication' },
	],
	default: 'none',
	// The others always need the token.
	displayOptions: { show: { resource: ['conversation', 'message'] } },
};

const account = (form: ParameterReader): Account =>
	form.choice('authentication', 'none') === 'apiToken'
		? { kind: 'credential', ...quickbotApi }
		: { kind: 'open', baseUrl: form.group('options').text('baseUrl') ?? BASE_URL };

export const quickbot: Vendor = {
	name: 'quickbot',
	displayName: 'Quickbot',
	fields: [authentication],
	resources: {
		bot: { displayName: 'Bot', operations: { getMany: getManyBots } },
		conversation: { displayName: 'Conversation', operations: { create: createConversation } },
		message: { displayName: 'Message', operations: { send: sendMessage } },
		result: { displayName: 'Result', operations: { get: getResult, getMany: getManyResults } },
	},
	account,
	advice: {
		authentication: 'Check the API token in the credential, or set Authentication to None: published bots need none.',
		notFound: 'Check the IDs: a conversation needs the Public ID of a published bot. A session that is not found has ended: create a new conversation.',
		validation: 'Check the values of this item, and that the bot is not closed.',
	},
};
