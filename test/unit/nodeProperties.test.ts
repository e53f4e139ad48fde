import type { INodeProperties } from 'n8n-workflow';
import { pingback } from '../../nodes/Pingback/vendor';
import { poppyAi } from '../../nodes/PoppyAi/vendor';
import { quickbot } from '../../nodes/Quickbot/vendor';
import { usableBaseUrl } from '../../nodes/shared/account/baseUrl';
import { InvalidInput } from '../../nodes/shared/failure/failure';
import { nodeProperties } from '../../nodes/shared/form/nodeProperties';
import { simplify } from '../../nodes/shared/form/options';
import { findOperation } from '../../nodes/shared/run/findOperation';
import { ParameterReader } from '../../nodes/shared/form/parameterReader';
import { limit, returnAll, limitOf } from '../../nodes/shared/pagination';
import { defineOperation } from '../../nodes/shared/operation';
import { settingsOf } from '../../nodes/shared/form/settings';
import type { Vendor } from '../../nodes/shared/vendor';
import { userDesk } from '../../nodes/UserDesk/vendor';

const field = (name: string, more: Partial<INodeProperties> = {}): INodeProperties => ({ displayName: name.toUpperCase(), name, type: 'string', default: '', ...more });
const acting = (displayName: string, fields: INodeProperties[]) =>
	defineOperation({
		displayName,
		action: `${displayName} it`,
		description: `${displayName} it.`,
		idempotent: !/^(Create|Send)$/.test(displayName),
		timeout: 60,
		fields,
		values: () => ({}),
		request: () => ({ method: 'GET', path: '/' }),
		read: () => ({}),
	});

const vendor: Vendor = {
	name: 'acme',
	displayName: 'Acme',
	fields: [field('authentication')],
	resources: {
		board: { displayName: 'Board', operations: { getMany: acting('Get Many', [returnAll, limit]) } },
		conversation: {
			displayName: 'Conversation',
			operations: {
				assign: acting('Assign', []),
				send: acting('Send', [field('id'), field('when', { displayOptions: { show: { id: ['a'] }, hide: { authentication: ['none'] } } })]),
				create: acting('Create', [field('id', { required: true }), simplify]),
			},
		},
	},
	account: () => ({ kind: 'open', baseUrl: 'https://acme.example' }),
};

describe('the form of a node', () => {
	const properties = nodeProperties(vendor);
	const named = (name: string) => properties.filter((property) => property.name === name);

	test('has Create conversation as its default', () => {
		expect(named('resource')).toEqual([
			expect.objectContaining({ default: 'conversation', noDataExpression: true, options: [{ name: 'Conversation', value: 'conversation' }, { name: 'Board', value: 'board' }] }),
		]);
		expect(named('operation').map(({ default: value, displayOptions }) => [value, displayOptions])).toEqual([
			['create', { show: { resource: ['conversation'] } }],
			['getMany', { show: { resource: ['board'] } }],
		]);
	});

	test('lists Create first and the others by name, each with its action', () => {
		expect(named('operation')[0]?.options).toEqual([
			{ name: 'Create', value: 'create', action: 'Create it', description: 'Create it.' },
			{ name: 'Assign', value: 'assign', action: 'Assign it', description: 'Assign it.' },
			{ name: 'Send', value: 'send', action: 'Send it', description: 'Send it.' },
		]);
	});

	test('shows the fields of the node always, and all others only with their operation', () => {
		expect(named('authentication')).toEqual([field('authentication')]);
		expect(named('id').map(({ displayOptions, required }) => [displayOptions, required])).toEqual([
			[{ show: { resource: ['conversation'], operation: ['send'] } }, undefined],
			[{ show: { resource: ['conversation'], operation: ['create'] } }, true],
		]);
	});

	test("keeps a field's own display options", () => {
		expect(named('when')[0]?.displayOptions).toEqual({ show: { resource: ['conversation'], operation: ['send'], id: ['a'] }, hide: { authentication: ['none'] } });
		expect(named('limit')[0]?.displayOptions).toEqual({ show: { resource: ['board'], operation: ['getMany'], returnAll: [false] } });
		expect(limit.displayOptions).toEqual({ show: { returnAll: [false] } });
	});

	test('has the first operation as its default if there is no Create conversation', () => {
		const { board } = vendor.resources;
		const [resource, first] = nodeProperties({ ...vendor, fields: undefined, resources: { board: board! } });

		expect([resource?.default, first?.default]).toEqual(['board', 'getMany']);
	});
});

describe.each([poppyAi, userDesk, quickbot, pingback])('$displayName', (real) => {
	const operations = Object.values(real.resources).flatMap((resource) => Object.values(resource.operations));

	test('shows the timeout that it uses', () => {
		for (const { fields, timeout } of operations) {
			const options = fields.find(({ name }) => name === 'options')?.options as INodeProperties[];
			expect(options.find(({ name }) => name === 'timeout')?.default).toBe(timeout);
		}
	});

	test('declares that creating, sending and asking are not idempotent', () => {
		expect(operations.filter(({ displayName }) => /^(Create|Send|Ask)$/.test(displayName)).map(({ idempotent }) => idempotent)).not.toContain(true);
		expect(operations.filter(({ displayName }) => /^(Get|Get Many|Close|Resolve|Assign)$/.test(displayName)).map(({ idempotent }) => idempotent)).not.toContain(false);
	});
});

