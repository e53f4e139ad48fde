import fc from 'fast-check';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { IDataObject, INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';
import type { Connection } from '../nodes/shared/account/connection';
import { UnexpectedAnswer } from '../nodes/shared/base/json';
import { asFailure } from '../nodes/shared/failure/asFailure';
import { sendWithRetry } from '../nodes/shared/send/sendWithRetry';
import { Failure, InvalidInput, NotThere } from '../nodes/shared/failure/failure';
import { ParameterReader } from '../nodes/shared/form/parameterReader';
import { Gate } from '../nodes/shared/send/gate';
import { FixedPlaces } from '../nodes/shared/send/places';
import { perform } from '../nodes/shared/run/perform';
import { SharedScan } from '../nodes/shared/run/sharedScan';
import { SingleFlight } from '../nodes/shared/run/singleFlight';
import type { Operation, Result } from '../nodes/shared/operation';
import { rawItem } from '../nodes/shared/output/rawItem';
import { redactItem } from '../nodes/shared/base/redact';
import { settingsOf } from '../nodes/shared/form/settings';
import { CancelToken } from '../nodes/shared/send/cancelToken';
import type { Vendor } from '../nodes/shared/vendor';
import type { Sample } from '../testing/sandbox';
import { askSample, startSandbox } from '../testing/sandbox';
import { isInTables, vendorsInTables } from '../testing/vendors';
import { itemWith } from './support/itemWith';
import { problems } from './support/schemas';

const RUNS = { numRuns: 10_000 };
const SECRET = 'sandbox-secret-of-the-credential';

interface Found {
	name: string;
	vendor: Vendor;
	resource: string;
	operation: Operation;
	fields: INodeProperties[];
	samples: Sample[];
}

const nodes = path.join(__dirname, '..', 'nodes');
const vendors = readdirSync(nodes)
	.map((folder) => path.join(nodes, folder, 'vendor.ts'))
	.filter(existsSync)
	// eslint-disable-next-line @typescript-eslint/no-require-imports
	.flatMap((file) => Object.values(require(file) as Record<string, Vendor>))
	.filter(({ name, resources }) => resources !== undefined && isInTables(name));
const sampled = Object.fromEntries(vendorsInTables().map(({ name, operations }) => [name, operations('http://sandbox.invalid')]));

/** Every operation of every vendor. */
const operations: Found[] = vendors.flatMap((vendor) =>
	Object.entries(vendor.resources).flatMap(([resource, { operations }]) =>
		Object.entries(operations).map(([name, operation]) => ({
			name: `${vendor.name} ${resource}.${name}`,
			vendor,
			resource,
			operation,
			fields: [...(vendor.fields ?? []), ...operation.fields],
			samples: sampled[vendor.name]?.[`${resource}.${name}`]?.samples ?? [],
		})),
	),
);

/** By name, so that a counterexample can be read. */
const named = (name: string): Found => operations.find((found) => found.name === name)!;
const names = operations.map(({ name }) => name);

const isOurs = (error: unknown) =>
	[Failure, InvalidInput, UnexpectedAnswer, NotThere].some((ours) => error instanceof ours);

/** What an item's expression may bring. */
const anything = fc.oneof(
	fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true }),
	fc.string({ unit: 'binary' }),
	fc.constantFrom<unknown>(
		...['', ' ', '.', '..', '../..', 'a/b?c#d', '%2e%2e', '\uD800', 'x\uDC00', '💥', 'null', '{"a":1}', '[1]', '{"__proto__":{"a":1}}', '={{ 1 }}'],
		...[0, -1, 51, 1.5, 1e308, NaN, Infinity, true, null, undefined],
		...[[], [''], [' ', 'a'], {}, { __rl: true }, { __rl: true, mode: 'id', value: '..' }, { __rl: true, mode: 'list', value: { a: 1 } }],
	),
);

