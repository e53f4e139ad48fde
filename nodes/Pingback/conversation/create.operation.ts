import { simplify } from '../../shared/form/options';
import type { Query } from '../../shared/operation';
import { defineOperation } from '../../shared/operation';
import { id, part } from '../../shared/base/json';
import { path } from '../../shared/request';
import type { ListPage } from '../../shared/reuse';
import { businessId } from '../locators';
import { listRequest, PAGE_SIZE, readPage } from './list';
import { readConversation } from './read';
import { sameConversations } from './same';

interface Values {
	businessId: string;
	customerId?: string;
	initialMessage?: string;
}

/** POST /api/v1/conversations/, with its slash: Pingback's API reference, "Create conversation". */
export const createConversation = defineOperation<Values>({
	displayName: 'Create',
	action: 'Create conversation',
	description: 'Create a new conversation under your business',
	idempotent: false,
	timeout: 60,
	fields: [
		businessId,
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
		simplify,
	],
	values: (form) => ({
		businessId: form.requiredId('businessId'),
		customerId: form.id('customerId'),
		initialMessage: form.text('initialMessage'),
	}),
	request: ({ businessId: business, customerId, initialMessage }) => ({
		method: 'POST',
		path: path`/api/v1/conversations/`,
		body: { business_id: business, customer_id: customerId, initial_message: initialMessage },
	}),
	read: readConversation,
	reuse: {
		sameness: 'an open conversation of that customer',
		validate: (form) => form.requiredId('customerId'),
		key: (values) => [values.businessId, values.customerId ?? ''],
		scope: () => ['open'],
		page: readOpenPage,
		matches: (listed, { customerId }) => id(listed.customer_id) === customerId && listed.status === 'open',
		read: readConversation,
	},
	lookUp: {
		key: ({ businessId: business, customerId, initialMessage = '' }) =>
			customerId === undefined ? undefined : [business, customerId, initialMessage],
		candidates: sameConversations,
		read: readConversation,
		idOf: (body) => id(part(body).id),
	},
});

/** The newest update comes first. */
async function readOpenPage(_values: Values, number: number, query: Query): Promise<ListPage> {
	const entries = readPage(await query(listRequest({ status: 'open' }, number)));
	return { entries, isLast: entries.length < PAGE_SIZE };
}
