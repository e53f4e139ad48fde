import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEngine, type Engine } from '../testing/engine';
import { startSandbox, type Sandbox } from '../testing/sandbox';
import { CORES } from '../testing/stage';
import { failureOf, keyedWorkflow, NODE, runKeyed, told, WORKFLOW, type Asked } from './support/keys';

// Keys over several processes on one database: restarts, workers, kill -9.

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.stop());

const texts = () => sandbox.created('pingback').map(({ body }) => (body as { initial_message: string }).initial_message);

describe.each(CORES)('on the %s n8n', (core) => {
	let folder: string;
	let running: Engine[];

	const start = async () => {
		const engine = await startEngine({ core, credentials: sandbox.credentials, databaseFolder: folder });
		running.push(engine);
		return engine;
	};

	beforeEach(() => {
		sandbox.reset();
		running = [];
		folder = mkdtempSync(path.join(tmpdir(), 'keys-'));
	});
	afterEach(async () => {
		await Promise.all(running.map(async (engine) => await engine.stop()));
		rmSync(folder, { recursive: true });
	});

	it('another process puts out what production executions saved, and fails as a duplicate what it does not know', async () => {
		const one = await start();
		await runKeyed(one, [{ key: 'production' }]);
		const byHand = { parameters: { idempotencyKey: 'by hand' } };
		await runKeyed(one, [{}], byHand, { mode: 'manual' });
		const other = await start();
		expect(told(await runKeyed(other, [{ key: 'production' }]))).toEqual(['replayed']);
		const unknown = await runKeyed(other, [{}], byHand);
		expect(told(unknown)).toEqual(['duplicate created']);
		expect(failureOf(unknown).message).toContain('Pingback: Create conversation');
		expect(failureOf(unknown).description).toContain('no longer remembered');
		expect(texts()).toHaveLength(2);
	});

	it('another process keeps what was saved before, and adds its own', async () => {
		await runKeyed(await start(), [{ key: 'one' }]);
		await runKeyed(await start(), [{ key: 'two' }]);
		expect(told(await runKeyed(await start(), [{ key: 'one' }, { key: 'two' }]))).toEqual(['replayed', 'replayed']);
	});

	it('leaves static data alone that was given outputs before and has none, as in workers of n8n 2', async () => {
		const worker = await start();
		for (const key of ['a', 'b', 'c', 'd', 'e']) {
			await worker.run({ ...keyedWorkflow(), staticData: {} }, { input: [{ json: { key } }] });
		}
		const saved = (await worker.database.staticData(WORKFLOW))['node:Node'] as { outputsByKey: object };
		expect(Object.keys(saved.outputsByKey)).toHaveLength(3);
		expect(told(await runKeyed(worker, [{ key: 'e' }]))).toEqual(['replayed']);
	});

	it.each([50, 10])('500 leads, killed in the middle and executed again: none twice, none lost, %i at once', async (concurrency) => {
		sandbox.configure({ latencyMs: 60 });
		const leads = Array.from({ length: 500 }, (_, lead) => ({ key: `lead-${lead}`, text: `lead ${lead}` }));
		const asked: Asked = { options: { concurrency } };
		const killed = await start();
		const end = expect(runKeyed(killed, leads, asked)).rejects.toThrow('SIGKILL');
		while (texts().length < 200) await sleep(5);
		await killed.kill();
		await end;
		while (sandbox.inFlight().now > 0) await sleep(20);
		const before = texts().length;
		expect(before).toBeLessThan(500);

		const words = told(await runKeyed(await start(), leads, asked));
		const count = (word: string) => words.filter((one) => one === word).length;
		expect(new Set(texts()).size).toBe(texts().length);
		expect(count('created') + count('duplicate created') + count('duplicate unknown')).toBe(500);
		expect(count('duplicate unknown')).toBeLessThanOrEqual(concurrency);
		const missing = leads.filter(({ text }, lead) => words[lead] !== 'duplicate unknown' && !texts().includes(text));
		expect(missing).toEqual([]);

		const again = told(await runKeyed(running[1]!, leads, asked));
		expect(again.filter((word) => word === 'created')).toEqual([]);
		expect(new Set(texts()).size).toBe(texts().length);
	});

	it('two processes that use a node for the first time at once both go on', async () => {
		const two = [await start(), await start()];
		for (let round = 0; round < 5; round += 1) {
			const asked = { id: `fresh-${round}`, nodeId: NODE };
			await Promise.all(two.map(async (engine) => await engine.database.setDelay(20)));
			const items = two.map((_, process) => ({ key: process, text: `${round} ${process}` }));
			const results = await Promise.all(two.map(async (engine, process) => await runKeyed(engine, [items[process]!], asked)));
			expect(results.flatMap(told)).toEqual(['created', 'created']);
			expect(told(await runKeyed(two[0]!, items, asked))).not.toContain('created');
		}
		expect(new Set(texts()).size).toBe(10);
	});
});
