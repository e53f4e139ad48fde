import type { IDataObject } from 'n8n-workflow';
import { byId } from '../testing/sandbox/locator';
import { seeds } from '../testing/sandbox/vendors/quickbot';
import { CORES, type Stage, startStage } from '../testing/stage';
import { jsons, runNode } from '../testing/workflows';

// Chats with bots that pause, take files or end, turn by turn.

let stage: Stage;
beforeAll(async () => (stage = await startStage()), 120_000);
afterAll(async () => await stage?.stop());
beforeEach(() => stage.sandbox.reset());

type Turn = IDataObject & { text: string; conversationId: string; details: IDataObject & { input?: IDataObject } };

describe.each(CORES)('on the %s n8n', (core) => {
	const run = async (parameters: object): Promise<Turn> => {
		const node = { vendor: 'quickbot', parameters: { options: { baseUrl: `${stage.sandbox.url}/quickbot/api` }, ...parameters }, settings: { onError: 'continueRegularOutput' as const } };
		return jsons(await runNode(stage.engines[core], node))[0] as Turn;
	};
	const start = async (publicId: string) => await run({ resource: 'conversation', operation: 'create', publicId: byId(publicId) });
	const send = async ({ conversationId }: Turn, message?: string) =>
		await run({ resource: 'message', operation: 'send', sessionId: conversationId, ...(message === undefined ? {} : { message }) });

	it('a pause is resumed by a message that is empty', async () => {
		const paused = await start(seeds.pausedPublicId);
		expect(paused.details).toMatchObject({ awaitingInput: false, awaitingAction: 'wait' });
		const asked = await send(paused, '');
		expect(stage.sandbox.requests().at(-1)!.body).toEqual({});
		expect(asked.details).toMatchObject({ awaitingInput: true, awaitingAction: null, input: { id: 'input-paused' } });
		const ended = await send(paused, 'Ada');
		expect(ended.text).toBe('Goodbye, Ada.');
		expect(ended.details).toMatchObject({ awaitingInput: false, awaitingAction: null });
		expect(await send(paused, 'Hello?')).toMatchObject({ error: { reason: 'notFound', outcome: 'notCreated' } });
	});

	it('a question for files is skipped by nothing and answered by addresses', async () => {
		expect((await send(await start(seeds.filePublicId))).text).toContain('Files: none');
		const withFiles = await start(seeds.filePublicId);
		expect(withFiles.details.input).toMatchObject({ type: 'file input' });
		const choosing = await send(withFiles, 'https://a.example/w_200,h_100.png, https://a.example/2.png');
		expect(choosing.text).toContain('https://a.example/w_200,h_100.png');
		const items = choosing.details.input!.items as Array<{ content: string }>;
		expect((await send(withFiles, items.map(({ content }) => content).join(', '))).text).toBe('Pricing, Support, good choice.');
	});

	it('the amount of a payment comes out, and nothing that its form needs', async () => {
		const { details, text } = await start(seeds.mediaPublicId);
		expect(details.input).toMatchObject({ id: 'input-payment', amountLabel: '€12.00' });
		expect(JSON.stringify(details)).not.toMatch(/sandbox-payment-secret|sandbox-public-key/);
		expect(text).toBe('Our new plan.\nRead more (https://shop.example/plan)');
	});
});
