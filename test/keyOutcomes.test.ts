import { setTimeout as sleep } from 'node:timers/promises';
import { startEngine, type Engine } from '../testing/engine';
import { CORES } from '../testing/stage';
import { failureOf, idsOf, KEYS, keyedWorkflow, runKeyed, told } from './support/keys';
import { stageOfFile } from './support/stage';

// What becomes of a key whose item failed, and of items with keys when the node is retried.

const stage = stageOfFile();

const created = () => stage.sandbox.created('pingback').length;
const operation = 'conversation.create';
const atLeastOnce = { options: { delivery: 'atLeastOnce', maxRetries: 0 } };

describe.each(CORES)('on the %s n8n', (core) => {
	let engine: Engine;

	beforeEach(async () => {
		engine = stage.engines[core];
		await engine.database.clear();
	});

	const certain = [
		{ name: 'a 400', fault: { answer: { status: 400 } }, says: 'validation notCreated' },
		{ name: 'a 503 that stays', fault: { answer: { status: 503, headers: { 'retry-after': '0' } }, times: 4 }, says: 'vendorFault notCreated' },
		{ name: 'a 429 that stays', fault: { answer: { status: 429, headers: { 'retry-after': '0' } }, times: 4 }, says: 'rateLimited notCreated' },
	];

	it.each(certain)('frees the key after $name', async ({ fault, says }) => {
		stage.sandbox.addFault({ operation, ...fault });
		expect(told(await runKeyed(engine, [{ key: 'a' }]))).toEqual([says]);
		expect(told(await runKeyed(engine, [{ key: 'a' }]))).toEqual(['created']);
		expect(told(await runKeyed(engine, [{ key: 'a' }]))).toEqual(['replayed']);
	});

	it('frees the key after a refused connection', async () => {
		const credentials = { pingbackApi: { ...stage.sandbox.credentials.pingbackApi!, baseUrl: 'http://127.0.0.1:9' } };
		expect(told(await runKeyed(engine, [{ key: 'a' }], { options: { maxRetries: 0 } }, { credentials }))).toEqual(['network notCreated']);
		expect(told(await runKeyed(engine, [{ key: 'a' }]))).toEqual(['created']);
	});

	it('keeps the key of an item in doubt, and says so', async () => {
		stage.sandbox.addFault({ operation, created: true, cut: 'beforeAnswer' });
		expect(told(await runKeyed(engine, [{ key: 'a' }]))).toEqual(['network unknown']);
		const second = await runKeyed(engine, [{ key: 'a' }]);
		expect(told(second)).toEqual(['duplicate unknown']);
		expect(failureOf(second).description).toContain('set Delivery to At Least Once');
		expect(told(await runKeyed(engine, [{ key: 'a' }], { options: { ifKeyUsed: 'skip' } }))).toEqual([]);
		expect(created()).toBe(1);
	});

	it('sends a key in doubt again with At Least Once, and once it is done no more', async () => {
		stage.sandbox.addFault({ operation, created: true, cut: 'beforeAnswer' });
		await runKeyed(engine, [{ key: 'a' }], atLeastOnce);
		expect(told(await runKeyed(engine, [{ key: 'a' }], atLeastOnce))).toEqual(['created']);
		expect(told(await runKeyed(engine, [{ key: 'a' }], atLeastOnce))).toEqual(['replayed']);
		expect(created()).toBe(2);
	});

	it('sends it again only once where twenty executions want it', async () => {
		stage.sandbox.addFault({ operation, created: true, cut: 'beforeAnswer' });
		await runKeyed(engine, [{ key: 'a' }], atLeastOnce);
		stage.sandbox.configure({ latencyMs: 20 });
		const all = await Promise.all(Array.from({ length: 20 }, async () => await runKeyed(engine, [{ key: 'a' }], atLeastOnce)));
		expect(all.flatMap(told).sort()).toEqual(['created', ...Array(19).fill('replayed')]);
		expect(created()).toBe(2);
	});

	it('does not free a key in doubt when it is refused the second time', async () => {
		stage.sandbox.addFault({ operation, created: true, cut: 'beforeAnswer' });
		await runKeyed(engine, [{ key: 'a' }], atLeastOnce);
		stage.sandbox.addFault({ operation, answer: { status: 400 } });
		await runKeyed(engine, [{ key: 'a' }], atLeastOnce);
		expect(told(await runKeyed(engine, [{ key: 'a' }]))).toEqual(['duplicate unknown']);
		expect(created()).toBe(1);
	});

	it('keeps an item in doubt whose second request was refused within one run', async () => {
		stage.sandbox.addFault({ operation, created: true, cut: 'beforeAnswer' });
		stage.sandbox.addFault({ operation, answer: { status: 400 } });
		const result = await runKeyed(engine, [{ key: 'a' }], { options: { delivery: 'atLeastOnce' } });
		expect(told(result)).toEqual(['validation unknown']);
		expect(failureOf(result).description).toContain('An earlier request of this item may have done its work');
		expect(told(await runKeyed(engine, [{ key: 'a' }]))).toEqual(['duplicate unknown']);
	});

	it('frees the keys of items that were not sent when another one failed', async () => {
		stage.sandbox.addFault({ operation, match: 'bad', answer: { status: 400 } });
		const stop = { settings: { onError: 'stopWorkflow' as const }, options: { concurrency: 1 } };
		const items = ['good', 'bad', 'later', 'last'].map((text) => ({ key: text, text }));
		expect((await runKeyed(engine, items, stop)).status).toBe('error');
		expect(told(await runKeyed(engine, items))).toEqual(['replayed', 'created', 'created', 'created']);
	});

	it('frees the keys of items that were not sent when the execution was stopped', async () => {
		stage.sandbox.configure({ latencyMs: 300 });
		const items = Array.from({ length: 20 }, (_, index) => ({ key: index, text: `item ${index}` }));
		await runKeyed(engine, items, { options: { concurrency: 2 } }, { cancelAfterMs: 450 }).catch(() => undefined);
		// The vendor still works on what was on its way.
		await sleep(500);
		stage.sandbox.configure({ latencyMs: 0 });
		const again = told(await runKeyed(engine, items));
		expect(again.filter((word) => word === 'duplicate unknown').length).toBeLessThanOrEqual(2);
		expect(again.filter((word) => word === 'created').length).toBeGreaterThanOrEqual(14);
		expect(again.filter((word) => !/^(created|replayed|duplicate unknown)$/.test(word))).toEqual([]);
		const texts = stage.sandbox.created('pingback').map(({ body }) => (body as { initial_message: string }).initial_message);
		expect(new Set(texts).size).toBe(texts.length);
	});

	it('Retry On Fail sends only what is missing, and the successes are those of the first attempt', async () => {
		stage.sandbox.addFault({ operation, match: 'flaky', answer: { status: 400 } });
		const settings = { onError: 'stopWorkflow' as const, retryOnFail: true, maxTries: 3, waitBetweenTries: 0 };
		const items = ['a', 'b', 'flaky', 'c', 'a'].map((text) => ({ key: text, text }));
		const result = await runKeyed(engine, items, { settings, options: { concurrency: 1 } });
		expect(told(result)).toEqual(['created', 'created', 'created', 'created', 'replayed']);
		const made = stage.sandbox.created('pingback').map(({ body }) => (body as { initial_message?: string }).initial_message);
		expect(made).toEqual(['a', 'b', 'flaky', 'c']);
	});

	it.each([true, false])('Retry of a saved execution does the same (memory and static data kept: %s)', async (isKept) => {
		stage.sandbox.addFault({ operation, match: 'flaky', answer: { status: 400 } });
		const asked = { settings: { onError: 'stopWorkflow' as const }, options: { concurrency: 1 } };
		const items = ['a', 'b', 'b', 'flaky', 'c'].map((text) => ({ key: text, text }));
		const failed = await runKeyed(engine, items, asked);
		expect(failed.status).toBe('error');
		const fresh = isKept ? engine : await startEngine({ core, credentials: stage.sandbox.credentials });
		const retried = await fresh.run(keyedWorkflow(asked), { from: failed.saved });
		expect(told(retried)).toEqual(['created', 'created', 'replayed', 'created', 'created']);
		expect(new Set(idsOf(retried)).size).toBe(4);
		expect(created()).toBe(4);
		if (!isKept) await fresh.stop();
	});

	it('Retry of an item in doubt fails as before and sends nothing', async () => {
		stage.sandbox.addFault({ operation, created: true, cut: 'beforeAnswer' });
		const asked = { settings: { onError: 'stopWorkflow' as const } };
		const failed = await runKeyed(engine, [{ key: 'a' }], asked);
		const retried = await engine.run(keyedWorkflow(asked), { from: failed.saved });
		expect(retried.error?.message).toBe(failed.error?.message);
		expect(created()).toBe(1);
		expect((await engine.database.entries(KEYS))?.length).toBeGreaterThan(0);
	});
});
