import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { Operation } from '../operation';
import type { Vendor } from '../vendor';

/** Off means the vendor's body as it came. */
export const simplify: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** How the node runs, on every operation; an operation with more to say passes its own, which stand first by name. */
export const options = (timeout: 60 | 300, ...more: INodeProperties[]): INodeProperties => ({
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [...more, ...runOptions(timeout)].sort((a, b) => alphabetical(a.displayName, b.displayName)),
});

// The names are plain English; asking the language's own rules for order would cost n8n 6 ms when it starts.
const alphabetical = (a: string, b: string) => (a < b ? -1 : 1);

const runOptions = (timeout: number): INodeProperties[] => [
	{
		displayName: 'Concurrency',
		name: 'concurrency',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 50, numberPrecision: 0 },
		default: 10,
		description:
			'How many items are at work at the same time, from 1 to 50. With 1 the vendor gets them in order. When the vendor asks to slow down, the node does so by itself.',
	},
	{
		displayName: 'Max Retries',
		name: 'maxRetries',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 10, numberPrecision: 0 },
		default: 3,
		description:
			'How often an item is sent again when the vendor certainly did nothing with it: too many requests, service unavailable, connection refused, host name not found. After anything else it is never sent twice.',
	},
	{
		displayName: 'Timeout',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 3600, numberPrecision: 0 },
		default: timeout,
		description:
			'Seconds to wait for the whole answer. An item that takes longer fails, and it stays unknown whether the vendor did its work.',
	},
];

/** The whole form of a vendor's node. */
export function nodeProperties(vendor: Vendor): INodeProperties[] {
	const resources = Object.entries(vendor.resources);
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
			Object.entries(operations).flatMap(([name, { fields }]) => fields.map((field) => shownFor(field, resource, name))),
		),
	];
}

const operationField = (resource: string, operations: Record<string, Operation>): INodeProperties => ({
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: [resource] } },
	options: Object.entries(operations)
		.map(([value, { displayName, action, description }]): INodePropertyOptions => ({ name: displayName, value, action, description }))
		.sort((a, b) => alphabetical(a.name, b.name)),
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
