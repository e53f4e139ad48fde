import type { IDataObject } from 'n8n-workflow';
import type { Account } from '../../nodes/shared/account/account';
import { UnexpectedAnswer } from '../../nodes/shared/base/json';
import { InvalidInput } from '../../nodes/shared/failure/failure';
import { findOperation } from '../../nodes/shared/run/findOperation';
import { ParameterReader } from '../../nodes/shared/form/parameterReader';
import { perform } from '../../nodes/shared/run/perform';
import { SharedScan } from '../../nodes/shared/run/sharedScan';
import { SingleFlight } from '../../nodes/shared/run/singleFlight';
import type { ApiRequest } from '../../nodes/shared/request';
import type { Vendor } from '../../nodes/shared/vendor';
import { prepared } from '../../testing/prepared';
import type { Sample } from '../../testing/sandbox';
import { itemWith } from './itemWith';

/** A form's values, right or wrong. */
type Values = Record<string, unknown>;

/** A resource locator's value as n8n saves it. */
export const byId = (value: unknown) => ({ __rl: true, mode: 'id', value });
export const fromList = (value: unknown) => ({ __rl: true, mode: 'list', value, cachedResultName: 'Shown name' });

/** An operation as the node runs it, from the form's values to the request and from the answer to the items, without a network. */
export function taskOf(vendor: Vendor, name: string, parameters: Values) {
	const [resource, operation] = name.split('.');
	const found = findOperation(vendor, { resource, operation });
	const form = new ParameterReader((field) => parameters[field], [...(vendor.fields ?? []), ...found.fields]);
	return { idempotent: found.idempotent, account: () => prepared(found, form).account ?? vendor.account(form), task: () => prepared(found, form) };
}

/** The account of a sample's operation. */
export async function accountOf(vendor: Vendor, name: string, { parameters, binary }: Pick<Sample, 'parameters' | 'binary'>): Promise<Account> {
	const [resource, operation] = name.split('.');
	const found = findOperation(vendor, { resource, operation });
	const form = new ParameterReader((field) => parameters[field], [...(vendor.fields ?? []), ...found.fields], itemWith(binary));
	return (await found.prepare(form)).account ?? vendor.account(form);
}

/** The request, its body as it goes over the wire. */
export function requestOf(vendor: Vendor, name: string, parameters: Values): ApiRequest {
	return onTheWire(taskOf(vendor, name, parameters).task().request);
}

const onTheWire = (request: ApiRequest) => JSON.parse(JSON.stringify(request)) as ApiRequest;

interface Ran {
	items: IDataObject[];
	raw: unknown;
	sent: Array<ApiRequest & { idempotent: boolean }>;
}

/** Runs the operation against answers, one a request; the last one answers whatever else is asked. */
export async function run(vendor: Vendor, name: string, parameters: Values, ...bodies: unknown[]): Promise<Ran> {
	const sent: Ran['sent'] = [];
	const singleFlight = new SingleFlight(() => true);
	const scan = new SharedScan();
	const { idempotent, task } = taskOf(vendor, name, parameters);
	const answer = (request: ApiRequest, isIdempotent: boolean) => {
		sent.push({ ...onTheWire(request), idempotent: isIdempotent });
		return bodies[Math.min(sent.length, bodies.length) - 1];
	};
	const { items, raw } = await perform(task(), {
		async send({ request, read }) {
			const body = answer(request, idempotent);
			return { items: read(body), raw: body };
		},
		query: async (request) => answer(request, true),
		share: async (key, work) => await singleFlight.run(key.join('\n'), work),
		scan: () => scan,
	});
	const result = { items: items.map((item) => ({ vendor: vendor.name, ...item })), raw };
	return { ...result, sent };
}

/** The error for these form values. */
export function complaint(vendor: Vendor, name: string, parameters: Values): string {
	const { task, account } = taskOf(vendor, name, parameters);
	try {
		task();
		account();
	} catch (error) {
		if (error instanceof InvalidInput) return error.message;
		throw error;
	}
	throw new Error('The values were accepted');
}

/** The error for this answer. */
export async function misread(...args: Parameters<typeof run>): Promise<string> {
	const ended: unknown = await run(...args).catch((error: unknown) => error);
	if (ended instanceof UnexpectedAnswer) return ended.message;
	throw ended instanceof Error ? ended : new Error(`The answer was accepted: ${JSON.stringify(ended)}`);
}
