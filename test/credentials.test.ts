import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { INodeParameters, INodeProperties } from 'n8n-workflow';
import type { CredentialFields } from '../nodes/shared/account/account';
import type { Vendor as NodeVendor } from '../nodes/shared/vendor';
import { taskOf } from './support/task';
import { startEngine, type Engine, type RunResult } from '../testing/engine';
import { discoverVendors, type Sandbox, type Vendor } from '../testing/sandbox';
import { CORES, startStage, type Stage } from '../testing/stage';
import { chain, credentialsOfTypes, startNode } from '../testing/workflows';

const nodes = path.join(__dirname, '../nodes');
const vendors = readdirSync(nodes)
	.filter((folder) => folder !== 'shared')
	// eslint-disable-next-line @typescript-eslint/no-require-imports
	.flatMap((folder) => Object.values(require(path.join(nodes, folder, 'vendor')) as Record<string, NodeVendor>));

let stage: Stage;
let sandbox: Sandbox;
let engines: Record<'newest' | 'oldest', Engine>;

beforeAll(async () => {
	// Each run brings the credentials that it is about.
	stage = await startStage({ newest: { core: 'newest', credentials: {} }, oldest: { core: 'oldest', credentials: {} } });
	({ sandbox, engines } = stage);
});
afterAll(async () => await stage?.stop());
beforeEach(() => sandbox.reset());

/** A workflow of n8n's HTTP Request node with a predefined credential; it sends all its items at once. */
const workflowWith = (type: string, parameters: { url: string } & INodeParameters) =>
	chain(startNode, {
		name: 'HTTP Request',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: { authentication: 'predefinedCredentialType', nodeCredentialType: type, options: {}, ...parameters },
		credentials: credentialsOfTypes([type]),
	});

/** The sandbox's credential of this type, with some fields changed. */
const dataOf = (type: string, changes: Record<string, string> = {}) => ({ ...sandbox.credentials[type]!, ...changes });

/** What the vendors' files say of credentials, for every sample of every operation. */
const declaredFields = (): CredentialFields[] =>
	vendors.flatMap((vendor) =>
		Object.entries(sandbox.operations[vendor.name] ?? {})
			.filter(([name]) => vendor.resources[name.split('.')[0]!]?.operations[name.split('.')[1]!])
			.flatMap(([name, { samples }]) => samples.map(({ parameters }) => taskOf(vendor, name, parameters).account()))
			.flatMap((account) => (account.kind === 'open' ? [] : [account])),
	);

/** Every field whose name ends in "Url", with this behind it. */
const withUrlEnd = (data: Record<string, string>, end: string) =>
	Object.fromEntries(Object.entries(data).map(([name, value]) => [name, /url$/i.test(name) ? value + end : value]));

interface Secret {
	field: string;
	header: string;
	prefix: string;
}
const SHIPPED: Record<string, Secret> = {
	poppyAiApi: { field: 'apiKey', header: 'x-api-key', prefix: '' },
	poppyAiChatbotTokenApi: { field: 'chatbotToken', header: 'chatbot-token', prefix: '' },
	userDeskApi: { field: 'apiKey', header: 'authorization', prefix: 'Bearer ' },
	quickbotApi: { field: 'apiToken', header: 'authorization', prefix: 'Bearer ' },
	pingbackApi: { field: 'accessToken', header: 'authorization', prefix: 'Bearer ' },
};
/** Of every credential type, as the local vendors' samples send it. */
const SECRETS = Object.fromEntries(discoverVendors().flatMap(secretsOf));
const TYPES = Object.keys(SECRETS);
const AUTH_HEADERS = [...new Set(Object.values(SECRETS).map(({ header }) => header))];

