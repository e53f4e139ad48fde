import { byId } from '../testing/sandbox/locator';
import { CORES } from '../testing/stage';
import { jsons, runNode } from '../testing/workflows';
import { stageOfFile } from './support/stage';

// If Exists: Reuse, where the vendor can list.

const stage = stageOfFile();

const otherCustomer = 'd4e5f6a7-b8c9-0123-defa-234567890124';

const poppyAi = (parameters: object = {}) => ({
	vendor: 'poppyAi',
	credentials: ['poppyAiApi'],
	parameters: {
		resource: 'conversation',
		operation: 'create',
		boardId: byId('abc123'),
		chatId: byId('chat-node-456'),
		name: '={{ $json.name }}',
		ifExists: 'reuse',
		...parameters,
	},
});

const pingback = (parameters: object = {}) => ({
	vendor: 'pingback',
	credentials: ['pingbackApi'],
	parameters: {
		resource: 'conversation',
		operation: 'create',
		businessId: byId('b2c3d4e5-f6a7-8901-bcde-f12345678901'),
		customerId: '={{ $json.customer }}',
		ifExists: 'reuse',
		...parameters,
	},
});

const idsAndReuse = (items: Array<Record<string, unknown>>) =>
	items.map(({ conversationId, details }) => [conversationId, (details as { reused: boolean }).reused]);

describe.each(CORES)('on the %s n8n', (core) => {
	it('Poppy AI: returns the conversation of the same name in that chat and creates the others', async () => {
		const items = jsons(await runNode(stage.engines[core], poppyAi(), [{ name: 'Pricing page' }, { name: 'New one' }]));
		const created = stage.sandbox.created('poppyAi');
		expect(created).toHaveLength(1);
		expect(idsAndReuse(items)).toEqual([
			['conversation-sandbox-1', true],
			[created[0]!.id, false],
		]);
	});

	it.each([1, 10])('makes one conversation of several items with the same key, %i at work at once', async (concurrency) => {
		const items = ['A', 'B', 'A', 'A', 'B', 'A'].map((name) => ({ name }));
		const node = poppyAi({ options: { concurrency } });
		const ids = jsons(await runNode(stage.engines[core], node, items)).map(({ conversationId }) => conversationId);
		expect(stage.sandbox.created('poppyAi')).toHaveLength(2);
		expect(new Set(ids).size).toBe(2);
		expect(ids[0]).toBe(ids[2]);
	});

	it('does not stall when the first of them has to be sent again', async () => {
		stage.sandbox.addFault({ operation: 'conversation.create', times: 2, answer: { status: 503 } });
		const node = poppyAi({ ifExists: 'reuse', options: { concurrency: 1 } });
		const items = jsons(await runNode(stage.engines[core], node, [{ name: 'A' }, { name: 'A' }]));
		expect(idsAndReuse(items).map(([, reused]) => reused)).toEqual([false, true]);
		expect(stage.sandbox.created('poppyAi')).toHaveLength(1);
	});

	it('Poppy AI: requires a name, before anything is sent', async () => {
		const node = { ...poppyAi(), settings: { onError: 'continueRegularOutput' as const } };
		const [{ error }] = jsons(await runNode(stage.engines[core], node, [{}])) as [{ error: Record<string, unknown> }];
		expect(error).toMatchObject({ reason: 'validation', outcome: 'notCreated' });
		expect(error.message).toContain('"Name"');
		expect(stage.sandbox.requests()).toEqual([]);
	});

	it("Pingback: returns the customer's open conversation, however many pages away, and not a closed one", async () => {
		const { sandbox, engines } = stage;
		const conversations = Array.from({ length: 120 }, (_, index) => ({
			id: `filler-${index}`,
			updated_at: `2025-01-01T00:${String(index % 60).padStart(2, '0')}:00Z`,
		}));
		sandbox.control('pingback', 'seed', {
			conversations: [
				...conversations,
				{ id: 'old-open', customer_id: 'far-away', updated_at: '2024-01-01T00:00:00Z' },
				{ id: 'closed', customer_id: otherCustomer, status: 'closed' },
			],
		});
		const items = jsons(await runNode(engines[core], pingback(), [{ customer: 'far-away' }, { customer: otherCustomer }]));
		expect(idsAndReuse(items)[0]).toEqual(['old-open', true]);
		expect(idsAndReuse(items)[1]?.[1]).toBe(false);
		expect(sandbox.created('pingback')).toHaveLength(1);
	});

	it('Pingback: requires a customer', async () => {
		const node = { ...pingback(), settings: { onError: 'continueRegularOutput' as const } };
		const [{ error }] = jsons(await runNode(stage.engines[core], node, [{}])) as [{ error: Record<string, unknown> }];
		expect(error).toMatchObject({ reason: 'validation', outcome: 'notCreated' });
		expect(error.message).toContain('"Customer ID"');
	});

	it("shows the vendor's list entry with Simplify off", async () => {
		const node = poppyAi({ simplify: false });
		const items = jsons(await runNode(stage.engines[core], node, [{ name: 'Pricing page' }]));
		expect(items).toEqual([{ id: 'conversation-sandbox-1', name: 'Pricing page' }]);
	});
});
