import { startEngine, type Engine, type RunResult } from '../testing/engine';
import type { Sandbox } from '../testing/sandbox';
import { CORES, startStage, type Stage } from '../testing/stage';
import { workflowWith } from './support/httpRequest';

let stage: Stage;
let sandbox: Sandbox;
let engines: Stage['engines'];

beforeAll(async () => {
	// Each run brings the credentials that it is about.
	stage = await startStage({ newest: { core: 'newest', credentials: {} }, oldest: { core: 'oldest', credentials: {} } });
	({ sandbox, engines } = stage);
});
afterAll(async () => await stage?.stop());
beforeEach(() => sandbox.reset());

const dataOf = (type: string, changes: Record<string, string> = {}) => ({ ...sandbox.credentials[type]!, ...changes });

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
