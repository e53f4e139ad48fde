import type { Fault } from '../testing/sandbox';
import { CORES, type Stage, startStage } from '../testing/stage';
import { runNode } from '../testing/workflows';

// Keys are pasted, often with a line break behind them. They are sent without it, so that is how a vendor sends them back.

const SECRETS: Record<string, string> = {
	poppyAiApi: 'apiKey',
	poppyAiChatbotTokenApi: 'chatbotToken',
	userDeskApi: 'apiKey',
	quickbotApi: 'apiToken',
	pingbackApi: 'accessToken',
};

let stage: Stage;
beforeAll(async () => (stage = await startStage()), 120_000);
afterAll(async () => await stage?.stop());
beforeEach(() => stage.sandbox.reset());

const waysOf = (type: string) =>
	Object.entries(stage.sandbox.operations).flatMap(([vendor, operations]) =>
		Object.entries(operations)
			.filter(([, { effect }]) => effect === 'creates')
			.flatMap(([operation, { samples }]) => samples.filter(({ credentials }) => credentials.includes(type)).slice(0, 1).map((sample) => ({ ...sample, vendor, operation }))),
	);

describe.each(CORES)('on the %s core', (core) => {
	test.each(Object.entries(SECRETS))('%s: a key with a line break is accepted, and hidden where the vendor sends it back', async (type, field) => {
		const { sandbox, engines } = stage;
		const data = sandbox.credentials[type]!;
		const secret = data[field]!;
		const credentials = { [type]: { ...data, [field]: ` ${secret}\n` } };
		const [way] = waysOf(type);
		const run = async (parameters: object, fault?: Fault) => {
			if (fault) sandbox.addFault({ vendor: way!.vendor, operation: way!.operation, ...fault });
			const node = { vendor: way!.vendor, parameters: { ...way!.parameters, ...parameters }, credentials: way!.credentials, settings: { onError: 'continueRegularOutput' as const } };
			const result = await runNode(engines[core], node, [{}], { credentials });
			return { result, kept: JSON.stringify(result), items: result.runs.Node!.at(-1)!.outputs[0]! };
		};

		const accepted = await run({});
		expect(accepted.items.map(({ json }) => json.error)).toEqual([undefined]);

		const refused = await run({}, { answer: { status: 400, body: { message: `Not with ${secret}`, details: { [secret]: 'x' } } } });
		expect(refused.items[0]!.json.error).toMatchObject({ httpCode: 400, description: expect.stringContaining('Not with [hidden]') });
		expect(refused.kept).not.toContain(secret);

		const raw = { sessionId: 'a', conversationId: 'a', id: 'a', data: [{ id: 'a' }], messages: [], echo: `Bearer ${secret}` };
		const echoed = await run({ simplify: false }, { answer: { status: 200, body: raw } });
		expect(echoed.items[0]!.json).toMatchObject({ echo: 'Bearer [hidden]' });
		expect(echoed.kept).not.toContain(secret);
	});
});