/** What a field is meant to hold, mostly: only so the builders get far. */
function meant(field: INodeProperties): fc.Arbitrary<unknown> {
	const inside = () => valuesOf((field.options ?? []) as INodeProperties[]);
	switch (field.type) {
		case 'boolean':
			return fc.boolean();
		case 'number':
			return fc.oneof(fc.nat(100), fc.double());
		case 'options':
			return fc.constantFrom(...(field.options as INodePropertyOptions[]).map(({ value }) => value));
		case 'resourceLocator':
			return fc.record({ __rl: fc.constant(true), mode: fc.constantFrom('id', 'list'), value: fc.string() });
		case 'collection':
			return inside();
		case 'fixedCollection':
			return fc.record(
				Object.fromEntries(
					((field.options ?? []) as INodePropertyCollection[]).map(({ name, values }) => {
						const entry = fc.oneof({ weight: 4, arbitrary: valuesOf(values) }, anything);
						return [name, field.typeOptions?.multipleValues ? fc.array(entry, { maxLength: 3 }) : entry];
					}),
				),
				{ requiredKeys: [] },
			);
		case 'json':
			return fc.oneof(fc.json(), fc.dictionary(fc.string(), fc.jsonValue()));
		default:
			return /email/i.test(field.name) ? fc.emailAddress() : fc.string({ unit: 'grapheme' });
	}
}

const valuesOf = (fields: INodeProperties[]): fc.Arbitrary<Record<string, unknown>> =>
	fc.record(
		Object.fromEntries(fields.map((field) => [field.name, fc.oneof({ weight: 6, arbitrary: meant(field) }, anything)])),
		{ requiredKeys: [] },
	);

const formOf = ({ fields, samples }: Found, values: Record<string, unknown>) =>
	new ParameterReader((name) => values[name] ?? null, fields, itemWith(samples.find(({ binary }) => binary)?.binary));

it('finds the operations of all vendors', () => {
	expect(new Set(operations.map(({ vendor }) => vendor.name))).toEqual(new Set(Object.keys(sampled)));
});

it('builds a request that stays under its path, or says what is wrong with the values', async () => {
	const drawn = fc.constantFrom(...names).chain((name) => valuesOf(named(name).fields).map((values) => ({ name, values })));
	let requests = 0;
	await fc.assert(
		fc.asyncProperty(drawn, async ({ name, values }) => {
			const found = named(name);
			const { vendor, operation } = found;
			const form = formOf(found, values);
			try {
				settingsOf(form, operation);
				const { account, request } = await operation.prepare(form);
				const { baseUrl = '' } = (account ?? vendor.account(form)) as { baseUrl?: string };
				expect(typeof baseUrl).toBe('string');
				const { origin, pathname, search, hash } = new URL(`http://vendor.example/base${request.path}`);
				expect(pathname + search + hash).toBe(`/base${request.path}`);
				expect(origin).toBe('http://vendor.example');
				for (const value of Object.values(request.query ?? {})) expect(['string', 'number', 'undefined']).toContain(typeof value);
				requests += 1;
			} catch (error) {
				if (!isOurs(error)) throw error;
				expect(problems('failure', asFailure(error, vendor, operation).toItem(vendor.name))).toEqual([]);
			}
		}),
		RUNS,
	);
	// Else the values were so wild that hardly a request was built.
	expect(requests).toBeGreaterThan(RUNS.numRuns / 20);
}, 120_000);

