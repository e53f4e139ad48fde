import type { RunResult } from '../testing/engine';
import { byId } from '../testing/sandbox/locator';
import { seeds as bots } from '../testing/sandbox/vendors/poppyAi';
import { CORES, type Stage, startStage } from '../testing/stage';
import { jsons, runNode, workflowOf } from '../testing/workflows';

// What items wait for that share something, once the run has failed: shown by what the vendor was asked.

let stage: Stage;

beforeAll(async () => {
	stage = await startStage();
});
afterAll(async () => await stage.stop());
beforeEach(() => stage.sandbox.reset());

const CREATE = 'conversation.create';
const LIST = 'chat.getMany';
const MINT = 'token.mint';

const posts = () => stage.sandbox.requests().filter(({ method, operation }) => method === 'POST' && operation === CREATE).length;
const asked = (wanted: string) => stage.sandbox.requests().filter(({ operation }) => operation === wanted).length;

const reusing = (settings = {}, options = {}) => ({
	vendor: 'poppyAi',
	credentials: ['poppyAiApi'],
	settings,
	parameters: {
		resource: 'conversation',
		operation: 'create',
		boardId: byId('abc123'),
		chatId: byId('chat-node-456'),
		name: '={{ $json.name }}',
		ifExists: 'reuse',
		options: { concurrency: 20, ...options },
	},
});
const same = (count: number) => Array.from({ length: count }, () => ({ name: 'Same' }));
const different = (count: number) => Array.from({ length: count }, (_, item) => ({ name: `Different ${item}` }));

const continuing = { onError: 'continueRegularOutput' as const };
const fault = (operation: string, status: number, more = {}) =>
	stage.sandbox.addFault({ vendor: 'poppyAi', operation, answer: { status, body: { message: 'No' } }, ...more });

const tallyOf = ({ error }: RunResult) => /Of \d+ items, (.*?)\./.exec(error?.description ?? '')?.[1];
const errors = (result: RunResult) => jsons(result).map(({ error }) => error as { reason: string; outcome: string } | undefined);

describe.each(CORES)('on the %s n8n', (core) => {
	const run = async (node: ReturnType<typeof reusing>, items: object[]) => await runNode(stage.engines[core], node, items);

	describe('On Error: Stop', () => {
		it('a shared create that may have worked is sent once, and no item tries it anew', async () => {
			fault(CREATE, 500, { times: -1 });
			const result = await run(reusing(), same(3));
			expect(result.status).toBe('error');
			expect(posts()).toBe(1);
			expect(result.error?.description).toContain('3 may exist at the vendor all the same (items 0, 1, 2)');
		});

		it('a shared create that is refused is sent once', async () => {
			fault(CREATE, 422, { times: -1 });
			const result = await run(reusing(), same(10));
			expect(posts()).toBe(1);
			expect(tallyOf(result)).toBe('0 created, 1 failed and 9 were not tried');
		});

		it('nothing is created after a list that could not be read', async () => {
			fault(LIST, 403, { times: -1, delayMs: 50 });
			const result = await run(reusing(), different(10));
			expect(result.status).toBe('error');
			expect([asked(LIST), posts()]).toEqual([1, 0]);
		});

		it('who waits for the list does not create once another item has failed', async () => {
			stage.sandbox.addFault({ vendor: 'poppyAi', operation: LIST, delayMs: 300 });
			const items = [{ name: '' }, ...different(9)];
			const result = await run(reusing(), items);
			expect(result.error?.description).toContain('Nothing was sent');
			expect(posts()).toBe(0);
			expect(tallyOf(result)).toBe('0 created, 1 failed and 9 were not tried');
		});
	});

	it('what may exist is not made for another item in a Retry with Continue', async () => {
		fault(LIST, 200, { times: -1, answer: { status: 200, body: { data: [{ id: 'chat-node-456', conversations: [] }] } } });
		fault(CREATE, 500, { times: 1, created: true });
		const failed = await run(reusing({}, { concurrency: 1 }), same(2));
		expect(failed.status).toBe('error');
		const from = JSON.parse(JSON.stringify(failed.saved)) as RunResult['saved'];
		const result = await stage.engines[core].run(workflowOf(reusing(continuing)), { from });
		expect(errors(result).map((error) => error?.outcome)).toEqual(['unknown', 'unknown']);
		expect(stage.sandbox.created('poppyAi')).toHaveLength(1);
	});

	describe('On Error: Continue', () => {
		it('a shared create that may have worked is sent once, and all are told the same', async () => {
			fault(CREATE, 500, { times: -1 });
			const ended = errors(await run(reusing(continuing), same(3)));
			expect(posts()).toBe(1);
			expect(ended.map((error) => error?.outcome)).toEqual(['unknown', 'unknown', 'unknown']);
			expect(new Set(ended.map((error) => JSON.stringify(error))).size).toBe(1);
		});

		it('a shared create that was denied is sent once, and all are told the same', async () => {
			fault(CREATE, 403, { times: -1 });
			const ended = errors(await run(reusing(continuing), same(5)));
			expect(posts()).toBe(1);
			expect(ended.map((error) => error?.outcome)).toEqual(Array(5).fill('notCreated'));
		});

		it('a refused value of one lets the next one try', async () => {
			fault(CREATE, 422);
			const ended = errors(await run(reusing(continuing), same(3)));
			expect(posts()).toBe(2);
			expect(ended.map((error) => error?.reason)).toEqual(['validation', undefined, undefined]);
		});

		it('a list that could not be read in the end fails all, with nothing created', async () => {
			fault(LIST, 500, { times: -1 });
			const ended = errors(await run(reusing(continuing, { maxRetries: 0 }), same(3)));
			expect(posts()).toBe(0);
			expect(ended.map((error) => error?.outcome)).toEqual(Array(3).fill('notCreated'));
		});

		it('what may exist is not made by the next attempt either, whichever item asks for it', async () => {
			// The list lags behind: the one that exists is never in it.
			fault(LIST, 200, { times: -1, answer: { status: 200, body: { data: [{ id: 'chat-node-456', conversations: [] }] } } });
			fault(CREATE, 500, { times: 1, created: true });
			const settings = { ...continuing, retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
			const ended = errors(await run(reusing(settings), same(3)));
			expect(stage.sandbox.created('poppyAi')).toHaveLength(1);
			expect(ended.map((error) => error?.outcome)).toEqual(['unknown', 'unknown', 'unknown']);
		});
	});

	describe('tokens', () => {
		const minting = (settings = {}) => ({
			...reusing(settings),
			parameters: {
				resource: 'botConversation',
				operation: 'create',
				botId: bots.botId,
				botAuthentication: 'apiKey',
				prompt: 'Hello',
				userEmail: '={{ $json.email }}',
				options: { concurrency: 10 },
			},
		});
		const people = Array.from({ length: 10 }, (_, item) => ({ email: `user-${item}@sandbox.example` }));

		it('that cannot be got for one item stop the others that wait for theirs', async () => {
			stage.sandbox.addFault({ vendor: 'poppyAi', operation: MINT, match: 'user-0@', answer: { status: 400, body: { message: 'No' } } });
			stage.sandbox.addFault({ vendor: 'poppyAi', operation: MINT, times: -1, delayMs: 200 });
			const result = await runNode(stage.engines[core], minting(), people);
			expect(result.status).toBe('error');
			expect(asked('botConversation.create')).toBe(0);
			expect(tallyOf(result)).toBe('0 created, 1 failed and 9 were not tried');
		});
	});
});
