import { options, simplify } from '../../shared/form/nodeProperties';
import { readPages } from '../../shared/pagination';
import type { Result, OperationContext } from '../../shared/operation';
import { defineOperation } from '../../shared/operation';
import { id } from '../../shared/base/json';
import type { ApiRequest } from '../../shared/request';
import { path } from '../../shared/request';
import type { IfExists } from '../../shared/reuse';
import { findOrCreate, ifExists, ifExistsOf } from '../../shared/reuse';
import { businessId } from '../locators';
import { listRequest, PAGE_SIZE, readPage } from './list';
import { readConversation } from './read';

interface Values {
	businessId: string;
	customerId?: string;
	initialMessage?: string;
	ifExists: IfExists;
}

/** POST /api/v1/conversations/, with its slash: Pingback's API reference, "Create conversation". */
export const createConversation = defineOperation<Values>({
	displayName: 'Create',
	action: 'Create conversation',
	description: 'Create a new conversation under your business. Each call makes another one.',
	effect: 'creates',
	timeout: 60,
	fields: [
		businessId,
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
		options(60, ifExists('an open conversation of that customer')),
	],
	values(form) {
		const more = form.group('additionalFields');
		const reuses = ifExistsOf(form);
		return {
			businessId: form.requiredId('businessId'),
			customerId: reuses === 'reuse' ? more.requiredId('customerId') : more.id('customerId'),
			initialMessage: more.text('initialMessage'),
			ifExists: reuses,
		};
	},
	request,
	read: (body, { customerId }) => readConversation(body, customerId),
	async perform(values, context) {
		const create = async () => await createNew(values, context);
		if (values.ifExists === 'create') return await create();
		const key = JSON.stringify([values.businessId, values.customerId]);
		return await findOrCreate(context, key, async () => await find(values, context), create);
	},
});

function request({ businessId: business, customerId, initialMessage }: Values): ApiRequest {
	return {
		method: 'POST',
		path: path`/api/v1/conversations/`,
		body: { business_id: business, customer_id: customerId, initial_message: initialMessage },
	};
}

async function createNew(values: Values, context: OperationContext): Promise<Result> {
	const raw = await context.send(request(values), 'creates');
	return { items: [readConversation(raw, values.customerId)], raw };
}

/** The open conversation of the customer that was updated last. */
async function find({ customerId }: Values, context: OperationContext): Promise<Result | undefined> {
	const isOfCustomer = (shown: { customer_id?: unknown; status?: unknown }) =>
		id(shown.customer_id) === customerId && shown.status === 'open';
	const open = await readPages(
		PAGE_SIZE,
		(soFar) => soFar.some(isOfCustomer),
		async (page) => readPage(await context.send(listRequest({ status: 'open' }, page), 'repeatable')),
	);
	const raw = open.find(isOfCustomer);
	return raw && { items: [readConversation(raw, customerId)], raw };
}
