import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from '../testing/engine';
import { CORES } from '../testing/stage';
import { outputsOf } from '../testing/workflows';
import { failureOf, idsOf, KEYS, runKeyed, told } from './support/keys';
import { stageOfFile } from './support/stage';

// The field Idempotency Key: each key is sent once, in all executions.

const stage = stageOfFile();

const created = () => stage.sandbox.created('pingback').length;

describe.each(CORES)('on the %s n8n', (core) => {
	let engine: Engine;

	beforeEach(async () => {
		engine = stage.engines[core];
		await engine.database.clear();
	});

	it('puts out the same again for a key that an earlier execution used', async () => {
		const first = await runKeyed(engine, [{ key: 'evt-1', text: 'Hi' }]);
		const second = await runKeyed(engine, [{ key: 'evt-1', text: 'Hi' }]);
		const [{ json }] = outputsOf(first)[0] as [{ json: { details: object } }];
		expect(outputsOf(second)[0]?.map((item) => item.json)).toEqual([{ ...json, details: { ...json.details, replayed: true } }]);
		expect(json.details).not.toHaveProperty('replayed');
		expect(created()).toBe(1);
	});

	it('puts out nothing with If Key Is Used set to Skip', async () => {
		await runKeyed(engine, [{ key: 'a' }]);
		const second = await runKeyed(engine, [{ key: 'a' }, { key: 'b' }], { options: { ifKeyUsed: 'skip' } });
		expect(told(second)).toEqual(['created']);
		expect(outputsOf(second)[0]?.[0]?.pairedItem).toEqual({ item: 1 });
		expect(created()).toBe(2);
	});

	it('leaves the item alone where the field is blank', async () => {
		for (const idempotencyKey of ['', ' ', '=', undefined]) await runKeyed(engine, [{ key: 'a' }], { parameters: { idempotencyKey } });
		expect(created()).toBe(4);
		expect(await engine.database.entries(KEYS)).toBeNull();
	});

	it('fails the one item whose expression comes to nothing', async () => {
		const result = await runKeyed(engine, [{ key: 'a' }, {}, { key: '' }, { key: null }, { key: { id: 1 } }, { key: 'b' }]);
		expect(told(result)).toEqual(['created', ...Array(4).fill('validation notCreated'), 'created']);
		const { message } = outputsOf(result)[0]?.[1]?.json.error as { message: string };
		expect(message).toBe('Pingback: Create conversation failed because "Idempotency Key" is required but empty');
		expect(created()).toBe(2);
	});

	it.each(['', '__EMPTY__'])('refuses a workflow that was never saved (ID "%s")', async (id) => {
		const result = await runKeyed(engine, [{ key: 'a' }], { id });
		expect(failureOf(result)).toMatchObject({ reason: 'validation', outcome: 'notCreated' });
		expect(failureOf(result).message).toContain('"Idempotency Key" needs a workflow that was saved');
		expect(created()).toBe(0);
	});

	it('refuses a workflow that was deleted meanwhile', async () => {
		await engine.database.deleteWorkflow(KEYS.workflowId);
		const result = await runKeyed(engine, [{ key: 'a' }]);
		expect(failureOf(result)).toMatchObject({ reason: 'validation', outcome: 'notCreated' });
		expect(failureOf(result).description).toContain('Save the workflow');
		expect(created()).toBe(0);
	});

	it('takes any key, and tells all of them apart', async () => {
		const keys = [0, 1, true, 1.5, '__proto__', 'constructor', 'é', 'e\u0301', '😀', '\ud83d', ' a', 'a', 'a:pending', 'x'.repeat(1e6)];
		const items = keys.map((key) => ({ key }));
		expect(told(await runKeyed(engine, items))).toEqual(keys.map(() => 'created'));
		expect(told(await runKeyed(engine, items))).toEqual(keys.map(() => 'replayed'));
		expect(told(await runKeyed(engine, [{ key: '1' }]))).toEqual(['replayed']);
		expect(created()).toBe(keys.length);
	});

	it('makes one conversation of two items with one key', async () => {
		for (const concurrency of [1, 10]) {
			const items = ['a', 'b', 'a', 'a'].map((key) => ({ key: `${key}${concurrency}` }));
			const result = await runKeyed(engine, items, { options: { concurrency } });
			expect(told(result)).toEqual(['created', 'created', 'replayed', 'replayed']);
			expect(new Set(idsOf(result)).size).toBe(2);
		}
		expect(created()).toBe(4);
	});

	it('sends the second item where the first one of this key certainly did nothing', async () => {
		stage.sandbox.addFault({ operation: 'conversation.create', answer: { status: 400 } });
		expect(told(await runKeyed(engine, [{ key: 'a' }, { key: 'a' }]))).toEqual(['validation notCreated', 'created']);
	});

	it('makes one conversation of twenty executions at once', async () => {
		stage.sandbox.configure({ latencyMs: 20 });
		for (let round = 1; round <= 5; round += 1) {
			const all = await Promise.all(Array.from({ length: 20 }, async () => await runKeyed(engine, [{ key: `evt-${round}` }])));
			expect(created()).toBe(round);
			expect(all.flatMap(told).sort()).toEqual(['created', ...Array(19).fill('replayed')]);
			expect(new Set(all.flatMap(idsOf)).size).toBe(1);
		}
	});

	it("leaves a vendor's own body as it came, with Simplify off", async () => {
		const asked = { parameters: { simplify: false } };
		const [first, second] = [await runKeyed(engine, [{ key: 'a' }], asked), await runKeyed(engine, [{ key: 'a' }], asked)];
		expect(outputsOf(second)[0]?.[0]?.json).toEqual(outputsOf(first)[0]?.[0]?.json);
		expect(outputsOf(second)[0]?.[0]?.json).toHaveProperty('business_id');
		expect(created()).toBe(1);
	});

	it('keeps no data: only digests of digests are stored', async () => {
		await runKeyed(engine, [{ key: 'evt-secret' }, { key: 'ada@example.com' }]);
		const entries = (await engine.database.entries(KEYS)) ?? [];
		expect(entries.length).toBeGreaterThanOrEqual(2);
		for (const entry of entries) expect(entry).toMatch(/^[A-Za-z0-9+/]{22}==$/);
		const { [`node:Node`]: memory } = (await engine.database.staticData(KEYS.workflowId)) as { 'node:Node': { outputsByKey: object } };
		for (const key of Object.keys(memory.outputsByKey)) expect(key).toMatch(/^[\w-]{22}$/);
		expect(JSON.stringify([entries, memory])).not.toMatch(/evt-secret|ada@example/);
	});

	it('works the same when executed by hand, and saves nothing with the workflow then', async () => {
		const byHand = async () => told(await runKeyed(engine, [], { parameters: { idempotencyKey: 'a' } }, { mode: 'manual' }));
		expect(await byHand()).toEqual(['created']);
		expect(await byHand()).toEqual(['replayed']);
		expect(await engine.database.staticData(KEYS.workflowId)).toEqual({});
	});

	it.each([3, 150])('keeps no more than one entry for each of %d keys once it has nothing to do', async (count) => {
		const items = Array.from({ length: count }, (_, key) => ({ key }));
		expect(told(await runKeyed(engine, items, { options: { concurrency: 50 } }))).toEqual(items.map(() => 'created'));
		// One more says that outputs were saved with the workflow.
		const isTidy = async () => (await engine.database.entries(KEYS))?.length === count + 1;
		for (const end = Date.now() + 40_000; Date.now() < end && !(await isTidy()); ) await sleep(50);
		expect(await engine.database.entries(KEYS)).toHaveLength(count + 1);
		expect(told(await runKeyed(engine, items))).toEqual(items.map(() => 'replayed'));
	});

	it('forgets the oldest key when its history is full, and goes on', async () => {
		await runKeyed(engine, [{ key: 'oldest' }]);
		const oldest = (await engine.database.entries(KEYS))?.[0];
		await engine.database.record(KEYS, Array.from({ length: 10_999 }, (_, index) => `filler-${index}`));
		await runKeyed(engine, [{ key: 'new' }, { key: 'newer' }]);
		const entries = (await engine.database.entries(KEYS)) ?? [];
		expect(entries.length).toBeLessThanOrEqual(11_000);
		expect(entries.length).toBeGreaterThanOrEqual(10_000);
		expect(entries).not.toContain(oldest);
		expect(told(await runKeyed(engine, [{ key: 'new' }, { key: 'oldest' }]))).toEqual(['replayed', 'created']);
	});
});
