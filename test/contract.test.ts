import type { INodeProperties, INodePropertyCollection, INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';
import type { LoadedPackage } from '../testing/engine';
import { startEngine } from '../testing/engine';
import { CORES, type CoreName } from '../testing/stage';

// The public interface, written down once more: a saved workflow holds these names, so none may change by accident. A node that is
// not here is not released yet.

let loaded: Record<CoreName, LoadedPackage>;

beforeAll(async () => {
	const describe = async (core: CoreName) => {
		const engine = await startEngine({ core });
		return await engine.describe().finally(async () => await engine.stop());
	};
	const [newest, oldest] = await Promise.all(CORES.map(describe));
	loaded = { newest: newest!, oldest: oldest! };
});

type Field = [name: string, type: INodeProperties['type'], defaultValue: unknown];
const byName = (one: Field[]) => [...one].sort(([a], [b]) => (a < b ? -1 : 1));
const fieldsOf = (properties: unknown) => byName((properties as INodeProperties[]).map(({ name, type, default: value }) => [name, type, value]));

const LOCATOR = { mode: 'list', value: '' };
const text = (...names: string[]) => names.map((name): Field => [name, 'string', '']);
const locators = (...names: string[]) => names.map((name): Field => [name, 'resourceLocator', LOCATOR]);
const many: Field[] = [['returnAll', 'boolean', false], ['limit', 'number', 50]];
const downloadFiles: Field = ['downloadFiles', 'boolean', false];
const ifExists: Field = ['ifExists', 'options', 'create'];
const baseUrl: Field = ['baseUrl', 'string', 'https://quick.bot/api'];

interface Operation {
	/** Those that must be filled in. */
	required?: Field[];
	others?: Field[];
	additionalFields?: Field[];
	filters?: Field[];
	/** Beside the three that every operation has. */
	options?: Field[];
	timeout: number;
}

const NODES: Record<string, { displayName: string; shared?: Field[]; operations: Record<string, Operation> }> = {
	poppyAi: {
		displayName: 'Poppy AI',
		operations: {
			'conversation.create': { required: locators('boardId', 'chatId'), others: [...text('name'), ifExists, ['simplify', 'boolean', true]], timeout: 60 },
			'botConversation.create': {
				required: text('botId', 'prompt', 'userEmail'),
				others: [['botAuthentication', 'options', 'apiKey'], ['simplify', 'boolean', true]],
				timeout: 60,
			},
			'conversation.getMany': { required: locators('boardId', 'chatId'), others: many, timeout: 60 },
			'message.send': {
				required: [...locators('boardId', 'chatId', 'conversationId'), ...text('prompt')],
				additionalFields: [...text('additionalContext', 'model', 'source', 'user'), ['plainText', 'boolean', false], ['saveHistory', 'boolean', true]],
				timeout: 300,
			},
			'message.ask': {
				required: [...locators('boardId', 'chatId'), ...text('prompt')],
				additionalFields: [...text('additionalContext', 'model'), ['plainText', 'boolean', false]],
				timeout: 300,
			},
			'board.getMany': { others: many, timeout: 60 },
			'chat.getMany': { required: locators('boardId'), others: many, timeout: 60 },
		},
	},
	userDesk: {
		displayName: 'UserDesk',
		operations: {
			'conversation.create': { required: text('chatbotId'), others: [...text('userName', 'userEmail'), ['simplify', 'boolean', true]], timeout: 60 },
			'message.send': { required: text('chatbotId', 'message'), others: text('conversationId', 'userName', 'userEmail'), timeout: 300 },
		},
	},
	quickbot: {
		displayName: 'Quickbot',
		operations: {
			'bot.getMany': { required: locators('workspaceId'), others: many, timeout: 60 },
			'result.get': { required: [...locators('botId'), ...text('resultId')], timeout: 60 },
			'result.getMany': { required: locators('botId'), others: many, filters: [['timeFilter', 'options', 'last30Days'], ...text('timeZone')], timeout: 60 },
			'conversation.create': {
				required: [['publicId', 'resourceLocator', { mode: 'id', value: '' }]],
				others: [['authentication', 'options', 'none'], ['simplify', 'boolean', true]],
				additionalFields: [['message', 'fixedCollection', {}], ['prefilledVariables', 'fixedCollection', {}], ['prefilledVariablesJson', 'json', ''], ...text('resultId')],
				options: [baseUrl, downloadFiles],
				timeout: 60,
			},
			'message.send': {
				required: text('sessionId'),
				others: [['authentication', 'options', 'none'], ...text('message')],
				additionalFields: [...text('attachedFileUrls', 'binaryPropertyNames', 'inputBlockId', 'inputType', 'value'), ['createdAt', 'number', 0]],
				options: [baseUrl, downloadFiles],
				timeout: 300,
			},
		},
	},
	pingback: {
		displayName: 'Pingback',
		operations: {
			'conversation.create': {
				required: locators('businessId'),
				others: [...text('customerId', 'initialMessage'), ifExists, ['simplify', 'boolean', true]],
				timeout: 60,
			},
			'handoff.getMany': { others: many, timeout: 60 },
			'message.suggest': { required: locators('conversationId'), others: [['mode', 'options', 'assist']], timeout: 300 },
			'conversation.get': { required: locators('conversationId'), options: [downloadFiles], timeout: 60 },
			'conversation.getMany': { others: many, filters: [...text('assigneeId'), ['status', 'options', 'open']], options: [downloadFiles], timeout: 60 },
			'conversation.resolve': { required: locators('conversationId'), timeout: 60 },
			'conversation.close': { required: locators('conversationId'), timeout: 60 },
			'conversation.assign': { required: locators('conversationId', 'agentId'), timeout: 60 },
			'message.send': { required: [...locators('conversationId'), ...text('content')], others: [['attachments', 'json', ''], ...text('binaryPropertyNames')], timeout: 60 },
		},
	},
};

const CREDENTIALS: Record<string, { displayName: string; fields: Field[]; secrets: string[]; test: string }> = {
	poppyAiApi: { displayName: 'Poppy AI API', fields: [...text('apiKey'), ['baseUrl', 'string', 'https://api.getpoppy.ai']], secrets: ['apiKey'], test: 'GET /api/boards' },
	poppyAiChatbotTokenApi: {
		displayName: 'Poppy AI Chatbot Token API',
		fields: [...text('chatbotToken'), ['baseUrl', 'string', 'https://api.getpoppy.ai']],
		secrets: ['chatbotToken'],
		test: 'POST /api/bots/n8n-credential-test/conversations',
	},
	userDeskApi: { displayName: 'UserDesk API', fields: [...text('apiKey'), ['baseUrl', 'string', 'https://api.userdesk.io/v1']], secrets: ['apiKey'], test: 'POST /chatbot/n8n-credential-test/message' },
	quickbotApi: {
		displayName: 'Quickbot API',
		fields: [...text('apiToken'), ['baseUrl', 'string', 'https://quick.bot/api'], ['managementBaseUrl', 'string', 'https://app.quick.bot/api']],
		secrets: ['apiToken'],
		test: 'GET /v1/workspaces',
	},
	pingbackApi: {
		displayName: 'Pingback API',
		fields: [['authentication', 'options', 'login'], ...text('accessToken', 'email', 'password'), ['baseUrl', 'string', 'https://api.pingback.live']],
		secrets: ['accessToken', 'password'],
		test: 'GET /api/v1/auth/me',
	},
};

const RELEASED = [...Object.keys(NODES), 'pingbackTrigger'];
const released = (core: (typeof CORES)[number]) => loaded[core].nodes.filter(({ name }) => RELEASED.includes(name));
const nodeOf = (core: (typeof CORES)[number], name: string): INodeTypeDescription => loaded[core].nodes.find((node) => node.name === name)!;
const shown = ({ displayOptions }: INodeProperties, resource: string, operation: string) =>
	displayOptions?.show?.resource?.includes(resource) === true &&
	(displayOptions.show.operation ?? [operation]).includes(operation) &&
	// What an agent's tool has besides: test/tools.test.ts reads it.
	displayOptions.show['@tool'] === undefined;
const children = (field: INodeProperties | undefined) => (field?.options ?? []) as INodeProperties[];

describe.each(CORES)('as the %s core loads it', (core) => {
	test('the nodes are these', () => {
		expect(loaded[core].nodes.map(({ name }) => name)).toEqual(expect.arrayContaining(RELEASED));
	});

	describe.each(Object.entries(NODES))('%s', (name, { displayName, shared = [], operations }) => {
		test('has its name and version, and is a tool for agents', () => {
			expect(nodeOf(core, name)).toMatchObject({ displayName, name, version: 1, usableAsTool: true, inputs: ['main'], outputs: ['main'] });
		});

		test('offers these operations', () => {
			const { properties } = nodeOf(core, name);
			const resources = children(properties.find((field) => field.name === 'resource')) as unknown as INodePropertyOptions[];
			const offered = resources.flatMap(({ value: resource }) =>
				properties
					.filter((field) => field.name === 'operation' && field.displayOptions?.show?.resource?.includes(resource as string))
					.flatMap((field) => (field.options as INodePropertyOptions[]).map(({ value }) => `${String(resource)}.${String(value)}`)),
			);

			expect(offered.sort()).toEqual(Object.keys(operations).sort());
			expect(properties.find((field) => field.name === 'resource')?.default).toBe('conversation');
		});

		test('has these fields for all operations', () => {
			const { properties } = nodeOf(core, name);
			const ofAll = properties.filter((field) => field.displayOptions === undefined && field.name !== 'resource');

			expect(fieldsOf(ofAll)).toEqual(byName(shared));
		});

		test.each(Object.entries(operations))('%s has these fields', (path, expected) => {
			const [resource, operation] = path.split('.') as [string, string];
			const fields = nodeOf(core, name).properties.filter((field) => field.name !== 'operation' && shown(field, resource, operation));
			const collections = ['additionalFields', 'filters', 'options'];
			// Where sending twice makes two.
			const isOnce = /\.(create|send|ask|suggest)$/.test(path);
			const others = [...(expected.others ?? []), ...(isOnce ? text('idempotencyKey') : [])];
			const onceOptions: Field[] = isOnce ? [['delivery', 'options', 'atMostOnce'], ['ifKeyUsed', 'options', 'replay']] : [];
			const find = (name: string) => fields.find((field) => field.name === name);

			expect(fieldsOf(fields.filter((field) => field.required))).toEqual(byName(expected.required ?? []));
			expect(fieldsOf(fields.filter((field) => !field.required && !collections.includes(field.name)))).toEqual(byName(others));
			expect(fieldsOf(children(find('additionalFields')))).toEqual(byName(expected.additionalFields ?? []));
			expect(fieldsOf(children(find('filters')))).toEqual(byName(expected.filters ?? []));
			expect(fieldsOf(children(find('options')))).toEqual(
				byName([['concurrency', 'number', 10], ['maxRetries', 'number', 3], ['timeout', 'number', expected.timeout], ...onceOptions, ...(expected.options ?? [])]),
			);
			for (const collection of collections) expect(find(collection)?.default ?? {}).toEqual({});
		});
	});

	test('the options keep their bounds', () => {
		for (const { properties } of released(core)) {
			for (const field of properties.filter(({ name }) => name === 'options').flatMap(children)) {
				if (field.name === 'concurrency') expect(field.typeOptions).toMatchObject({ minValue: 1, maxValue: 500 });
				if (field.name === 'maxRetries') expect(field.typeOptions).toMatchObject({ minValue: 0, maxValue: 10 });
			}
		}
	});

	test('every locator offers a list and an ID, and the list has a method', () => {
		const all = released(core).flatMap(({ properties }) => properties).filter(({ type }) => type === 'resourceLocator');

		expect(new Set(all.map(({ name }) => name))).toEqual(new Set(['boardId', 'chatId', 'businessId', 'agentId', 'conversationId', 'publicId', 'workspaceId', 'botId']));
		for (const { modes } of all) {
			expect(modes?.map(({ name, displayName }) => [name, displayName])).toEqual([['list', 'From List'], ['id', 'By ID']]);
			expect(modes?.[0]?.typeOptions?.searchListMethod).toMatch(/^search[A-Z]\w+$/);
		}
	});

	test('inside additional fields stand these', () => {
		const create = nodeOf(core, 'quickbot').properties.find((field) => field.name === 'additionalFields' && shown(field, 'conversation', 'create'));
		const inside = (name: string) =>
			(children(create).find((field) => field.name === name)?.options as INodePropertyCollection[]).map((entry) => [entry.name, fieldsOf(entry.values)]);

		expect(inside('message')).toEqual([['values', [['attachedFileUrls', 'string', ''], ['createdAt', 'number', 0], ['text', 'string', ''], ['value', 'string', '']]]]);
		expect(inside('prefilledVariables')).toEqual([['variables', [['name', 'string', ''], ['value', 'string', '']]]]);
	});

	test.each([
		['poppyAi', 'conversation.create', ['boardId', 'chatId', 'name', 'ifExists', 'idempotencyKey', 'simplify', 'options']],
		['userDesk', 'conversation.create', ['chatbotId', 'userName', 'userEmail', 'idempotencyKey', 'simplify', 'options']],
		['userDesk', 'message.send', ['chatbotId', 'message', 'conversationId', 'userName', 'userEmail', 'idempotencyKey', 'options']],
		['pingback', 'conversation.create', ['businessId', 'customerId', 'initialMessage', 'ifExists', 'idempotencyKey', 'simplify', 'options']],
	])('the body of %s %s stands in the order of the vendor', (node, path, order) => {
		const [resource, operation] = path.split('.') as [string, string];
		const fields = nodeOf(core, node).properties.filter((field) => field.displayOptions && field.name !== 'operation' && shown(field, resource, operation));

		expect(fields.map(({ name }) => name)).toEqual(order);
	});

	test('choices are these', () => {
		const choices = (node: string, field: string) =>
			(nodeOf(core, node).properties.find(({ name }) => name === field)?.options as INodePropertyOptions[]).map(({ value }) => value).sort();

		expect(choices('poppyAi', 'ifExists')).toEqual(['create', 'reuse']);
		expect(choices('pingback', 'ifExists')).toEqual(['create', 'reuse']);
		expect(choices('poppyAi', 'botAuthentication')).toEqual(['apiKey', 'chatbotToken']);
		expect(choices('quickbot', 'authentication')).toEqual(['apiToken', 'none']);
		expect(choices('pingbackTrigger', 'event')).toEqual(['conversationCreated', 'conversationUpdated', 'handoffRequested', 'messageReceived']);
	});

	test('the end user is asked for with an API key only', () => {
		const userEmail = nodeOf(core, 'poppyAi').properties.find(({ name }) => name === 'userEmail');

		expect(userEmail?.displayOptions?.show).toEqual({ resource: ['botConversation'], operation: ['create'], botAuthentication: ['apiKey'] });
	});

	test('the trigger polls', () => {
		const { properties, ...trigger } = nodeOf(core, 'pingbackTrigger');

		expect(trigger).toMatchObject({ displayName: 'Pingback Trigger', group: ['trigger'], polling: true, inputs: [], outputs: ['main'] });
		expect(fieldsOf(children(properties.find(({ name }) => name === 'filters')))).toEqual([['assigneeId', 'string', ''], ['status', 'options', 'open']]);
	});

	test('the nodes use these credentials', () => {
		const used = Object.fromEntries(released(core).map(({ name, credentials = [] }) => [name, credentials.map((one) => [one.name, one.required, one.displayOptions])]));

		expect(used).toEqual({
			poppyAi: [
				['poppyAiApi', true, { hide: { botAuthentication: ['chatbotToken'] } }],
				['poppyAiChatbotTokenApi', true, { show: { botAuthentication: ['chatbotToken'] } }],
			],
			userDesk: [['userDeskApi', true, undefined]],
			quickbot: [['quickbotApi', true, { hide: { authentication: ['none'] } }]],
			pingback: [['pingbackApi', true, undefined]],
			pingbackTrigger: [['pingbackApi', true, undefined]],
		});
	});

	describe('credentials', () => {
		test('are these', () => {
			expect(loaded[core].credentials.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(CREDENTIALS)));
		});

		test.each(Object.entries(CREDENTIALS))('%s', (name, expected) => {
			const { displayName, properties, test: credentialTest } = loaded[core].credentials.find((credential) => credential.name === name)!;
			const visible = properties.filter(({ type }) => type !== 'notice' && type !== 'hidden');
			const { method = 'GET', url } = credentialTest!.request;

			expect(displayName).toBe(expected.displayName);
			expect(fieldsOf(visible)).toEqual(byName(expected.fields));
			expect(visible.filter(({ typeOptions }) => typeOptions?.password).map((field) => field.name)).toEqual(expected.secrets);
			expect(`${method} ${url}`).toBe(expected.test);
		});
	});
});

