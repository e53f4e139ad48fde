import type { ListSearchCall } from '../testing/engine';
import { byId } from '../testing/sandbox/locator';
import { CORES, type Stage, startStage } from '../testing/stage';
import { allVendors, isInTables, vendorsInTables } from '../testing/vendors';

// What the From List choices show, and what they say when the vendor has a fault.

let stage: Stage;

beforeAll(async () => {
	stage = await startStage();
});
afterAll(async () => await stage.stop());
beforeEach(() => stage.sandbox.reset());

const lists = vendorsInTables().flatMap(({ name: vendor, pickers = [] }) => pickers.map((picker) => ({ vendor, ...picker })));

/** The methods that the lists of a form call, also of fields inside others. */
const methodsIn = (form: unknown): string[] =>
	[...JSON.stringify(form).matchAll(/"searchListMethod":"(\w+)"/g)].map(([, method]) => method!);

describe.each(CORES)('on the %s n8n', (core) => {
	const each = lists.length > 0 ? it.each(lists) : it.skip.each(lists);
	const search = async ({ vendor, method, ...call }: { vendor: string; method: string } & ListSearchCall) =>
		await stage.engines[core].listSearch(`n8n-nodes-conversations.${vendor}`, method, call);

	it('are declared by the local vendors, every one of every node', async () => {
		const { nodes } = await stage.engines[core].describe();
		const inForms = nodes.filter(({ name }) => isInTables(name)).flatMap(({ name, properties }) => methodsIn(properties).map((method) => `${name} ${method}`));
		expect([...new Set(inForms)].sort()).toEqual(lists.map(({ vendor, method }) => `${vendor} ${method}`).sort());
	});

	each('$vendor $method lists by name and filters', async ({ entry, filter, ...call }) => {
		const { results } = await search(call);
		expect(results).toContainEqual(entry);
		const filtered = await search({ ...call, filter });
		expect(filtered.results).toContainEqual(entry);
		expect((await search({ ...call, filter: 'no such thing' })).results).toEqual([]);
	});

	each("$vendor $method shows the vendor's reason when it fails", async ({ vendor, method, parameters, credentialType }) => {
		stage.sandbox.addFault({ vendor, answer: { status: 402, body: { error: 'feature_locked', message: 'Not in your plan' } } });
		await expect(search({ vendor, method, parameters, credentialType })).rejects.toMatchObject({
			message: expect.stringContaining('Not in your plan'),
			description: expect.not.stringMatching(/Concurrency|Max Retries|Timeout/),
		});
	});

	it('of published bots leaves out what has no public ID', async () => {
		const call = { vendor: 'quickbot', method: 'searchPublishedBots', parameters: { authentication: 'apiToken' }, credentialType: 'quickbotApi' };
		expect((await search(call)).results.map(({ name }) => name)).not.toContain('A draft');
	});

	it.each([
		['searchChats', {}, 'Choose a Board first'],
		['searchConversations', {}, 'Choose a Board first'],
		['searchConversations', { boardId: byId('abc123') }, 'Choose a Chat first'],
	])('%s of Poppy AI with %j says what to choose first', async (method, parameters, message) => {
		const empty = { __rl: true, mode: 'list', value: '' };
		const call = { vendor: 'poppyAi', method, parameters: { boardId: empty, chatId: empty, ...parameters }, credentialType: 'poppyAiApi' };
		await expect(search(call)).rejects.toMatchObject({ message });
		expect(stage.sandbox.requests()).toEqual([]);
	});

	it.each([
		['poppyAi', 'searchBoards', { data: [] }, 'This account has no board yet'],
		['poppyAi', 'searchChats', { data: [] }, 'This board has no chat yet'],
		['quickbot', 'searchWorkspaces', { workspaces: [] }, 'This account has no workspace yet'],
		['quickbot', 'searchBots', { workspaces: [] }, 'This account has no bot yet'],
		['pingback', 'searchBusinesses', { business: null }, 'This account has no business yet'],
		['pingback', 'searchAgents', [], 'The team has no active member yet'],
	])('%s %s says that there is none', async (vendor, method, body, message) => {
		stage.sandbox.addFault({ vendor, answer: { status: 200, body } });
		const { parameters, credentialType } = allVendors().find(({ name }) => name === vendor)!.pickers!.find((list) => list.method === method)!;
		await expect(search({ vendor, method, parameters, credentialType })).rejects.toMatchObject({ message });
	});

	describe('the conversations of Pingback', () => {
		const call = { vendor: 'pingback', method: 'searchConversations', credentialType: 'pingbackApi' };
		const fill = (count: number) => {
			const conversations = Array.from({ length: count }, (_, index) => ({ id: `filler-${index}`, created_at: new Date(Date.UTC(2024, 0, 1, 0, -index)).toISOString() }));
			stage.sandbox.control('pingback', 'seed', { conversations, replace: true });
		};
		const add = (conversation: object) => stage.sandbox.control('pingback', 'seed', { conversations: [conversation] });

		it('come page by page', async () => {
			fill(60);
			const first = await search(call);
			expect(first.results).toHaveLength(50);
			expect(stage.sandbox.requests()).toHaveLength(1);
			const second = await search({ ...call, paginationToken: first.paginationToken });
			expect(second.results).toHaveLength(10);
			expect(second.paginationToken).toBeUndefined();
		});

		it('are searched on from page to page', async () => {
			fill(400);
			const { results, paginationToken } = await search({ ...call, filter: 'filler-38' });
			expect(results.map(({ value }) => value)).toEqual(['filler-38', ...Array.from({ length: 10 }, (_, index) => `filler-${380 + index}`)]);
			expect(paginationToken).toBeUndefined();
			expect(stage.sandbox.requests()).toHaveLength(9);
		});

		it('are searched within the bound that the field states, and beyond it when asked', async () => {
			fill(5100);
			const first = await search({ ...call, filter: 'filler-5099' });
			expect(first.results).toEqual([]);
			expect(stage.sandbox.requests()).toHaveLength(100);
			const second = await search({ ...call, filter: 'filler-5099', paginationToken: first.paginationToken });
			expect(second).toEqual({ results: [expect.objectContaining({ value: 'filler-5099' })] });
			const { nodes } = await stage.engines[core].describe();
			const field = nodes.find(({ name }) => name === 'pingback')!.properties.find(({ name }) => name === 'conversationId')!;
			expect(field.description).toContain('5,000');
		});

		it('stop where there is enough to choose from', async () => {
			fill(1100);
			const { results, paginationToken } = await search({ ...call, filter: 'filler' });
			expect({ count: results.length, paginationToken }).toEqual({ count: 50, paginationToken: '2' });
			expect(stage.sandbox.requests()).toHaveLength(1);
		});

		it('show their ID if the customer has no name, and each appears once', async () => {
			fill(0);
			const customers = [{ name: ' ', email: null }, { name: '', email: 'a@example.com' }, { name: 'Ada' }, null, 'odd'];
			customers.forEach((customer, index) => add({ id: `c${index}`, created_at: '2024-01-01T00:00:00Z', customer } as object));
			add({ id: 7, created_at: null, updated_at: null });
			const { results } = await search(call);
			expect(results.map(({ name }) => name).sort()).toEqual(
				['open (7)', '2023-12-31 · open · Ada (c2)', '2023-12-31 · open · a@example.com (c1)', '2023-12-31 · open (c0)', '2023-12-31 · open (c3)', '2023-12-31 · open (c4)'].sort(),
			);
		});

		it("show the time of what is of today, in n8n's time zone", async () => {
			fill(0);
			const now = new Date();
			add({ id: 'c0ffee00-0000-4000-8000-00000000b61c', created_at: now.toISOString(), updated_at: now.toISOString(), customer: { name: 'Ada' } });
			const time = now.toLocaleTimeString('sv-SE', { timeZone: 'America/New_York', timeStyle: 'short' });
			expect((await search(call)).results.map(({ name }) => name)).toEqual([`${time} · open · Ada (…0b61c)`]);
		});
	});
});
