import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { Operation } from '../operation';
import type { Vendor } from '../vendor';
import { alphabetical } from './options';

/** Below the node's name, such as "Create: Bot Conversation". */
export const subtitle =
	'={{ ($parameter["operation"] + ": " + $parameter["resource"]).replace(/[A-Z]/g, " $&").replace(/\\b[a-z]/g, (letter) => letter.toUpperCase()) }}';

/** The whole form of a vendor's node. */
export function nodeProperties(vendor: Vendor): INodeProperties[] {
	// n8n's list of actions keeps this order: what most people come for stands first.
	const resources = Object.entries(vendor.resources).sort(([a], [b]) => Number(b === 'conversation') - Number(a === 'conversation'));
	return [
		...(vendor.fields ?? []),
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: resources.map(([value, { displayName }]) => ({ name: displayName, value })),
			default: firstShown(vendor.resources, 'conversation'),
		},
		...resources.map(([resource, { operations }]) => operationField(resource, operations)),
		...resources.flatMap(([resource, { operations }]) =>
			Object.entries(operations).flatMap(([name, operation]) =>
				[toolDescription(vendor, operation), ...operation.fields].map((field) => shownFor(field, resource, name)),
			),
		),
	];
}

/**
 * What an AI agent's model reads of the node as a tool. By itself n8n says only the action and the node's name.
 */
const toolDescription = ({ displayName }: Vendor, { description, idempotent, doneWord }: Operation): INodeProperties => ({
	displayName: 'Description',
	name: 'toolDescription',
	type: 'string',
	typeOptions: { rows: 4 },
	default: [
		`${displayName}: ${description.replace(/\.$/, '')}.`,
		idempotent ? '' : 'Each call does it anew, with the same values too, so call it once. After an error that says that it may have worked, do not call it again.',
		idempotent || doneWord ? '' : 'Further messages to this conversation need the conversationId of the answer.',
	]
		.filter(Boolean)
		.join(' '),
	description: 'What the model is told about this tool',
	displayOptions: { show: { '@tool': [true] } },
});

const operationField = (resource: string, operations: Record<string, Operation>): INodeProperties => ({
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: [resource] } },
	options: Object.entries(operations)
		.map(([value, { displayName, action, description }]): INodePropertyOptions => ({ name: displayName, value, action, description }))
		.sort((a, b) => Number(b.value === 'create') - Number(a.value === 'create') || alphabetical(a.name, b.name)),
	default: firstShown(operations, 'create'),
});

const firstShown = (choices: Record<string, unknown>, wanted: string): string =>
	wanted in choices ? wanted : (Object.keys(choices)[0] ?? '');

const shownFor = (field: INodeProperties, resource: string, operation: string): INodeProperties => ({
	...field,
	displayOptions: {
		...field.displayOptions,
		show: { resource: [resource], operation: [operation], ...field.displayOptions?.show },
	},
});