describe('the types as n8n loads them', () => {
	test('are those of the local vendors, each with its secrets masked', async () => {
		const { credentials } = await engines.newest.describe();

		expect(SECRETS).toMatchObject(SHIPPED);
		expect(credentials.map(({ name }) => name).sort()).toEqual([...TYPES].sort());
		for (const { name, properties } of credentials) {
			const masked = properties.filter(({ typeOptions }) => typeOptions?.password).map((property) => property.name);
			const secrets = name === 'pingbackApi' ? ['accessToken', 'password', 'sessionToken'] : [SECRETS[name]!.field];
			expect(masked).toEqual(secrets);
		}
	});

	test('match what the vendors declare: secret fields, the key, the fields that a login fills in', async () => {
		const { credentials } = await engines.newest.describe();
		const declared = declaredFields();

		expect([...new Set(declared.map(({ type }) => type))].sort()).toEqual([...TYPES].sort());
		for (const { type, key, otherSecrets = [], loginFields = [], baseUrlField = 'baseUrl' } of declared) {
			const { properties } = credentials.find(({ name }) => name === type)!;
			const named = (predicate: (property: INodeProperties) => unknown) => properties.filter(predicate).map(({ name }) => name).sort();
			expect([key.field, ...otherSecrets].sort()).toEqual(named(({ typeOptions }) => typeOptions?.password));
			expect(properties.find(({ name }) => name === key.field)).toMatchObject({ displayName: key.displayName });
			expect([...loginFields].sort()).toEqual(named((property) => property.type === 'hidden'));
			expect(named(() => true)).toContain(baseUrlField);
		}
	});

	test.each(CORES)('work from the HTTP Request node, on the %s core', async (core) => {
		for (const type of TYPES) {
			const { field, header, prefix } = SECRETS[type]!;
			const data = dataOf(type);
			const url = `${sandbox.url}/__sandbox/elsewhere`;
			const ownHeader = { sendHeaders: true, headerParameters: { parameters: [{ name: 'x-own', value: 'kept' }] } };

			const result = await engines[core].run(workflowWith(type, { url, ...ownHeader }), { credentials: { [type]: data } });

			expect(result.error).toBeUndefined();
			const { headers } = sandbox.elsewhere().at(-1)!;
			expect(headers).toMatchObject({ [header]: prefix + data[field], 'x-own': 'kept' });
			expect(Object.keys(headers).filter((name) => AUTH_HEADERS.includes(name))).toEqual([header]);
		}
	});

	test('trim a pasted secret before they send it', async () => {
		const { apiKey } = dataOf('userDeskApi');
		const credentials = { userDeskApi: dataOf('userDeskApi', { apiKey: ` ${apiKey}\n` }) };
		const url = `${sandbox.url}/__sandbox/elsewhere`;

		for (const core of CORES) await engines[core].run(workflowWith('userDeskApi', { url }), { credentials });

		expect(sandbox.elsewhere().map(({ headers }) => headers.authorization)).toEqual([`Bearer ${apiKey}`, `Bearer ${apiKey}`]);
	});
});

