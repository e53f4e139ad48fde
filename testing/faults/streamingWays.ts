import { ParameterReader } from '../../nodes/shared/form/parameterReader';
import { findOperation } from '../../nodes/shared/run/findOperation';
import type { Sandbox } from '../sandbox';
import { discoverVendors } from '../sandbox';
import { prepared } from '../prepared';
import type { Way } from './ways';
import { packageWays, parametersOf, vendorOf } from './ways';

/** The ways whose answer can come while it is written, each with a sample with which it does; without one `sample` is empty. */
export function streamingWays(): Way[] {
	const operations = Object.fromEntries(discoverVendors().map((vendor) => [vendor.name, vendor.operations('http://sandbox.invalid')]));
	return packageWays()
		.filter((way) => operationOf(way).canStream)
		.map((way) => {
			const samples = operations[way.vendor]?.[way.operation]?.samples ?? [];
			const sample = samples.map(({ name }) => name).find((name) => streams({ ...way, sample: name }, operations));
			return { ...way, sample: sample ?? '' };
		});
}

const operationOf = ({ vendor, operation }: Way) => {
	const [resource, name] = operation.split('.');
	return findOperation(vendorOf(vendor)!, { resource, operation: name });
};

function streams(way: Way, operations: Sandbox['operations']): boolean {
	const operation = operationOf(way);
	const parameters = parametersOf(way, { operations, credentials: {} }, 'any text');
	const reader = new ParameterReader((name) => parameters[name], [...(vendorOf(way.vendor)!.fields ?? []), ...operation.fields]);
	return prepared(operation, reader).streamed !== undefined;
}
