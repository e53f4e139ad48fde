import type { INodeProperties } from 'n8n-workflow';

/** When off, the output is the vendor's body, unchanged. */
export const simplify: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** For operations whose messages may hold files. */
export const downloadFiles: INodeProperties = {
	displayName: 'Download Files',
	name: 'downloadFiles',
	type: 'boolean',
	default: false,
	description:
		'Whether to download the files of messages, as binary fields attachment_0 and so on. What could not be downloaded is in details.files.',
};

/**
 * How the node runs: a collection that every operation has.
 * @param timeout seconds, the default of its field
 * @param idempotent false adds the options on sending twice
 * @param more options that only this operation has
 */
export const options = (timeout: number, idempotent: boolean, more: INodeProperties[]): INodeProperties => ({
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [...more, ...runOptions(timeout), ...(idempotent ? [] : onceOptions)].sort((a, b) => alphabetical(a.displayName, b.displayName)),
});

// Not locale-aware: the names are plain English, and localeCompare would cost n8n 6 ms when it starts.
export const alphabetical = (a: string, b: string) => (a < b ? -1 : 1);

const runOptions = (timeout: number): INodeProperties[] => [
	{
		displayName: 'Concurrency',
		name: 'concurrency',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 500, numberPrecision: 0 },
		default: 10,
		description:
			'How many items are at work at the same time. With 1 the vendor gets them in order. Without this option the node finds the number: it begins with 10 and goes up to 50 while the vendor keeps up.',
	},
	{
		displayName: 'Max Retries',
		name: 'maxRetries',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 10, numberPrecision: 0 },
		default: 3,
		description:
			'How often an item is sent again when the vendor certainly did nothing with it, as after too many requests or a refused connection. After anything else it is never sent twice.',
	},
	{
		displayName: 'Timeout',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 3600, numberPrecision: 0 },
		default: timeout,
		description:
			'Seconds to wait for the whole answer. After it the item fails, and the vendor may have done its work.',
	},
];

const onceOptions: INodeProperties[] = [
	{
		displayName: 'Delivery',
		name: 'delivery',
		type: 'options',
		options: [
			{
				name: 'At Least Once',
				value: 'atLeastOnce',
				description: 'Send it again, by Retry On Fail too. There may be two of it then.',
			},
			{
				name: 'At Most Once',
				value: 'atMostOnce',
				description: 'Let nothing send it again. The item fails, and says how to go on.',
			},
		],
		default: 'atMostOnce',
		description: 'What to do with an item that failed and may exist at the vendor, as after a timeout',
	},
	{
		displayName: 'If Key Is Used',
		name: 'ifKeyUsed',
		type: 'options',
		options: [
			{
				name: 'Replay',
				value: 'replay',
				description: 'Put out again what the earlier item brought, or fail as a duplicate where that is no longer known',
			},
			{ name: 'Skip', value: 'skip', description: 'Put out nothing for the item' },
		],
		default: 'replay',
		description: 'What to do with an item whose Idempotency Key was used before. Nothing is sent for it.',
	},
];

/** In the form itself, after the body's fields, and not hidden among the options. */
export const idempotencyKey: INodeProperties = {
	displayName: 'Idempotency Key',
	name: 'idempotencyKey',
	type: 'string',
	default: '',
	placeholder: 'e.g. {{ $json.eventId }}',
	description:
		'Names the item, such as by the ID of its event. This node sends each key once, in all executions. Leave it blank to send every item.',
};

/** @param use what becomes of the files */
export const inputBinaryFields = (use: string): INodeProperties => ({
	displayName: 'Input Binary Fields',
	name: 'binaryPropertyNames',
	type: 'string',
	default: '',
	placeholder: 'e.g. data',
	description: `Binary fields of the item, separated by commas. ${use} The vendor fetches them from this n8n within a day: it must be reachable from outside and keep binary data on disk.`,
});
