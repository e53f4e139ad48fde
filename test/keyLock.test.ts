import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { startEngine, type Engine } from '../testing/engine';
import { startSandbox, type Sandbox } from '../testing/sandbox';
import { CORES } from '../testing/stage';
import { type Keyed, NODE, runKeyed, told, WORKFLOW } from './support/keys';

// The lock under which a node claims keys: one row of the workflow, which Remove Duplicates may use as well.

let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox()));
afterAll(async () => await sandbox.stop());

const LOCK = 'n8n-nodes-conversations:lock';

describe.each(CORES)('on the %s n8n', (core) => {
	let folder: string;
	let two: [Engine, Engine];
	/** Each test has a workflow of its own, because a run does not wait until its lock is given up. */
	let id: string;
	let workflows = 0;
	const start = async () => await startEngine({ core, credentials: sandbox.credentials, databaseFolder: folder });

	beforeAll(async () => {
		folder = mkdtempSync(path.join(tmpdir(), 'lock-'));
		two = await Promise.all([start(), start()]);
	});
	afterAll(async () => {
		await Promise.all(two.map(async (engine) => await engine.stop()));
		rmSync(folder, { recursive: true });
	});
	beforeEach(async () => {
		sandbox.reset();
		id = `${WORKFLOW}-${(workflows += 1)}`;
		await slow(0);
	});
	const slow = async (ms: number) => await Promise.all(two.map(async (engine) => await engine.database.setDelay(ms)));
	const run = async (engine: Engine, items: Keyed[], concurrency = 10) => told(await runKeyed(engine, items, { id, options: { concurrency } }));
	const record = async (...values: string[]) => await two[0].database.record({ workflowId: id }, values);
	const row = async () => await two[0].database.entries({ workflowId: id });
	/** An item does not wait until its lock is given up, so neither does the end of a run. */
	const waitForRow = async (expected: string[] | null) => {
		for (const end = Date.now() + 5000; Date.now() < end && !isDeepStrictEqual(await row(), expected); ) await sleep(5);
		expect(await row()).toEqual(expected);
	};

	it('keeps two processes from claiming the same keys at once', async () => {
		for (let round = 0; round < 3; round += 1) {
			await slow(10);
			const items = Array.from({ length: 10 }, (_, key) => ({ key: `${round} ${key}`, text: `${round} ${key}` }));
			const all = (await Promise.all(two.map(async (engine) => await run(engine, items)))).flat();
			expect(all.filter((word) => word === 'created')).toHaveLength(items.length);
		}
		expect(sandbox.created('pingback')).toHaveLength(30);
	});

	it('keeps what one process claims from being overwritten by the other', async () => {
		await slow(10);
		const items = two.map((_, process) => Array.from({ length: 15 }, (_item, key) => ({ key: `${process} ${key}` })));
		await Promise.all(two.map(async (engine, process) => await run(engine, items[process]!, 5)));
		const swapped = await Promise.all(two.map(async (engine, process) => await run(engine, items[1 - process]!)));
		expect(swapped.flat().filter((word) => word === 'created')).toEqual([]);
		expect(sandbox.created('pingback')).toHaveLength(30);
	});

	it('tells what the other process has finished from what is in doubt there', async () => {
		// By hand, so that no outputs are saved with the workflow: the other process knows the entries only.
		const byHand = async (engine: Engine, idempotencyKey: string) =>
			told(await runKeyed(engine, [], { id, parameters: { idempotencyKey } }, { mode: 'manual' }));
		expect(await byHand(two[0], 'finished')).toEqual(['created']);
		sandbox.addFault({ operation: 'conversation.create', created: true, cut: 'beforeAnswer' });
		expect(await byHand(two[0], 'cut')).toEqual(['network unknown']);
		// Asking leaves nothing behind that would make the second answer another.
		for (const key of ['finished', 'cut', 'finished', 'cut']) {
			expect(await byHand(two[1], key)).toEqual([key === 'cut' ? 'duplicate unknown' : 'duplicate created']);
		}
		expect(sandbox.created('pingback')).toHaveLength(2);
	});

	it('is given up after each use', async () => {
		expect(await run(two[0], [{ key: 'a' }])).toEqual(['created']);
		await waitForRow(null);
	});

	it('is taken over from a process that was killed', async () => {
		await record(LOCK);
		expect(await run(two[0], [{ key: 'a' }])).toEqual(['created']);
		await waitForRow(null);
	});

	it("leaves a Remove Duplicates node's history alone, and works without a lock then", async () => {
		await record('seen before');
		const history = await row();
		expect(await run(two[0], [{ key: 'a' }])).toEqual(['created']);
		expect(await run(two[0], [{ key: 'a' }])).toEqual(['replayed']);
		await waitForRow(history);
	});

	it('takes out of such a history what a killed process left there', async () => {
		await record('seen before');
		const history = await row();
		await record('seen before', LOCK);
		expect(await run(two[0], [{ key: 'a' }])).toEqual(['created']);
		await waitForRow(history);
	});

	it('does not lose a key that another worker overwrote while its item was sent', async () => {
		sandbox.configure({ latencyMs: 300 });
		const sending = run(two[0], [{ key: 'a' }]);
		while (sandbox.inFlight().now === 0) await sleep(5);
		await two[0].database.record({ workflowId: id, nodeId: NODE }, ['another']);
		expect(await sending).toEqual(['created']);
		expect(await run(two[1], [{ key: 'a' }])).toEqual(['replayed']);
	});
});