describe('the Test button', () => {
	const REQUESTS: Record<string, [method: string, path: string]> = {
		poppyAiApi: ['GET', '/poppyAi/api/boards'],
		poppyAiChatbotTokenApi: ['POST', '/poppyAi/api/bots/n8n-credential-test/conversations'],
		userDeskApi: ['POST', '/userDesk/v1/chatbot/n8n-credential-test/message'],
		quickbotApi: ['GET', '/quickbotManagement/api/v1/workspaces'],
		pingbackApi: ['GET', '/pingback/api/v1/auth/me'],
	};
	const WITHOUT_SAFE_READ = ['poppyAiChatbotTokenApi', 'userDeskApi'];
	const REJECTIONS: Record<string, string> = {
		poppyAiApi: 'Poppy AI did not accept the API key, or the plan has no API access',
		poppyAiChatbotTokenApi: 'Poppy AI did not accept the chatbot token',
		userDeskApi: 'UserDesk did not accept the API key',
		quickbotApi: 'Quickbot did not accept the API token',
		pingbackApi: 'Pingback did not accept the token, or it has expired',
	};

	test.each(TYPES)('of %s passes with the right key, creates nothing, and takes a Base URL with or without a slash', async (type) => {
		for (const core of CORES) {
			for (const end of ['', '/', '/// ']) {
				const { status } = await engines[core].testCredential(type, withUrlEnd(dataOf(type), end));

				expect(status).toBe('OK');
				const { method, path } = sandbox.requests().at(-1)!;
				expect([method, path]).toEqual(REQUESTS[type] ?? ['GET', expect.any(String)]);
			}
		}
		for (const vendor of Object.keys(sandbox.operations)) {
			expect([...sandbox.created(vendor), ...sandbox.sent(vendor)]).toEqual([]);
		}
	});

	test.each(TYPES)('of %s fails with a wrong key and says so', async (type) => {
		const wrong = dataOf(type, { [SECRETS[type]!.field]: 'sandbox-wrong-key' });

		const newest = await engines.newest.testCredential(type, wrong);
		const oldest = await engines.oldest.testCredential(type, wrong);

		expect(newest).toEqual({ status: 'Error', message: REJECTIONS[type] ?? expect.any(String) });
		// n8n 1 cannot make an exception for 401 from ignoring all statuses.
		expect(oldest.status).toBe(WITHOUT_SAFE_READ.includes(type) ? 'OK' : 'Error');
	});

	test.each<[string, number[]]>([
		['userDeskApi', [400, 403, 422, 500]],
		['poppyAiChatbotTokenApi', [400, 404, 422, 500]],
	])('of %s passes with an answer of the vendor that does not reject the key', async (type, statuses) => {
		for (const status of statuses) {
			sandbox.addFault({ answer: { status, body: { error: 'Not found', details: {} } } });
			expect(await engines.newest.testCredential(type, dataOf(type))).toMatchObject({ status: 'OK' });
		}
	});

	const page = '<!DOCTYPE html><html><body>Welcome</body></html>';
	test.each(Object.keys(SHIPPED))('of %s fails with a sentence where another host answers', async (type) => {
		for (const core of CORES) {
			for (const answer of [{ status: 404, body: page }, { status: 200, body: page }, { status: 405, body: page }, { status: 301, body: page, headers: { location: '/' } }]) {
				sandbox.addFault({ answer });
				const { status, message } = await engines[core].testCredential(type, dataOf(type));
				// On n8n 1 the error of a status has lost the answer, and n8n's own words stand.
				expect({ core, answer, status }).toEqual({ core, answer, status: 'Error' });
				if (core === 'newest' || answer.status === 200) expect(message).toMatch(/^\w+( AI)? does not answer at this Base URL$/);
			}
		}
	});

	test.each(['poppyAiApi', 'poppyAiChatbotTokenApi', 'quickbotApi', 'pingbackApi'])('of %s fails where JSON of another host comes', async (type) => {
		for (const core of CORES) {
			sandbox.addFault({ answer: { status: 200, body: { hello: 'world' } } });
			expect(await engines[core].testCredential(type, dataOf(type))).toMatchObject({ status: 'Error' });
		}
	});

	test.each(TYPES)('of %s follows no redirect', async (type) => {
		for (const core of CORES) {
			for (const status of [302, 307]) {
				sandbox.addFault({ answer: { status, headers: { location: `${sandbox.url}/__sandbox/elsewhere` } } });
				await engines[core].testCredential(type, dataOf(type));
			}
		}

		expect(sandbox.requests()).toHaveLength(4);
		expect(sandbox.elsewhere()).toEqual([]);
	});

	test.each(TYPES)('of %s names the Base URL when it has no scheme', async (type) => {
		const data = dataOf(type);
		const [baseUrlName] = Object.keys(data).filter((name) => /url$/i.test(name)).slice(-1);
		for (const core of CORES) {
			for (const baseUrl of ['api.vendor.example', '', 'https://']) {
				const { status, message } = await engines[core].testCredential(type, { ...data, [baseUrlName!]: baseUrl });

				expect(status).toBe('Error');
				const field = type === 'quickbotApi' ? 'Management Base URL' : 'Base URL';
				expect(message).toBe(`The ${field} of the credential must start with https:// or http://`);
			}
		}
	});

	test.each(TYPES)('of %s fails when nobody answers', async (type) => {
		const data = withUrlEnd(dataOf(type), '');
		const nobody = Object.fromEntries(
			Object.entries(data).map(([name, value]) => [name, /url$/i.test(name) ? 'http://127.0.0.1:9' : value]),
		);

		expect(await engines.newest.testCredential(type, nobody)).toMatchObject({ status: 'Error' });
		expect(await engines.oldest.testCredential(type, nobody)).toMatchObject({ status: 'Error' });
	});
});

