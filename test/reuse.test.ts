import { byId } from '../testing/sandbox/locator';
import { CORES } from '../testing/stage';
import { isInTables, vendorsInTables } from '../testing/vendors';
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

const reuses = vendorsInTables().flatMap(({ name: vendor, reuse = {} }) => Object.entries(reuse).map(([operation, one]) => ({ vendor, operation, ...one })));
const each = reuses.length > 0 ? it.each(reuses) : it.skip.each(reuses);

const nodeOf = ({ vendor, operation, credentials, parameters, by }: (typeof reuses)[number], more: object = {}) => {
	const [resource, name] = operation.split('.');
	return { vendor, credentials, parameters: { resource, operation: name, ...parameters, [by.name]: '={{ $json.value }}', ifExists: 'reuse', ...more } };
};

describe.each(CORES)('on the %s n8n', (core) => {
	it('is declared by the local vendors, wherever a form offers it', async () => {
		const { nodes } = await stage.engines[core].describe();
		const offered = nodes.filter(({ name }) => isInTables(name)).flatMap(({ name, properties }) =>
			properties
				.filter((field) => field.name === 'ifExists')
				.flatMap(({ displayOptions }) => `${name} ${String(displayOptions?.show?.resource)}.${String(displayOptions?.show?.operation)}`),
		);
		expect(offered.sort()).toEqual(reuses.map(({ vendor, operation }) => `${vendor} ${operation}`).sort());
	});

	each('$vendor $operation: returns the conversation that is there and creates the others', async (reuse) => {
		const { vendor, existing, missing } = reuse;
		const items = jsons(await runNode(stage.engines[core], nodeOf(reuse), [{ value: existing.value }, { value: missing }]));
		const created = stage.sandbox.created(vendor);
		expect(created).toHaveLength(1);
		expect(idsAndReuse(items)).toEqual([
			[existing.conversationId, true],
			[created[0]!.id, false],
		]);
	});

	each('$vendor $operation: makes one conversation of several items with the same key', async (reuse) => {
		for (const concurrency of [1, 10]) {
			stage.sandbox.reset();
			const [A, B] = [reuse.missing, reuse.existing.value];
			const items = [A, B, A, A, B, A].map((value) => ({ value }));
			const ids = jsons(await runNode(stage.engines[core], nodeOf(reuse, { options: { concurrency } }), items)).map(({ conversationId }) => conversationId);
			expect([concurrency, stage.sandbox.created(reuse.vendor)]).toMatchObject([concurrency, [{ id: ids[0] }]]);
			expect(new Set(ids).size).toBe(2);
			expect(ids[0]).toBe(ids[2]);
		}
	});

	each('$vendor $operation: requires what it looks for, before anything is sent', async (reuse) => {
		const node = { ...nodeOf(reuse), settings: { onError: 'continueRegularOutput' as const } };
		const [{ error }] = jsons(await runNode(stage.engines[core], node, [{}])) as [{ error: Record<string, unknown> }];
		expect(error).toMatchObject({ reason: 'validation', outcome: 'notCreated' });
		expect(error.message).toContain(`"${reuse.by.displayName}"`);
		expect(stage.sandbox.requests()).toEqual([]);
	});

	it('does not stall when the first of them has to be sent again', async () => {
		stage.sandbox.addFault({ operation: 'conversation.create', times: 2, answer: { status: 503 } });
		const node = poppyAi({ ifExists: 'reuse', options: { concurrency: 1 } });
		const items = jsons(await runNode(stage.engines[core], node, [{ name: 'A' }, { name: 'A' }]));
		expect(idsAndReuse(items).map(([, reused]) => reused)).toEqual([false, true]);
		expect(stage.sandbox.created('poppyAi')).toHaveLength(1);
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

	it("shows the vendor's list entry with Simplify off", async () => {
		const node = poppyAi({ simplify: false });
		const items = jsons(await runNode(stage.engines[core], node, [{ name: 'Pricing page' }]));
		expect(items).toEqual([{ id: 'conversation-sandbox-1', name: 'Pricing page' }]);
	});
});
