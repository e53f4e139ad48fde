import type { INodeParameters } from 'n8n-workflow';
import { InvalidInput } from '../failure/failure';
import type { Operation } from '../operation';
import type { Vendor } from '../vendor';

/** The operation that the node's form names. If there is none, an operation that fails each item and says why. */
export const findOperation = (vendor: Vendor, { resource, operation }: INodeParameters): Operation => {
	const operations = entryOf(vendor.resources, resource)?.operations ?? {};
	return entryOf(operations, operation) ?? unknownOperation(`${String(resource)}/${String(operation)}`);
};

const entryOf = <T>(dictionary: Record<string, T>, key: unknown): T | undefined =>
	typeof key === 'string' && Object.hasOwn(dictionary, key) ? dictionary[key] : undefined;

const unknownOperation = (name: string): Operation => ({
	displayName: '',
	action: 'Run',
	description: '',
	idempotent: true,
	fields: [{ displayName: 'Options', name: 'options', type: 'collection', default: {} }],
	timeout: 60,
	prepare() {
		throw new InvalidInput(`"Operation" cannot be ${name}`, 'Choose a resource and an operation in the node.');
	},
});
