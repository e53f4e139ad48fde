import type { IDataObject } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import type { Engine } from '../testing/engine';
import { startEngine } from '../testing/engine';
import { REPEAT, secretsSent } from '../testing/sandbox';
import { leaksIn } from './conformance/checks';
import { CORES, startStage, type CoreName, type Stage } from '../testing/stage';
import { byId } from '../testing/sandbox/locator';
import { jsons, runNode } from '../testing/workflows';

// Pingback with email and password: n8n logs in during a request, after the node has read the credential.

let stage: Stage;
const started: Engine[] = [];
beforeAll(async () => (stage = await startStage()), 120_000);
afterAll(async () => await stage?.stop());
beforeEach(() => stage.sandbox.reset());
afterEach(async () => void (await Promise.all(started.splice(0).map((engine) => engine.stop()))));

const login = (changes: Record<string, string> = {}) => ({
	pingbackApi: { ...stage.sandbox.credentials.pingbackApi!, authentication: 'login', accessToken: '', ...changes },
});

let accounts = 0;
/** Credentials that nobody has logged in with. Blanks behind the base URL make each of them another. */
const neverUsed = (changes: Record<string, string> = {}) =>
	login({ baseUrl: `${stage.sandbox.credentials.pingbackApi!.baseUrl}${' '.repeat((accounts += 1))}`, ...changes });

/** An engine that has logged in nowhere yet: n8n keeps a token. */
async function freshEngine(core: CoreName): Promise<Engine> {
	const engine = await startEngine({ core, credentials: { ...stage.sandbox.credentials, ...login() } });
	started.push(engine);
	return engine;
}

const create = (parameters: object = {}, settings: object = {}) => ({
	vendor: 'pingback',
	credentials: ['pingbackApi'],
	settings,
	parameters: {
		resource: 'conversation',
		operation: 'create',
		businessId: byId('b2c3d4e5-f6a7-8901-bcde-f12345678901'),
		customerId: '={{ $json.customer }}',
		...parameters,
	},
});
const CONTINUE = { onError: 'continueRegularOutput' as const };
const logins = () => stage.sandbox.requests().filter(({ operation }) => operation === 'auth.login');

/** All that went to the vendor and must not come back. */
const sent = () => stage.sandbox.requests().flatMap(({ headers, body }) => secretsSent(headers, body));
function expectNoSecrets(output: unknown, isHidden = true): void {
	expect(sent().length).toBeGreaterThan(0);
	expect(leaksIn(JSON.stringify(output), sent())).toEqual([]);
	if (isHidden) expect(JSON.stringify(output)).toContain('[hidden]');
}