describe('what is written in the forms', () => {
	const everyField = function* (fields: INodeProperties[], inside: string): Generator<[string, INodeProperties, boolean]> {
		for (const field of fields) {
			const place = `${inside}.${field.name}`;
			yield [place, field, inside.includes('[]')];
			if (field.type === 'collection') yield* everyField(children(field), `${place}[]`);
			if (field.type === 'fixedCollection') for (const { values } of field.options as INodePropertyCollection[]) yield* everyField(values, `${place}[]`);
		}
	};
	const all = () => released('newest').flatMap(({ name, properties }) => [...everyField(properties, name)]).filter(([place]) => !place.includes('pollTimes'));

	test('placeholders of text begin with e.g.', () => {
		for (const [place, { type, placeholder = '', modes = [] }] of all()) {
			if (type === 'string' || type === 'json') expect([place, placeholder]).toEqual([place, expect.stringMatching(/^(e\.g\. .+)?$/)]);
			for (const mode of modes) expect([place, mode.placeholder ?? 'e.g. x']).toEqual([place, expect.stringMatching(/^e\.g\. /)]);
		}
	});

	test('children of a collection are not required, have no display options, and are sorted', () => {
		for (const [place, field, isChild] of all()) {
			if (isChild) expect([place, field.required, field.displayOptions]).toEqual([place, undefined, undefined]);
			if (field.type !== 'collection') continue;
			const names = children(field).map(({ displayName }) => displayName);
			expect([place, names]).toEqual([place, [...names].sort((a, b) => a.localeCompare(b))]);
		}
	});

	test('Simplify is described as n8n describes it, on every create and nowhere else', () => {
		const places = all().filter(([, { name }]) => name === 'simplify');

		for (const [, { description }] of places) expect(description).toBe('Whether to return a simplified version of the response instead of the raw data');
		expect(places.flatMap(([, { displayOptions }]) => displayOptions?.show?.operation)).toEqual(places.map(() => 'create'));
		expect(places).toHaveLength(5);
	});

	test('creates are named alike', () => {
		for (const { properties } of released('newest')) {
			for (const { value, description, action, name } of properties.filter((field) => field.name === 'operation').flatMap((field) => field.options as INodePropertyOptions[])) {
				if (value !== 'create') continue;
				expect(name).toBe('Create');
				expect(action).toMatch(/^Create (bot )?conversation$/);
				expect(description).toMatch(/^Create a new conversation [^.]*$/);
			}
		}
	});
});
