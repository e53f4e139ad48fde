import { CORES, type Stage, startStage } from '../testing/stage';
import { areAllInTables, inTables, isInTables } from '../testing/vendors';
import { jsons, runNode } from '../testing/workflows';
import conversationSchema from '../nodes/shared/conversation.schema.json';
import replySchema from '../nodes/shared/reply.schema.json';
import { problems } from './support/schemas';

// Every operation that the package has, with the smallest and the fullest form, over real HTTP.

let stage: Stage;

beforeAll(async () => {
	stage = await startStage();
});
afterAll(async () => await stage.stop());
beforeEach(() => stage.sandbox.reset());

const shapeOf = (operation: string) => {
	if (operation.startsWith('message.')) return 'reply';
	return /^(conversation|botConversation)\./.test(operation) ? 'conversation' : undefined;
};

const KEYS = { conversation: conversationSchema.required, reply: replySchema.required };

const samples = () =>
	inTables(stage.sandbox.operations).flatMap(([vendor, byName]) =>
		Object.entries(byName).flatMap(([operation, { samples: all }]) => all.map((sample) => ({ vendor, operation, sample }))),
	);

describe.each(CORES)('on the %s n8n', (core) => {
	it('sends exactly the documented request and outputs the common shape, for every operation', async () => {
		for (const { vendor, operation, sample } of samples()) {
			stage.sandbox.reset();
			const where = `${vendor} ${operation} ${sample.name}`;
			const result = await runNode(stage.engines[core], { vendor, ...sample });
			const items = jsons(result);
			expect([where, items.length > 0]).toEqual([where, true]);

			const request = stage.sandbox.requests().at(-1)!;
			expect({ where, method: request.method, path: request.path, refusal: request.refusal }).toEqual({
				where,
				method: sample.request.method,
				path: sample.request.path,
			});
			if ('body' in sample.request) expect({ where, body: request.body }).toEqual({ where, body: sample.request.body });
			if (sample.request.query) expect(request.query).toMatchObject(sample.request.query);
			expect(request.headers).toMatchObject(sample.request.headers ?? {});

			const shape = shapeOf(operation);
			if (shape) expect({ where, problems: items.flatMap((json) => problems(shape, json)) }).toEqual({ where, problems: [] });
			// n8n shows an item's keys in this order.
			if (shape) for (const json of items) expect({ where, keys: Object.keys(json) }).toEqual({ where, keys: KEYS[shape] });
			for (const json of items) expect(json.vendor).toBe(vendor);
		}
	});

	it('has a sample for every operation of every node', async () => {
		const { nodes } = await stage.engines[core].describe();
		const withSample = samples().map(({ vendor, operation }) => `${vendor} ${operation}`);
		const inForms = nodes
			.filter(({ name, group }) => isInTables(name) && !group.includes('trigger'))
			.flatMap(({ name, properties }) =>
				properties
					.filter((field) => field.name === 'operation')
					.flatMap(({ displayOptions, options = [] }) =>
						options.map((option) => `${name} ${String(displayOptions?.show?.resource?.[0])}.${String('value' in option && option.value)}`),
					),
			)
			.filter((title) => !/(?:Tool|HitlTool) /.test(title));
		expect(inForms.filter((title) => !withSample.includes(title))).toEqual([]);
		expect(inForms.length).toBeGreaterThan(areAllInTables ? 15 : 0);
	});

	it("outputs the vendor's body with Simplify off, wrapped if it would look like a failure", async () => {
		const { sandbox, engines } = stage;
		for (const { vendor, operation, sample } of samples()) {
			if (!operation.endsWith('.create')) continue;
			sandbox.reset();
			const parameters = { ...sample.parameters, simplify: false };
			const [raw] = jsons(await runNode(engines[core], { vendor, ...sample, parameters }));
			const created = sandbox.created(vendor)[0]!;
			expect(JSON.stringify(raw)).toContain(created.id);
			expect(raw).not.toHaveProperty('details');
		}
		const sample = sandbox.operations.userDesk!['conversation.create']!.samples[0]!;
		sandbox.addFault({ vendor: 'userDesk', created: true, answer: { status: 200, body: { conversationId: 'c1', error: 'odd' } } });
		const result = await runNode(engines[core], { vendor: 'userDesk', ...sample, parameters: { ...sample.parameters, simplify: false } });
		expect(jsons(result)).toEqual([{ data: { conversationId: 'c1', error: 'odd' } }]);
	});

	it('encodes an id as one path segment and refuses one that would change the path', async () => {
		const { sandbox, engines } = stage;
		const chatbot = (chatbotId: string) => ({
			vendor: 'userDesk',
			credentials: ['userDeskApi'],
			settings: { onError: 'continueRegularOutput' as const },
			parameters: { resource: 'conversation', operation: 'create', chatbotId },
		});
		await runNode(engines[core], chatbot('a/../b?c#d é😀'));
		expect(sandbox.requests().at(-1)!.path).toBe('/userDesk/v1/chatbot/a%2F..%2Fb%3Fc%23d%20%C3%A9%F0%9F%98%80/conversation');
		for (const id of ['.', '..']) {
			sandbox.reset();
			const [{ error }] = jsons(await runNode(engines[core], chatbot(id))) as [{ error: Record<string, unknown> }];
			expect(error).toMatchObject({ reason: 'validation', outcome: 'notCreated', httpCode: null });
			expect(error.message).toContain('"Chatbot ID"');
			expect(sandbox.requests()).toEqual([]);
		}
	});
});