describe.each(CORES)('on the %s core', (core) => {
	test('the token of a first login is hidden in a picker and its error', async () => {
		const { sandbox } = stage;
		const search = async () =>
			await stage.engines[core].listSearch('n8n-nodes-conversations.pingback', 'searchAgents', { credentialType: 'pingbackApi', credentials: neverUsed() });

		sandbox.addFault({ operation: 'team.getMany', times: -1, answer: { status: 200, body: [{ user_id: 'one', name: REPEAT, is_active: true }] } });
		expectNoSecrets((await search()).results);

		for (const answer of [{ status: 400, body: { detail: REPEAT } }, { status: 200, body: { message: REPEAT } }]) {
			sandbox.reset();
			sandbox.addFault({ operation: 'team.getMany', times: -1, answer });
			const { message, description } = (await search().then(() => undefined, (error: unknown) => error)) as Record<string, string>;
			expectNoSecrets([message, description], answer.status === 400);
		}
	});

	test('the token of a first login is hidden in what a trigger emits and in its error', async () => {
		const poll = async () => {
			const node = {
				name: 'Trigger',
				type: 'n8n-nodes-conversations.pingbackTrigger',
				typeVersion: 1,
				parameters: { event: 'conversationCreated', filters: {} },
				credentials: { pingbackApi: { id: 'pingbackApi', name: 'Pingback' } },
			};
			return await stage.engines[core].poll({ nodes: [node], connections: {} }, { mode: 'manual', credentials: neverUsed() });
		};
		const conversation = { id: 'one', customer: { name: REPEAT }, status: 'open', created_at: '2030-01-01T00:00:00Z', updated_at: '2030-01-01T00:00:00Z' };
		stage.sandbox.addFault({ operation: 'conversation.getMany', times: -1, answer: { status: 200, body: [conversation] } });
		expectNoSecrets(await poll());

		stage.sandbox.reset();
		stage.sandbox.addFault({ operation: 'conversation.getMany', times: -1, answer: { status: 400, body: { detail: REPEAT } } });
		expectNoSecrets(await poll());
	});

	test('hides a token also after it was replaced in the run', async () => {
		const { sandbox } = stage;
		const engine = await freshEngine(core);
		await runNode(engine, create());
		const [first] = sent().filter((secret) => secret.startsWith('ey'));
		sandbox.expireTokens('pingback');
		sandbox.addFault({ operation: 'conversation.create', skip: 1, times: 1, answer: { status: 400, body: { detail: `Not ${first}, but ${REPEAT}` } } });

		const result = await runNode(engine, create({}, CONTINUE));

		expect(logins()).toHaveLength(2);
		expectNoSecrets([result.runs, result.saved]);
	});

	test('items share their searches before and after a login and a renewal', async () => {
		const { sandbox } = stage;
		const engine = await freshEngine(core);
		const lists = () => sandbox.requests().filter(({ operation }) => operation === 'conversation.getMany');
		const node = create({ ifExists: 'reuse', options: { concurrency: 1 } });
		const items = [{ customer: 'd4e5f6a7-b8c9-0123-defa-234567890124' }, { customer: 'd4e5f6a7-b8c9-0123-defa-234567890124' }];

		expect(new Set(jsons(await runNode(engine, node, items)).map(({ conversationId }) => conversationId)).size).toBe(1);
		expect(lists().filter(({ status }) => status === 200)).toHaveLength(1);

		sandbox.expireTokens('pingback');
		expect(new Set(jsons(await runNode(engine, node, items)).map(({ conversationId }) => conversationId)).size).toBe(1);
		expect(lists().filter(({ status }) => status === 200)).toHaveLength(2);
	});

	test('items whose accounts differ by an expression share nothing', async () => {
		const { sandbox, engines } = stage;
		const poppyAiApi = { ...sandbox.credentials.poppyAiApi, apiKey: "={{ $json.first ? 'sandbox-poppy-key' : 'sandbox-other-poppy-key' }}" };
		const node = {
			vendor: 'poppyAi',
			credentials: ['poppyAiApi'],
			parameters: {
				resource: 'conversation',
				operation: 'create',
				boardId: byId('abc123'),
				chatId: byId('chat-node-456'),
				name: 'The same name',
				ifExists: 'reuse', options: { concurrency: 1 },
			},
			settings: CONTINUE,
		};
		await runNode(engines[core], node, [{ first: true }, { first: false }, { first: true }], { credentials: { poppyAiApi } });
		const keys = sandbox.requests().filter(({ method }) => method === 'GET').map(({ headers }) => headers['x-api-key']);
		// The first account reads its list to find the conversation, and once more before it makes one; the other one is refused.
		expect(keys).toEqual(['sandbox-poppy-key', 'sandbox-poppy-key', 'sandbox-other-poppy-key']);
	});

	test.each(['messages', '123456', 'conversationId'])('a password that is the common word %s changes no key and no ID', async (password) => {
		const { sandbox } = stage;
		const token = { access_token: 'sandbox-pingback-token', token_type: 'bearer' };
		const run = async (parameters: object) => await runNode(stage.engines[core], create(parameters), [{}], { credentials: neverUsed({ password }) });
		const body = { id: 'conversation-123456', customer_id: 'messages-1', status: 'open', messages: [{ id: 'x123456', content: `Tell nobody: ${password}`, sender_type: 'agent' }] };
		sandbox.addFault({ operation: 'auth.login', times: -1, answer: { status: 200, body: token } });
		sandbox.addFault({ operation: 'conversation.create', times: -1, answer: { status: 200, body } });

		const [simple] = jsons(await run({}));
		const [raw] = jsons(await run({ simplify: false }));

		expect(simple).toMatchObject({ conversationId: 'conversation-123456', messages: [{ id: 'x123456', text: 'Tell nobody: [hidden]' }] });
		expect(raw).toEqual({ ...body, messages: [{ ...body.messages[0], content: 'Tell nobody: [hidden]' }] });
	});

	test.each([
		['whose read hangs', 'auth.me', { delayMs: 4000 }],
		['whose login hangs', 'auth.login', { delayMs: 4000 }],
		['whose read drips', 'auth.me', { answer: { status: 200, body: { name: 'x'.repeat(100) } }, drip: { everyMs: 300, chunks: 20 } }],
	])('a renewal %s ends with the Timeout of the item', async (_what, operation, fault) => {
		const { sandbox } = stage;
		const engine = await freshEngine(core);
		await runNode(engine, create());
		sandbox.expireTokens('pingback');
		sandbox.addFault({ operation, times: 1, ...fault });
		const before = sandbox.created('pingback').length;
		const startedAt = Date.now();

		const node = create({ options: { timeout: 1, maxRetries: 0, concurrency: 1 } }, CONTINUE);
		const items = jsons(await runNode(engine, node, [{}, {}]));

		expect(Date.now() - startedAt).toBeLessThan(3500);
		expect(items[0]!.error).toMatchObject({ reason: 'timeout', outcome: 'notCreated' });
		expect((items[0]!.error as IDataObject).description).toContain('No new token came within 1 second');
		expect((items[0]!.error as IDataObject).description).not.toContain('1 seconds');
		// The one behind it does not wait for the renewal that hangs.
		if (operation === 'auth.me') expect(items[1]!.error).toBeUndefined();
		expect(sandbox.created('pingback').length - before).toBe(items.filter(({ error }) => !error).length);
		for (let waited = 0; sandbox.inFlight().now > 0 && waited < 300; waited += 1) await sleep(100);
	});
});