describe('an answer', () => {
	/** What the local vendors answer to the samples. */
	const answers = new Map<string, unknown[]>();

	beforeAll(async () => {
		const sandbox = await startSandbox();
		for (const { name, samples } of operations) {
			for (const { request } of samples) {
				const answer = await askSample(sandbox.url, request);
				if (answer.ok) answers.set(name, [...(answers.get(name) ?? []), await answer.json()]);
			}
		}
		await sandbox.stop();
		for (const [name, good] of answers) if (name.startsWith('quickbot')) good.push({ ...(good[0] as object), ...olderQuickbot });
	});

	/** How the vendor's pages say that texts used to be written. */
	const olderQuickbot = {
		messages: [
			{
				id: 'm1',
				type: 'text',
				content: {
					type: 'richText',
					richText: [
						{ type: 'p', children: [{ text: 'Pick ' }, { type: 'a', url: 'https://a.example', children: [{ text: 'one' }] }] },
						{ type: 'ul', children: [{ type: 'li', children: [{ type: 'lic', children: [{ text: 'first' }] }] }] },
					],
				},
			},
		],
	};

	const withSecret = fc.string().map((text) => `${text}${SECRET}${text}`);
	const junk = fc.oneof(
		fc.jsonValue(),
		withSecret,
		fc.dictionary(fc.oneof(fc.string(), withSecret), fc.oneof(fc.jsonValue(), withSecret)),
		fc.constantFrom<unknown>(undefined, null, '', '[]', '<html>', {}, [], [null], 0, -0.5, Infinity, '2024-13-45', '2024-03-01T09:00:00.123456+14:00'),
		fc.constantFrom<unknown>({ error: 'x' }, { error: { message: SECRET } }, { success: false, error: SECRET }, { data: [{ error: 1 }] }),
		fc.constantFrom('__proto__', 'constructor', 'toString').map((key) => JSON.parse(`{"${key}":{"id":"x"}}`) as unknown),
	);
	/** Objects of the keys that vendors use, and of those that objects have of themselves. */
	const keys = fc.constantFrom(
		...['id', 'data', 'message', 'messages', 'conversationId', 'content', 'type', 'text', 'markdown', 'richText', 'children', 'url', 'input'],
		...['error', 'success', 'detail', 'response', 'attachments', 'sender_type', 'customer', 'conversations', 'name', 'items', 'bot', 'user_id'],
		...['toString', 'valueOf', 'toJSON', 'constructor', 'hasOwnProperty', 'length', 'then'],
	);
	const shaped = fc.object({ key: keys, maxDepth: 4, values: [fc.string(), fc.constantFrom('text', 'ul', 'p', 'agent', null, 0, false)] });
	/** A good answer with some places of it replaced or gone. */
	const broken = (good: unknown[]) =>
		fc
			.tuple(fc.constantFrom(...good), fc.array(fc.tuple(fc.nat(), fc.oneof(fc.constant(undefined), junk, shaped, fc.array(shaped, { maxLength: 3 }))), { maxLength: 5 }))
			.map(([answer, changes]) => changes.reduce((body, [at, value]) => changed(body, at, structuredClone(value)), structuredClone(answer)));

	/** The samples, and where they have what it takes also with If Exists set to reuse. */
	const forms = (found: Found) =>
		found.samples.flatMap(({ name, parameters }) => {
			const reusing = { ...parameters, ifExists: 'reuse' };
			const canReuse = name === 'full' && found.fields.some((field) => field.name === 'ifExists');
			return canReuse ? [parameters, reusing] : [parameters];
		});

	it('becomes items of the common shape without secrets, or is rejected as malformed', async () => {
		const drawn = fc.constantFrom(...names).chain((name) =>
			fc.record({
				name: fc.constant(name),
				values: fc.constantFrom(...forms(named(name))),
				bodies: fc.array(fc.oneof(junk, shaped, { weight: 4, arbitrary: broken(answers.get(name) ?? [{}]) }), { minLength: 1, maxLength: 3 }),
			}),
		);
		let successes = 0;
		await fc.assert(
			fc.asyncProperty(drawn, async ({ name, values, bodies }) => {
				const found = named(name);
				const { vendor, operation, resource } = found;
				const once = new SingleFlight(() => true);
				let sent = 0;
				const send = async () => await Promise.resolve(bodies[sent++ % bodies.length]);
				const task = await operation.prepare(formOf(found, values));
				const result = await perform(task, {
					send: async ({ read }) => {
						const raw = await send();
						return { items: read(raw), raw };
					},
					query: send,
					share: async (key, work) => await once.run(key.join(), work),
					scan: () => new SharedScan(),
				}).catch((error: unknown) => {
					if (!isOurs(error)) throw error;
					return asFailure(error, vendor, operation, { secrets: [SECRET], status: 200, mayHaveWorked: true });
				});
				if (result instanceof Failure) {
					const failed = result.toItem(vendor.name);
					expect(problems('failure', failed)).toEqual([]);
					expect(JSON.stringify(failed)).not.toContain(SECRET);
					return;
				}
				successes += 1;
				expectItems({ ...result, items: result.items.map((item) => ({ vendor: vendor.name, ...item })) }, resource);
			}),
			RUNS,
		);
		expect(successes).toBeGreaterThan(RUNS.numRuns / 20);
	}, 120_000);

	function expectItems({ items, raw }: Result, resource: string) {
		for (const item of [...items, rawItem(raw)].map((one) => redactItem(one, [SECRET]))) {
			expect(JSON.stringify(item)).not.toContain(SECRET);
			expect(item).not.toHaveProperty('error');
		}
		const shape = resource === 'message' ? 'reply' : /conversation$/i.test(resource) ? 'conversation' : undefined;
		if (shape) for (const item of items) expect(problems(shape, item)).toEqual([]);
	}

	it('of any status, or none at all, ends with the outcome that it implies', async () => {
		const status = fc.oneof(fc.integer({ min: 200, max: 599 }), fc.constantFrom(301, 401, 402, 403, 404, 422, 429, 500, 503));
		const headers = fc.record(
			{ 'retry-after': fc.oneof(fc.string(), fc.nat(10).map(String), fc.date().map(String)), date: fc.string() },
			{ requiredKeys: [] },
		);
		const code = fc.constantFrom('ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'CERT_HAS_EXPIRED', '200', undefined);
		const answers = fc.oneof(
			{ weight: 3, arbitrary: fc.record({ statusCode: status, headers, body: junk }) },
			fc.record({ code, message: withSecret, config: fc.constant({ headers: { authorization: SECRET } }) }),
		);
		await fc.assert(
			fc.asyncProperty(fc.constantFrom(...names), answers, async (name, answer) => {
				const { vendor, operation } = named(name);
				const connection: Connection = {
					id: 'account',
					accountKey: 'account',
					baseUrl: 'http://vendor.example',
					secrets: [SECRET],
					send: async () => await ('statusCode' in answer ? Promise.resolve(answer) : Promise.reject(answer as unknown as Error)),
				};
				const gate = new Gate(new FixedPlaces(1));
				await gate.enter();
				const settings = { idempotent: false, maxRetries: 0, timeoutMs: 5000, cancelled: new CancelToken() } as const;
				const delivered = await sendWithRetry({ method: 'POST', path: '/' }, connection, { ...settings, vendor, operation, gate }).catch(
					(error: unknown) => error,
				);
				const code = 'statusCode' in answer ? answer.statusCode : null;
				if (code !== null && code < 300) return expect(delivered).toMatchObject({ status: code });
				if (!(delivered instanceof Failure)) throw delivered;
				const json = delivered.toItem(vendor.name) as { error: IDataObject };
				expect(problems('failure', json)).toEqual([]);
				expect(JSON.stringify(json)).not.toContain(SECRET);
				if (code === null) return;
				const didNothing = (code >= 400 && code < 500) || code === 503;
				expect(json.error).toMatchObject({ httpCode: code, outcome: didNothing ? 'notCreated' : 'unknown', retries: 0 });
				if (code < 400) expect(json.error.reason).toBe('badResponse');
			}),
			RUNS,
		);
	}, 120_000);
});

/** The body with one of its places replaced by a value; undefined takes it away. */
function changed(body: unknown, at: number, value: unknown): unknown {
	const places: Array<(value: unknown) => void> = [];
	const walk = (inside: unknown) => {
		if (typeof inside !== 'object' || inside === null) return;
		for (const key of Object.keys(inside)) {
			places.push((next) => {
				if (next === undefined && !Array.isArray(inside)) Reflect.deleteProperty(inside, key);
				else Reflect.set(inside, key, next);
			});
			walk((inside as IDataObject)[key]);
		}
	};
	walk(body);
	if (places.length === 0) return value;
	places[at % places.length]!(value);
	return body;
}
