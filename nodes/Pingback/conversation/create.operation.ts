import type { IDataObject } from 'n8n-workflow';
import { simplify } from '../../shared/form/options';
import { readPages } from '../../shared/pagination';
import type { Query } from '../../shared/operation';
import { defineOperation } from '../../shared/operation';
import { id } from '../../shared/base/json';
import { path } from '../../shared/request';
import { businessId } from '../locators';
import { listRequest, PAGE_SIZE, readPage } from './list';
import { readConversation } from './read';

interface Values {
	businessId: string;
	customerId?: string;
	initialMessage?: string;
}

/** POST /api/v1/conversations/, with its slash: Pingback's API reference, "Create conversation". */
export const createConversation = defineOperation<Values>({
	displayName: 'Create',
	action: 'Create conversation',
	description: 'Create a new conversation under your business. Each call makes another one.',
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
		require: (form) => form.requiredId('customerId'),
		key: (values) => [values.businessId, values.customerId ?? ''],
		find: findOpen,
		read: readConversation,
	},
});

/** The open conversation of the customer that was updated last. */
async function findOpen({ customerId }: Values, query: Query): Promise<IDataObject | undefined> {
	const isOfCustomer = (listed: IDataObject) => id(listed.customer_id) === customerId && listed.status === 'open';
	const open = await readPages(
		PAGE_SIZE,
		(soFar) => soFar.some(isOfCustomer),
		async (page) => readPage(await query(listRequest({ status: 'open' }, page))),
	);
	return open.find(isOfCustomer);
}
