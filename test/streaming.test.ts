import type { IDataObject } from 'n8n-workflow';
import { seeds } from '../testing/sandbox/vendors/userDesk';
import { byId } from '../testing/sandbox/locator';
import { CORES } from '../testing/stage';
import { jsons, outputsOf, runNode } from '../testing/workflows';
import type { RunOptions } from '../testing/engine';
import { stageOfFile } from './support/stage';

// What the vendors' streams have of their own. What all have in common is in conformance/streaming.ts.

const stage = stageOfFile();
const heard: RunOptions = { streamed: 'heard' };
const continues = { onError: 'continueRegularOutput' } as const;

describe.each(CORES)('on the %s n8n', (core) => {
	const run = async (vendor: string, parameters: object, options = heard, items: object[] = [{}]) =>
		await runNode(
			stage.engines[core],
			{ vendor, parameters: { ...parameters }, credentials: [`${vendor}Api`], settings: continues },
			items,
			options,
		);
	const ask = { resource: 'message', operation: 'ask', boardId: byId('abc123'), chatId: byId('chat-node-456'), prompt: 'Cola vs Fanta. Which should I pick?' };
	const send = { resource: 'message', operation: 'send', chatbotId: seeds.chatbotId, message: 'Where is my order?' };

	it('asks Poppy AI for events, with what they cost', async () => {
		const [{ details }] = jsons(await run('poppyAi', ask)) as [{ details: object }];
		const [{ body, headers }] = stage.sandbox.requests() as unknown as [{ body: object; headers: object }];
		expect(body).toMatchObject({ streaming: 'true', include_usage: 'true' });
		expect(headers).toMatchObject({ accept: 'text/event-stream, application/json;q=0.9' });
		expect(details).toEqual({ creditsUsed: 2, creditsRemaining: null });
	});

	it('says of an error in Poppy AI\'s events what it said before', async () => {
		stage.sandbox.configure({ streaming: { end: 'error', after: 3 } });
		const result = await run('poppyAi', ask);
		const { error } = outputsOf(result)[0]![0]!.json as { error: IDataObject };
		expect(error).toMatchObject({ reason: 'vendorFault', outcome: 'unknown', httpCode: 200, retries: 0 });
		expect(error.description).toContain('It broke its answer off: The model is overloaded. Until then it said: **Sandbox answer** to:');
		expect(result.chunks.map(({ type }) => type)).toEqual(['begin', 'item', 'item', 'item', 'end']);
		expect(stage.sandbox.requests()).toHaveLength(1);
	});

	it('asks UserDesk to stream only where the conversation is known, and says the other answer whole', async () => {
		const messages = [{}, { conversationId: seeds.conversationId }];
		const result = await run('userDesk', { ...send, conversationId: '={{ $json.conversationId ?? "" }}' }, heard, messages);
		const ids = jsons(result).map(({ conversationId }) => conversationId);
		expect(ids).toEqual([stage.sandbox.created('userDesk')[0]!.id, seeds.conversationId]);
		const bodies = stage.sandbox.requests().map(({ body }) => (body as IDataObject).stream);
		expect(new Set(bodies)).toEqual(new Set([undefined, true]));
		const said = result.chunks.filter(({ itemIndex, type }) => itemIndex === 0 && type === 'item').map(({ content }) => content);
		expect(said).toEqual(['Sandbox answer to: Where is my order?']);
	});

	it.each<[string, RunOptions]>([
		['that nobody hears', {}],
		['started by a trigger without a client', { ...heard, mode: 'trigger' }],
	])('asks for no stream in an execution %s', async (_what, options) => {
		const result = await run('poppyAi', ask, options);
		expect(stage.sandbox.requests()[0]!.body).not.toHaveProperty('streaming');
		expect(result.chunks).toEqual([]);
	});

	it('says nothing of an operation that is no message', async () => {
		const result = await run('userDesk', { resource: 'conversation', operation: 'create', chatbotId: seeds.chatbotId });
		expect(jsons(result)[0]!.text).toBe('Hello, how can I help you?');
		expect(result.chunks).toEqual([]);
	});
});
