import path from 'node:path';
import type { ICredentialType, INodeProperties, INodePropertyOptions, INodeType } from 'n8n-workflow';
import type { CredentialStore } from '../engine';
import { repositoryRoot } from '../engine/core';
import type { Vendor } from '../../nodes/shared/vendor';
import type { Sandbox } from '../sandbox';
import { discoverVendors } from '../sandbox';
import { isInTables } from '../vendors';

/** One way in which the package makes something at a vendor: an operation, through one kind of account. */
export interface Way {
	title: string;
	/** The node's name, which is also the vendor's. */
	vendor: string;
	/** `resource.operation` */
	operation: string;
	effect: 'creates' | 'sends';
	/** Name of the sandbox's sample. */
	sample: string;
	/** What is chosen in the credential's own Authentication, where it has that field. */
	authentication?: string;
	/** False if the vendor's 429 without Retry-After is a plan limit. */
	retries429WithoutRetryAfter: boolean;
}

type Described = Pick<Sandbox, 'operations' | 'credentials'>;

/** Every operation that a node of the compiled package offers, of the vendors in tables. */
export function packageOperations(): Array<{ vendor: string; operation: string }> {
	return actionNodes().filter(({ description }) => isInTables(description.name)).flatMap(({ description: { name, properties } }) =>
		choices(properties, 'resource').flatMap((resource) =>
			choices(properties, 'operation', resource).map((operation) => ({ vendor: name, operation: `${resource}.${operation}` })),
		),
	);
}

/** The operations that cannot be tested, because the sandbox has no sample for them. */
export const operationsWithoutSample = () =>
	packageOperations().filter(({ vendor, operation }) => !sampled()[vendor]?.[operation]?.samples.length);

/** Every way to create or to send; an operation is once in it for each account that its samples use. */
export function packageWays(): Way[] {
	return packageOperations().flatMap(({ vendor, operation }) => {
		const { effect, samples = [] } = sampled()[vendor]?.[operation] ?? {};
		if (effect !== 'creates' && effect !== 'sends') return [];
		const retries429WithoutRetryAfter = vendorOf(vendor)?.retry429WithoutRetryAfter !== false;
		return firstByAccount(samples).flatMap(({ name, credentials }) =>
			authenticationsOf(credentials).map((authentication) => ({
				title: [vendor, operation, `through ${authentication ?? credentials[0] ?? 'no account'}`].join(' '),
				vendor,
				operation,
				effect,
				sample: name,
				authentication,
				retries429WithoutRetryAfter,
			})),
		);
	});
}

/** The parameters of a way, with `mark` (an expression or a text) where the operation takes any text. */
export function parametersOf({ vendor, operation, sample }: Way, { operations }: Described, mark: string): Parameters {
	const samples = operations[vendor]?.[operation]?.samples ?? [];
	const found = samples.find(({ name }) => name === sample);
	const freeText = [found, ...samples].find((one) => one?.freeText)?.freeText;
	if (!found || !freeText) throw new Error(`The sandbox's ${vendor} says of no sample of ${operation} which parameter takes any text`);
	return withValue(structuredClone(found.parameters) as Parameters, freeText.split('.'), mark);
}

let logins = 0;

/** The credentials of a way, by type. Trailing blanks make each base URL different, so that no two runs share a login. */
export function credentialsOf({ vendor, operation, sample, authentication }: Way, { operations, credentials }: Described): Credentials {
	const { credentials: types = [] } = operations[vendor]?.[operation]?.samples.find(({ name }) => name === sample) ?? {};
	return Object.fromEntries(
		types.map((type) => {
			const data = { ...credentials[type] };
			if (authentication === undefined) return [type, data];
			const baseUrl = `${data.baseUrl}${' '.repeat((logins += 1))}`;
			return [type, { ...data, baseUrl, authentication }];
		}),
	);
}

/** The secret values of such credentials, those included that n8n's own fields of an OAuth2 type hold. */
export const secretsIn = (credentials: CredentialStore): string[] =>
	Object.entries(credentials).flatMap(([type, data]) => {
		const masked = propertiesOf(type)
			.filter(({ typeOptions }) => typeOptions?.password)
			.filter(({ displayOptions }) => isShown(displayOptions, 'authentication', data.authentication));
		return [...masked.map(({ name }) => name), ...inheritedSecrets(type)].flatMap((name) => (data[name] as string | undefined) ?? []);
	});

const inheritedSecrets = (type: string): string[] =>
	discoverVendors().flatMap(({ accounts }) => Object.entries(accounts)).filter(([name, { test }]) => name === type && !test).map(([, { secret }]) => secret.field);

type Credentials = Record<string, Record<string, string>>;
type Parameters = Record<string, unknown>;

const firstByAccount = <T extends { credentials: string[] }>(samples: T[]): T[] =>
	samples.filter(({ credentials }, index) => samples.findIndex((other) => String(other.credentials) === String(credentials)) === index);

function authenticationsOf([type]: string[]): Array<string | undefined> {
	const offered = choices(propertiesOf(type), 'authentication');
	return offered.length > 0 ? offered : [undefined];
}

function choices(properties: INodeProperties[], name: string, resource?: string): string[] {
	return properties
		.filter((property) => property.name === name && property.type === 'options')
		.filter(({ displayOptions }) => resource === undefined || isShown(displayOptions, 'resource', resource))
		.flatMap(({ options = [] }) => (options as INodePropertyOptions[]).map(({ value }) => String(value)));
}

const isShown = (displayOptions: INodeProperties['displayOptions'], field: string, value: unknown) =>
	displayOptions?.show?.[field]?.includes(value as string) ?? true;

const sampled = () =>
	Object.fromEntries(discoverVendors().map(({ name, operations }) => [name, operations('http://sandbox.invalid')]));

const propertiesOf = (type: string | undefined) =>
	manifest().credentials.map(instanceIn<ICredentialType>).find(({ name }) => name === type)?.properties ?? [];

/** A trigger creates nothing. */
const actionNodes = () =>
	manifest().nodes.map(instanceIn<INodeType>).filter(({ description }) => !description.group.includes('trigger'));

export const vendorOf = (name: string) =>
	manifest()
		.nodes.flatMap((file) => Object.values(load(vendorModule(file)) as Record<string, Vendor>))
		.find((vendor) => vendor.name === name);

/** What is published is bundled; the tools compile the sources as they are. */
const vendorModule = (nodeFile: string) => path.join(path.dirname(nodeFile.replace(/^dist/, 'build')), 'vendor.js');

const manifest = () => (load('package.json') as { n8n: { nodes: string[]; credentials: string[] } }).n8n;

/** n8n loads the class with the name of the file up to its first dot. */
const instanceIn = <T>(file: string): T => {
	const exported = load(file) as Record<string, new () => T>;
	return new exported[path.basename(file).split('.')[0]!]!();
};

// eslint-disable-next-line @typescript-eslint/no-require-imports
const load = (file: string): unknown => require(path.join(repositoryRoot, file));

function withValue(target: Parameters, [name = '', ...rest]: string[], value: unknown): Parameters {
	const inner = rest.length === 0 ? value : withValue((target[name] ?? {}) as Parameters, rest, value);
	return { ...target, [name]: inner };
}
