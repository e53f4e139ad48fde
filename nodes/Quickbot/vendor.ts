import type { INodeProperties } from 'n8n-workflow';
import type { ParameterReader } from '../shared/form/parameterReader';
import type { Account } from '../shared/account/account';
import type { Vendor } from '../shared/vendor';
import { createConversation } from './conversation/create.operation';
import { sendMessage } from './message/send.operation';

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
};

const account = (form: ParameterReader): Account =>
	form.choice<'apiToken' | 'none'>('authentication', 'none') === 'apiToken'
		? { kind: 'credential', type: 'quickbotApi', key: { field: 'apiToken', displayName: 'API Token' } }
		: { kind: 'open', baseUrl: form.group('options').text('baseUrl') ?? BASE_URL };

export const quickbot: Vendor = {
	name: 'quickbot',
	displayName: 'Quickbot',
	fields: [authentication],
	resources: {
		conversation: { displayName: 'Conversation', operations: { create: createConversation } },
		message: { displayName: 'Message', operations: { send: sendMessage } },
	},
	account,
	advice: {
		authentication: 'Check the API token in the credential, or set Authentication to None: published bots need none.',
		notFound: 'Check that the Public ID is that of a published bot. A session that is not found has ended or expired: create a new conversation.',
		validation: 'Check the values of this item, and that the bot is not closed.',
	},
};
