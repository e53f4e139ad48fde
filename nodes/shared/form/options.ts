import type { INodeProperties } from 'n8n-workflow';

/** Off means the vendor's body as it came. */
export const simplify: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/**
 * How the node runs: a collection that every operation has.
 * @param timeout seconds, the default of its field
 * @param more what only this operation has
 */
export const options = (timeout: number, more: INodeProperties[]): INodeProperties => ({
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [...more, ...runOptions(timeout)].sort((a, b) => alphabetical(a.displayName, b.displayName)),
});

// The names are plain English: locale-aware sorting would cost n8n 6 ms when it starts.
export const alphabetical = (a: string, b: string) => (a < b ? -1 : 1);

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