describe('how an item is run', () => {
	const create = vendor.resources.conversation!.operations.create!;
	const read = vendor.resources.board!.operations.getMany!;
	const settings = (parameters: Record<string, unknown>, of = create) => settingsOf(new ParameterReader((name) => parameters[name], of.fields), of);
	const defaults = { concurrency: undefined, maxRetries: 3, timeoutMs: 60_000, simplify: true, delivery: 'atMostOnce', ifKeyUsed: 'replay', downloadFiles: false };

	test.each<[object, object]>([
		[{}, {}],
		[{ options: {} }, {}],
		[{ options: { concurrency: 1, maxRetries: 0, timeout: 1 } }, { concurrency: 1, maxRetries: 0, timeoutMs: 1000 }],
		[{ options: { concurrency: '500', maxRetries: '10', timeout: '300' } }, { concurrency: 500, maxRetries: 10, timeoutMs: 300_000 }],
		[{ options: { concurrency: null, maxRetries: '', timeout: undefined } }, {}],
		[{ simplify: false }, { simplify: false }],
		[{ simplify: 'false' }, { simplify: false }],
		[{ options: { simplify: false } }, { simplify: false }],
	])('%j', (parameters, expected) => {
		expect(settings(parameters as Record<string, unknown>)).toEqual({ ...defaults, ...expected });
	});

	test('is simplified if the operation has no Simplify', () => {
		expect(settings({ simplify: false }, read).simplify).toBe(true);
	});

	test.each<[object, string]>([
		[{ concurrency: 0 }, '"Concurrency" must be a whole number from 1 to 500'],
		[{ concurrency: 501 }, '"Concurrency" must be a whole number from 1 to 500'],
		[{ maxRetries: 11 }, '"Max Retries" must be a whole number from 0 to 10'],
		[{ maxRetries: -1 }, '"Max Retries" must be a whole number from 0 to 10'],
		[{ timeout: 0 }, '"Timeout" must be a whole number from 1 to 3600'],
		[{ timeout: 'long' }, '"Timeout" must be a whole number from 1 to 3600'],
	])('%j', (input, message) => {
		expect(() => settings({ options: input })).toThrow(new InvalidInput(message, ''));
	});
});

test.each<[object, number]>([
	[{}, 50],
	[{ returnAll: false, limit: 7 }, 7],
	[{ returnAll: true, limit: 7 }, Infinity],
	[{ returnAll: 'true' }, Infinity],
])('of many are limitOf: %j', (parameters, count) => {
	expect(limitOf(new ParameterReader((name) => (parameters as Record<string, unknown>)[name], [returnAll, limit]))).toBe(count);
});

describe('the operation that the form names', () => {
	test('is found', () => {
		expect(findOperation(vendor, { resource: 'conversation', operation: 'create' })).toBe(vendor.resources.conversation!.operations.create);
	});

	test.each([
		[{ resource: 'conversation', operation: 'destroy' }, 'conversation/destroy'],
		[{ resource: 'ticket', operation: 'create' }, 'ticket/create'],
		[{ resource: 'constructor', operation: 'name' }, 'constructor/name'],
		[{ resource: '__proto__', operation: 'toString' }, '__proto__/toString'],
		[{}, 'undefined/undefined'],
	])('%j says for each item that it does not exist', (parameters, name) => {
		const { prepare } = findOperation(vendor, parameters);

		expect(() => prepare(new ParameterReader(() => undefined, []))).toThrow(new InvalidInput(`"Operation" cannot be ${name}`, 'Choose a resource and an operation in the node.'));
	});
});

describe('a base URL', () => {
	test.each([
		['https://api.acme.example', 'https://api.acme.example'],
		['https://api.acme.example/', 'https://api.acme.example'],
		['https://api.acme.example/v1//', 'https://api.acme.example/v1'],
		[' https://api.acme.example/v1\n', 'https://api.acme.example/v1'],
		['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
		['http://[::1]:3000/api', 'http://[::1]:3000/api'],
		['HTTPS://API.acme.example', 'HTTPS://API.acme.example'],
		['https://bücher.example', 'https://bücher.example'],
	])('%j', (input, expected) => {
		expect(usableBaseUrl(input, 'the credential')).toBe(expected);
	});

	test.each([
		'',
		'   ',
		undefined,
		null,
		5,
		{},
		'api.acme.example',
		'//api.acme.example',
		'ftp://api.acme.example',
		'javascript:alert(1)',
		'https://',
		'https:///v1',
		'https://api.acme.example?x=1',
		'https://api.acme.example/#v1',
		'https://user:secret@api.acme.example',
		'https://api.acme.example:99999',
		'https://api acme.example',
		'https://api.acme.example/a b',
		'=https://api.acme.example',
	])('not %j', (input) => {
		expect(() => usableBaseUrl(input, 'the options')).toThrow(new InvalidInput('"Base URL" is not a web address', ''));
		try {
			usableBaseUrl(input, 'the options');
		} catch (error) {
			expect((error as InvalidInput).advice).toMatch(/^Correct it in the options: /);
			expect(String((error as InvalidInput).message)).not.toContain('secret');
		}
	});
});