describe("Pingback's login", () => {
	const started: Engine[] = [];
	afterEach(() => Promise.all(started.splice(0).map((engine) => engine.stop())));

	const loginData = (changes: Record<string, string> = {}) =>
		dataOf('pingbackApi', { authentication: 'login', accessToken: '', ...changes });
	const wrongPassword = { password: 'sandbox-wrong-password' };

	/** An engine that has logged in nowhere yet, with this credential stored: a token lives on from run to run. */
	async function startFresh(core: 'newest' | 'oldest', changes?: Record<string, string>): Promise<Engine> {
		const engine = await startEngine({ core, credentials: { pingbackApi: loginData(changes) } });
		started.push(engine);
		return engine;
	}
	const ask = (engine: Engine, items = 1, credentials?: Record<string, Record<string, string>>): Promise<RunResult> =>
		engine.run(workflowWith('pingbackApi', { url: `${sandbox.url}/pingback/api/v1/auth/me` }), {
			input: Array.from({ length: items }, () => ({ json: {} })),
			credentials,
		});
	const answers = (result: RunResult) => result.runs['HTTP Request']?.[0]?.outputs[0]?.length;
	const logins = () => sandbox.requests().filter(({ path }) => path === '/pingback/api/v1/auth/login');

	test('sends email and password as JSON and nothing else', async () => {
		const { email, password } = loginData();
		const engine = await startFresh('newest', { email: ` ${email} `, baseUrl: `${sandbox.url}/pingback/` });

		await ask(engine);

		expect(logins()).toHaveLength(1);
		expect(logins()[0]).toMatchObject({ method: 'POST', body: { email, password }, status: 200 });
		expect(logins()[0]!.headers).not.toHaveProperty('authorization');
	});

	test.each(CORES)('is done once for 20 requests at once, and kept for the next run, on the %s core', async (core) => {
		const engine = await startFresh(core);

		expect(answers(await ask(engine, 20))).toBe(20);
		expect(logins()).toHaveLength(1);

		expect(answers(await ask(engine, 20))).toBe(20);
		expect(logins()).toHaveLength(1);
	});

	test.each(CORES)('is renewed once for 20 requests at once, also for those answered late, on the %s core', async (core) => {
		const engine = await startFresh(core);
		await ask(engine);
		sandbox.expireTokens('pingback');
		sandbox.addFault({ operation: 'auth.me', delayMs: 300, times: 5 });

		expect(answers(await ask(engine, 20))).toBe(20);
		expect(logins()).toHaveLength(2);
	});

	test.each(CORES)('serves 20 creates of the Pingback node with one login and one renewal, on the %s core', async (core) => {
		const engine = await startFresh(core);
		const { parameters } = sandbox.operations.pingback!['conversation.create']!.samples[0]!;
		const create = async () => {
			const node = { type: 'n8n-nodes-conversations.pingback', typeVersion: 1, parameters: { ...parameters, options: { concurrency: 20 } } };
			const workflow = workflowWith('pingbackApi', { url: '' });
			Object.assign(workflow.nodes[1]!, node);
			return await engine.run(workflow, { input: Array.from({ length: 20 }, () => ({ json: {} })) });
		};

		expect(answers(await create())).toBe(20);
		expect(logins()).toHaveLength(1);
		sandbox.expireTokens('pingback');
		expect(answers(await create())).toBe(20);
		expect(logins()).toHaveLength(2);
		expect(sandbox.created('pingback')).toHaveLength(40);
	});

	test.each(CORES)('is repeated when the renewed token expires too, on the %s core', async (core) => {
		const engine = await startFresh(core);
		for (const expected of [1, 2, 3]) {
			expect(answers(await ask(engine, 5))).toBe(5);
			expect(logins()).toHaveLength(expected);
			sandbox.expireTokens('pingback');
		}
	});

	test.each(CORES)('that fails is not remembered, on the %s core', async (core) => {
		const engine = await startFresh(core);
		// HTTP Request tries once more after any error, so it takes two.
		sandbox.addFault({ operation: 'auth.login', answer: { status: 503 }, times: 2 });

		expect((await ask(engine)).status).toBe('error');
		expect(answers(await ask(engine))).toBe(1);
	});

	test.each([
		['a wrong password', { answer: { status: 401, body: { detail: 'No: sandbox-wrong-password' } } }, /did not accept the email and password/],
		['a bad value', { answer: { status: 422, body: { detail: [{ input: wrongPassword.password }] } } }, /wants a valid email and a password/],
		['too many logins', { answer: { status: 429 } }, /try again later/],
		['a fault at Pingback', { answer: { status: 500, body: '<html>' } }, /try again later/],
		['a page of another kind', { answer: { status: 200, body: '<html>' } }, /check the Base URL/],
		['an answer without token', { answer: { status: 200, body: { access_token: null } } }, /check the Base URL/],
		['an empty answer', { answer: { status: 204 } }, /check the Base URL/],
		['a cut connection', { cut: 'beforeAnswer' as const }, /Check the Base URL/],
	])('gives a clear error without a secret after %s', async (_what, fault, text) => {
		for (const core of CORES) {
			sandbox.addFault({ operation: 'auth.login', times: -1, ...fault });
			const data = loginData(wrongPassword);

			const result = await ask(engines[core], 1, { pingbackApi: data });
			const tested = await engines[core].testCredential('pingbackApi', data);

			expect(result.error?.description).toMatch(text);
			expect(tested.status).toBe('Error');
			expect(JSON.stringify([result, tested])).not.toContain(data.password);
			sandbox.reset();
		}
	});

	test('follows no redirect', async () => {
		const location = `${sandbox.url}/__sandbox/elsewhere`;
		for (const core of CORES) {
			sandbox.addFault({ operation: 'auth.login', times: 2, answer: { status: 307, headers: { location } } });

			const result = await ask(await startFresh(core));

			expect(result.error?.message).toBe('The login to Pingback failed (307)');
		}
		expect(sandbox.elsewhere()).toEqual([]);
	});

	test('names the Base URL when it has no scheme', async () => {
		for (const core of CORES) {
			const result = await ask(engines[core], 1, { pingbackApi: loginData({ baseUrl: 'api.pingback.example' }) });

			expect(result.error?.message).toMatch(/^The Base URL of the credential must start with/);
		}
	});

	test('is not shared with the same account under another password', async () => {
		const engine = await startFresh('newest');
		const intruder = { pingbackApi: loginData(wrongPassword) };

		const [right, wrong] = await Promise.all([ask(engine), ask(engine, 1, intruder)]);
		const late = await ask(engine, 1, intruder);

		expect(right.status).toBe('success');
		for (const { error } of [wrong, late]) expect(error?.message).toBe('The login to Pingback failed (401)');
	});

	test('is not made with an access token, not even after a 401', async () => {
		for (const core of CORES) {
			await ask(engines[core], 1, { pingbackApi: dataOf('pingbackApi') });
			await ask(engines[core], 1, { pingbackApi: dataOf('pingbackApi', { accessToken: 'sandbox-expired' }) });
		}

		expect(sandbox.requests().map(({ status }) => status)).toEqual([200, 401, 200, 401]);
	});

	test('is what the Test button tries', async () => {
		for (const core of CORES) {
			expect(await engines[core].testCredential('pingbackApi', loginData())).toMatchObject({ status: 'OK' });
			expect(await engines[core].testCredential('pingbackApi', loginData(wrongPassword))).toEqual({
				status: 'Error',
				message: 'The login to Pingback failed (401)',
			});
		}
	});

	test.each(CORES)('is repeated when the stored token belongs to an earlier version of the credential, on the %s core', async (core) => {
		const other = { sessionToken: dataOf('pingbackApi').accessToken!, sessionAccount: 'another account' };
		const engine = await startFresh(core, other);

		expect((await ask(engine, 1, { pingbackApi: loginData({ ...wrongPassword, ...other }) })).status).toBe('error');
		expect(await engine.testCredential('pingbackApi', loginData({ ...wrongPassword, ...other }))).toMatchObject({ status: 'Error' });

		expect(answers(await ask(engine))).toBe(1);
		expect(sandbox.requests().filter(({ headers }) => headers.authorization?.includes(other.sessionToken))).toEqual([]);
	});
});

function secretsOf(vendor: Vendor): Array<[string, Secret]> {
	const samples = Object.values(vendor.operations('')).flatMap((operation) => operation.samples);
	return Object.entries(vendor.credentials('')).flatMap(([type, data]) => {
		const sent = samples.filter(({ credentials }) => credentials.includes(type)).flatMap(({ request }) => Object.entries(request.headers ?? {}));
		const fields = Object.entries(data).filter(([, value]) => value !== '');
		const found = sent.flatMap(([header, text]) =>
			fields.filter(([, value]) => text.endsWith(value)).map(([field, value]): [string, Secret] => [type, { field, header, prefix: text.slice(0, -value.length) }]),
		);
		return found.slice(0, 1);
	});
}
