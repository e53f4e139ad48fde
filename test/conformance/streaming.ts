import type { IDataObject } from 'n8n-workflow';
import type { Chunk, RunOptions, RunResult } from '../../testing/engine';
import { streamingWays } from '../../testing/faults/streamingWays';
import type { Setup } from '../../testing/faults/trial';
import { Trial } from '../../testing/faults/trial';
import { chain, outputsOf, startNode } from '../../testing/workflows';
import { leaksIn } from './checks';
import type { Ground } from './ground';
import { each, until } from './ground';

const continues = { onError: 'continueRegularOutput' } as const;
/** Long enough for several pieces. */
const TEXT = '={{ $json.mark }} Zoë asks: what do we do with 🙂 and 汉字?';

/** Answers that come while they are written, of every operation that can. */
export function streaming(ground: Ground): void {
	const ways = streamingWays();
	if (ways.length === 0) return it('is of no operation of this package', () => expect(ways).toEqual([]));
	beforeEach(async () => await ground.reset());

	it('has a sample for each operation that can', () => {
		expect(ways.filter(({ sample }) => sample === '')).toEqual([]);
	});

	describe.each(ways)('$title', (way) => {
		const trialOf = (setup: Partial<Setup> = {}) => new Trial(ground.sandbox, ground.engine, way, { count: 1, text: TEXT, ...setup });
		const run = async (setup: Partial<Setup> = {}, options: RunOptions = {}) => {
			const trial = trialOf(setup);
			const result = await ground.run(trial, { streamed: 'heard', ...options });
			return { trial, result, items: outputsOf(result)[0] ?? [] };
		};

		it('says the answer piece by piece, and puts out the same item as without', async () => {
			ground.sandbox.configure({ streaming: { everyMs: 5 } });
			const streamed = await run();
			const plain = await ground.run(trialOf({ marks: streamed.trial.marks }));
			const item = streamed.items[0]!.json;
			expect(known(item)).toEqual(known(outputsOf(plain)[0]![0]!.json, item));
			const words = heard(streamed.result);
			expect(words.length).toBeGreaterThan(3);
			expect(words.join('')).toBe(saidIn(item));
			expect(typesOf(streamed.result)).toEqual(['begin', ...words.map(() => 'item'), 'end']);
			expect(plain.chunks).toEqual([]);
			expect(streamed.trial.countsAtVendor()).toEqual([2]);
		});

		it('says the first piece long before the last', async () => {
			ground.sandbox.configure({ streaming: { everyMs: 40 } });
			const { result } = await run();
			const times = result.chunks.filter(({ type }) => type === 'item').map(({ at }) => at);
			expect(times.at(-1)! - times[0]!).toBeGreaterThan(100);
		});

		it.each([3, 4, 5])('reads bytes that come %i at a time', async (cutAt) => {
			// With a pause, else they would come together.
			ground.sandbox.configure({ streaming: { cutAt, everyMs: 1 } });
			const { result, items } = await run();
			expect(heard(result).join('')).toBe(saidIn(items[0]!.json));
			expect(heard(result).join('')).toContain('Zoë asks: what do we do with 🙂 and 汉字?');
		});

		it('keeps what came of an answer that breaks off, which may have been given', async () => {
			ground.sandbox.configure({ streaming: { end: 'cut', after: 4 } });
			const { trial, result, items } = await run({ settings: { ...continues, retryOnFail: true, maxTries: 2 } });
			const { error } = items[0]!.json as { error: IDataObject };
			expect(error).toMatchObject({ reason: 'network', outcome: 'unknown', retries: 0 });
			const words = heard(result).join('');
			expect(words.length).toBeGreaterThan(5);
			expect(error.description).toContain(`Until then it said: ${words.replace(/\s+/g, ' ').trim()}`);
			expect(typesOf(result).at(-1)).toBe('end');
			expect(trial.requests()[0]).toHaveLength(1);
		});

		it('says an answer anew that is sent again with At Least Once', async () => {
			ground.sandbox.configure({ streaming: { end: 'cut', after: 4, times: 1 } });
			const { trial, result, items } = await run({ options: { delivery: 'atLeastOnce', maxRetries: 1 } });
			expect(trial.requests()[0]).toHaveLength(2);
			const [first = '', second] = answersIn(result.chunks);
			expect(second).toBe(saidIn(items[0]!.json));
			expect(second!.startsWith(first)).toBe(true);
			expect(first.length).toBeLessThan(second!.length);
		});

		it('says nothing of a request that was refused before', async () => {
			const trial = trialOf({ options: { maxRetries: 1 } });
			trial.strike(0, { answer: { status: 503 } });
			const result = await ground.run(trial, { streamed: 'heard' });
			expect(answersIn(result.chunks)).toEqual([saidIn(outputsOf(result)[0]![0]!.json)]);
			expect(trial.requests()[0]).toHaveLength(2);
		});

		it('ends with Timeout where the vendor falls silent', async () => {
			ground.sandbox.configure({ streaming: { end: 'silent', after: 2 } });
			const { result, items } = await run({ settings: continues, options: { timeout: 1 } });
			expect(items[0]!.json.error).toMatchObject({ reason: 'timeout', outcome: 'unknown' });
			expect((items[0]!.json.error as IDataObject).description).toContain(heard(result).join('').trim());
			expect(typesOf(result).at(-1)).toBe('end');
		});

		it('reads and says an answer that is not streamed all the same', async () => {
			ground.sandbox.configure({ streaming: { end: 'json' } });
			const { result, items } = await run();
			expect(typesOf(result)).toEqual(['begin', 'item', 'end']);
			expect(heard(result)).toEqual([items[0]!.json.text]);
		});

		it('says again what a key was answered before, whole', async () => {
			const marks = ['the same text'];
			const keyed = async () => {
				const trial = trialOf({ marks });
				trial.node.parameters.idempotencyKey = 'one';
				trial.node.id = 'keyed';
				const workflow = { ...chain(startNode, trial.node), id: `keyed-${way.title}` };
				return await ground.run(trial, { streamed: 'heard', workflow });
			};
			await keyed();
			const second = await keyed();
			expect(typesOf(second)).toEqual(['begin', 'item', 'end']);
			expect(heard(second)).toEqual([outputsOf(second)[0]![0]!.json.text]);
			expect(ground.sandbox.sent(way.vendor)).toHaveLength(1);
		});

		it('does not say twice what Retry On Fail keeps', async () => {
			const trial = trialOf({ count: 2, settings: { retryOnFail: true, maxTries: 2 }, options: { concurrency: 1 } });
			trial.strike(1, { answer: { status: 400, body: { message: 'Not now' } } });
			const result = await ground.run(trial, { streamed: 'heard' });
			expect(result.status).toBe('success');
			expect(trial.countsAtVendor()).toEqual(each(2));
			for (const item of [0, 1]) expect(answersIn(ofItem(result.chunks, item))).toHaveLength(1);
		});

		it('keeps the answers of several items apart, and as many in flight as Concurrency allows', async () => {
			ground.sandbox.configure({ streaming: { everyMs: 10 } });
			const { result, items, trial } = await run({ count: 7, options: { concurrency: 3 } });
			const changes = result.chunks.filter(({ itemIndex }, at) => itemIndex !== result.chunks[at - 1]?.itemIndex);
			expect(changes.length).toBeGreaterThan(7);
			expect(items.map((_, item) => answersIn(ofItem(result.chunks, item)))).toEqual(items.map(({ json }) => [saidIn(json)]));
			expect(ground.sandbox.inFlight().peak).toBe(3);
			expect(trial.countsAtVendor()).toEqual(each(7));
		});

		it('puts out the item although the client has gone', async () => {
			const { result, items } = await run({}, { streamed: 'gone' });
			expect(result.status).toBe('success');
			expect(saidIn(items[0]!.json)).toContain('🙂');
		});

		it('ends with the execution that is cancelled', async () => {
			ground.sandbox.configure({ streaming: { everyMs: 50 } });
			const trial = trialOf({ count: 3, options: { concurrency: 1 } });
			const stop = new AbortController();
			const running = ground.run(trial, { streamed: 'heard', signal: stop.signal });
			await until(() => trial.requests()[0]!.length === 1);
			stop.abort();
			const result = await running;
			expect(result.status).toBe('canceled');
			await until(() => ground.sandbox.inFlight().now === 0);
			expect(trial.requests().map((requests) => requests.length)).toEqual([1, 0, 0]);
			expect(typesOf(result).filter((type) => type === 'end').length).toBe(typesOf(result).filter((type) => type === 'begin').length);
		});

		it.each([4, Infinity])('hides a secret that the vendor says, in pieces of %d bytes', async (cutAt) => {
			ground.sandbox.configure({ streaming: { cutAt, everyMs: 1 } });
			const [secret] = trialOf().secrets();
			const { result } = await run({ text: `={{ $json.mark }} ${secret} and ${encodeURIComponent(secret!)}, ${Buffer.from(secret!).toString('base64')}. 🙂` });
			expect(leaksIn(heard(result).join(''), [secret!])).toEqual([]);
			expect(heard(result).join('')).toContain('[hidden] and [hidden], [hidden]');
			expect(heard(result).join('')).toContain('🙂');
		});

		it.each(['request', 'wrapper'] as const)('says nothing to the chat as a tool of its agent, called by %s', async (by) => {
			const { node, credentials } = trialOf({ text: 'Hi' });
			const { chunks, text } = await ground.engine.runAsTool({ nodes: [node], connections: {} }, {}, { by, streamed: 'heard', credentials });
			expect(text).toContain('Hi');
			expect(chunks.filter(({ node: name }) => name === node.name)).toEqual([]);
		});
	});
}

const typesOf = ({ chunks }: RunResult) => chunks.map(({ type }) => type);

const heard = ({ chunks }: RunResult): string[] => chunks.filter(({ type }) => type === 'item').map(({ content = '' }) => content);

const ofItem = (chunks: Chunk[], item: number) => chunks.filter(({ itemIndex }) => itemIndex === item);

/** The text between each begin and end. */
const answersIn = (chunks: Chunk[]): string[] =>
	chunks.reduce<string[]>((answers, { type, content = '' }) => {
		if (type === 'begin') return [...answers, ''];
		return type === 'item' ? [...answers.slice(0, -1), answers.at(-1)! + content] : answers;
	}, []);

/** The vendor's text as it came. */
const saidIn = (json: IDataObject): string => (json.messages as Array<{ text: string }>).map(({ text }) => text).join('\n\n');

/** The item without the details that a stream does not tell. */
const known = (json: IDataObject, beside = json): IDataObject => ({
	...json,
	details: Object.fromEntries(Object.entries(json.details as object).map(([key, value]) => [key, (beside.details as IDataObject)[key] === null ? null : (value as string)])),
});
