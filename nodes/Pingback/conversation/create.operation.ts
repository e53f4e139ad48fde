import { options, simplify } from '../../shared/fields';
import { operation } from '../../shared/operation';
import { path } from '../../shared/request';
import { readConversation } from './read';

interface Values {
	businessId: string;
	customerId?: string;
	initialMessage?: string;
}

/** POST /api/v1/conversations/, with its slash: Pingback's API reference, "Create conversation". */
export const createConversation = operation<Values>({
	displayName: 'Create',
	action: 'Create conversation',
	description: 'Create a new conversation under your business. Each call makes another one.',
	effect: 'creates',
	timeout: 60,
	fields: [
		{
			displayName: 'Business',
			name: 'businessId',
			type: 'resourceLocator',
			default: { mode: 'list', value: '' },
			required: true,
			description: 'Your own business, the one that the account in the credential belongs to',
			modes: [
				{
					displayName: 'From List',
					name: 'list',
					type: 'list',
					typeOptions: { searchListMethod: 'searchBusinesses', searchable: false },
				},
				{
					displayName: 'By ID',
					name: 'id',
					type: 'string',
					placeholder: 'e.g. b2c3d4e5-f6a7-8901-bcde-f12345678901',
				},
			],
		},
		simplify,
		{
			displayName: 'Additional Fields',
			name: 'additionalFields',
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
			options: [
				{
					displayName: 'Customer ID',
					name: 'customerId',
					type: 'string',
					default: '',
					placeholder: 'e.g. d4e5f6a7-b8c9-0123-defa-234567890123',
					description: 'An existing customer. Leave it empty if the customer is not known yet.',
				},
				{
					displayName: 'Initial Message',
					name: 'initialMessage',
					type: 'string',
					typeOptions: { rows: 3 },
					default: '',
					placeholder: 'e.g. Hi! How can I help you today?',
					description: 'Opening message, which Pingback stores as one from the agent',
				},
			],
		},
		options(60),
	],
	values(form) {
		const more = form.group('additionalFields');
		return {
			businessId: form.requiredId('businessId'),
			customerId: more.id('customerId'),
			initialMessage: more.text('initialMessage'),
		};
	},
	request: ({ businessId, customerId, initialMessage }) => ({
		method: 'POST',
		path: path`/api/v1/conversations/`,
		body: { business_id: businessId, customer_id: customerId, initial_message: initialMessage },
	}),
	read: (body, { customerId }) => readConversation(body, customerId),
});
