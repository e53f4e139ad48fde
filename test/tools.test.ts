import { byId } from '../testing/sandbox/locator';
import { CORES, type Stage, startStage } from '../testing/stage';
import { inTables } from '../testing/vendors';

// Each operation as an AI agent's tool, called with what a model would send.

let stage: Stage;

beforeAll(async () => {
	stage = await startStage();
});
afterAll(async () => await stage.stop());
beforeEach(() => stage.sandbox.reset());

const fromAi = (key: string, type = 'string') => `={{ $fromAI('${key}', 'The ${key}', '${type}') }}`;

const toolWorkflow = (vendor: string, parameters: object, credentials: string[]) => ({
	nodes: [
		{
			name: 'Tool',
			type: `n8n-nodes-conversations.${vendor}Tool`,
			typeVersion: 1,
			parameters: parameters as Record<string, string>,
			credentials: Object.fromEntries(credentials.map((type) => [type, { id: type, name: type }])),
		},
	],
	connections: {},
});

const sendToUserDesk = (message: string) =>
	toolWorkflow(
		'userDesk',
		{ resource: 'message', operation: 'send', chatbotId: 'chatbot-with-greeting', message, userName: fromAi('name') },
		['userDeskApi'],
	);

const LONGEST_RESULT = 8000;

describe.each(CORES)('on the %s n8n', (core) => {
	it('every operation of every node answers with a small result', async () => {
		for (const [vendor, byName] of inTables(stage.sandbox.operations)) {
			for (const [operation, { samples }] of Object.entries(byName)) {
				stage.sandbox.reset();
				const [sample] = samples;
				const { text } = await stage.engines[core].runAsTool(
					toolWorkflow(vendor, sample!.parameters, sample!.credentials),
					{},
				);
				expect({ vendor, operation, text }).toEqual({ vendor, operation, text: expect.stringContaining(`"vendor":"${vendor}"`) });
				expect(text!.length).toBeLessThan(LONGEST_RESULT);
			}
		}
	});

	it('every operation tells the model what it does, and those that make something that a repetition makes another', async () => {
		for (const [vendor, byName] of Object.entries(stage.sandbox.operations)) {
			for (const [operation, { samples }] of Object.entries(byName)) {
				const [sample] = samples;
				const tool = toolWorkflow(vendor, sample!.parameters, sample!.credentials);
				const { description } = await stage.engines[core].runAsTool(tool, {});
				expect({ vendor, operation, description }).toEqual({ vendor, operation, description: expect.stringMatching(/^[A-Z][^:]+: [A-Z]/) });
				const isOnce = /(create|send|ask|suggest)$/.test(operation);
				expect([operation, description!.includes('Each call does it anew')]).toEqual([operation, isOnce]);
				expect([operation, description!.includes('conversationId of the answer')]).toEqual([operation, operation.endsWith('create')]);
				expect([operation, description!.includes('costs credits')]).toEqual([operation, vendor === 'poppyAi' && /(send|ask)$/.test(operation)]);
			}
		}
	});

	it('tells the model what the user wrote instead', async () => {
		const { resource, operation } = { resource: 'message', operation: 'send' };
		const tool = toolWorkflow('userDesk', { resource, operation, chatbotId: 'x', message: 'Hi', toolDescription: 'Only for refunds.' }, ['userDeskApi']);
		expect((await stage.engines[core].runAsTool(tool, {})).description).toBe('Only for refunds.');
	});

	it('takes what a model fills in, a number where text is expected too', async () => {
		const tool = sendToUserDesk(fromAi('message', 'number'));
		const { text, schema } = await stage.engines[core].runAsTool(tool, { message: 42, name: 'Ada' });
		expect(schema).toMatchObject({ properties: { message: {}, name: {} } });
		expect(JSON.parse(text!)).toMatchObject([{ vendor: 'userDesk', text: expect.stringContaining('42') }]);
	});

	it('leaves out an optional that the model left empty', async () => {
		await stage.engines[core].runAsTool(sendToUserDesk(fromAi('message')), { message: 'Hi', name: '' });
		expect(stage.sandbox.requests().at(-1)!.body).toEqual({ message: 'Hi' });
	});

	it('fills a resource locator by ID', async () => {
		const tool = toolWorkflow(
			'pingback',
			{ resource: 'conversation', operation: 'get', conversationId: byId(fromAi('conversation')) },
			['pingbackApi'],
		);
		const { text } = await stage.engines[core].runAsTool(tool, { conversation: 'conversation-sandbox-1' });
		expect(text).toContain('conversation-sandbox-1');
	});

	it('tells the model which field is wrong when it sends an object for text', async () => {
		const tool = sendToUserDesk(fromAi('message', 'json'));
		const { text } = await stage.engines[core].runAsTool(tool, { message: { text: 'Hi' }, name: 'Ada' }, { by: 'wrapper' });
		expect(text).toContain('"Message" must be text, not an object');
		expect(stage.sandbox.requests()).toEqual([]);
	});

	it("tells the model the vendor's own reason", async () => {
		stage.sandbox.addFault({ vendor: 'userDesk', answer: { status: 400, body: { message: 'Message is too long' } } });
		const tool = sendToUserDesk(fromAi('message'));
		const { text } = await stage.engines[core].runAsTool(tool, { message: 'Hi', name: 'Ada' }, { by: 'wrapper' });
		expect(text).toContain('Message is too long');
	});
});

it("tells the model the vendor's own reason also when the model sees only the message", async () => {
	stage.sandbox.addFault({ vendor: 'userDesk', answer: { status: 400, body: { message: 'Message is too long' } } });
	const tool = sendToUserDesk(fromAi('message'));
	const { text } = await stage.engines.newest.runAsTool(tool, { message: 'Hi', name: 'Ada' }, { by: 'request' });
	expect(text).toContain('Message is too long');
});
