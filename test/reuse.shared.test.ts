import { byId } from '../testing/sandbox/locator';
import { seeds } from '../testing/sandbox/vendors/pingback';
import { CORES } from '../testing/stage';
import { jsons, runNode } from '../testing/workflows';
import { until } from './conformance/ground';
import { stageOfFile } from './support/stage';

// If Exists: Reuse, while tokens expire, runs are tried again and lists change: one conversation for one customer.

const stage = stageOfFile();

const LIST = 'conversation.getMany';
const { customerId: A, otherCustomerId: B } = seeds;

const pingback = (options = {}, settings = {}) => ({
	vendor: 'pingback',
	credentials: ['pingbackApi'],
	settings,
	parameters: {
		resource: 'conversation',
		operation: 'create',
		businessId: byId(seeds.businessId),
		customerId: '={{ $json.customer }}',
		ifExists: 'reuse',
		options,
	},
});

const created = () => stage.sandbox.created('pingback');
const lists = () => stage.sandbox.requests().filter(({ operation }) => operation === LIST);
const seed = (conversations: object[]) => stage.sandbox.control('pingback', 'seed', { conversations, replace: true });
/** The list lags behind: what is made in a run is never in it. */
const lag = () => stage.sandbox.addFault({ vendor: 'pingback', operation: LIST, times: -1, answer: { status: 200, body: [] } });
const customers = (...ids: string[]) => ids.map((customer) => ({ customer }));
const open = (count: number) =>
	Array.from({ length: count }, (_, index) => ({ id: `open-${index}`, updated_at: new Date(1_700_000_000_000 - index * 1000).toISOString() }));

describe.each(CORES)('on the %s n8n', (core) => {
	const run = async (node: ReturnType<typeof pingback>, items: object[], more = {}) => await runNode(stage.engines[core], node, items, more);
	let logins = 0;
	const byPassword = () => {
		const given = stage.sandbox.credentials.pingbackApi!;
		// Blanks make it an account of its own, whose login no other test shares.
		return { credentials: { pingbackApi: { ...given, authentication: 'login', baseUrl: `${given.baseUrl}${' '.repeat((logins += 1))}` } } };
	};

	it.each([1, 3])('a first login in the middle makes no second one, %i at once', async (concurrency) => {
		lag();
		const items = jsons(await run(pingback({ concurrency }), customers(A, B, A, B, A, B), byPassword()));
		expect(stage.sandbox.counts('pingback').tokens).toBeGreaterThan(0);
		expect(created()).toHaveLength(2);
		expect(new Set(items.map(({ conversationId }) => conversationId)).size).toBe(2);
	});

	it.each([1, 3])('a renewal in the middle makes no second one, %i at once', async (concurrency) => {
		lag();
		stage.sandbox.configure({ latencyMs: 40 });
		const expire = until(() => lists()[0]?.status === 200).then(() => stage.sandbox.expireTokens('pingback'));
		const running = run(pingback({ concurrency }), customers(A, B, A, B, A, B, A, A), byPassword());
		await expire;
		expect(jsons(await running)).toHaveLength(8);
		expect(stage.sandbox.counts('pingback').tokens).toBe(2);
		expect(created()).toHaveLength(2);
	});

	it.each([
		['the middle one', B, 1],
		['the middle one', B, 10],
		['the first one', A, 1],
	])('Retry On Fail makes one for each customer when %s fails once, %s, %i at once', async (_which, failing, concurrency) => {
		lag();
		stage.sandbox.addFault({ vendor: 'pingback', operation: 'conversation.create', match: failing, answer: { status: 400, body: { detail: 'No' } } });
		const settings = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
		const items = jsons(await run(pingback({ concurrency }, settings), customers(A, B, A)));
		expect(created()).toHaveLength(2);
		expect(items[0]!.conversationId).toBe(items[2]!.conversationId);
	});

	it('finds a customer who moves to the top while the pages are read', async () => {
		seed([...open(250), { id: 'of-a', customer_id: A, updated_at: '2020-01-01T00:00:00Z' }]);
		stage.sandbox.configure({ latencyMs: 30 });
		const running = run(pingback(), customers(A));
		await until(() => lists().length === 2);
		stage.sandbox.control('pingback', 'advance', { id: 'of-a', message: { content: 'Hello?' } });
		expect(jsons(await running)).toMatchObject([{ conversationId: 'of-a', details: { reused: true } }]);
		expect(created()).toEqual([]);
	});

	it('reads the list for a whole run: 20 leads at 5,000 open conversations', async () => {
		seed(open(5000));
		const leads = customers(...Array.from({ length: 18 }, (_, index) => `lead-${index}`), A, B);
		const items = jsons(await run(pingback({}, { onError: 'continueRegularOutput' }), leads));
		expect(created()).toHaveLength(2);
		expect(items.filter(({ error }) => error)).toHaveLength(18);
		const pages = new Set(lists().map(({ query }) => query.page)).size;
		expect(lists().length).toBeLessThanOrEqual(2 * pages);
		expect(lists().length).toBeLessThan(250);
	});

	it.each([['Pricing page '], [' Pricing page'], ['Pricing page']])('Poppy AI: %j is the name that is there', async (name) => {
		const node = {
			vendor: 'poppyAi',
			credentials: ['poppyAiApi'],
			parameters: {
				resource: 'conversation',
				operation: 'create',
				boardId: byId('abc123'),
				chatId: byId('chat-node-456'),
				name: '={{ $json.name }}',
				ifExists: 'reuse',
			},
		};
		const items = jsons(await runNode(stage.engines[core], node, [{ name }, { name: `${name}  ` }]));
		expect(items.map(({ conversationId }) => conversationId)).toEqual(['conversation-sandbox-1', 'conversation-sandbox-1']);
		expect(stage.sandbox.created('poppyAi')).toEqual([]);
	});
});
