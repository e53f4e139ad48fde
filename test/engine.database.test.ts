import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { probeDir } from '../testing/deduplication/engine';
import { PROBE, probeNodes, type Outcome, type Step } from '../testing/deduplication/place';
import { startEngine, type Engine, type RunOptions } from '../testing/engine';
import { startNode, chain } from '../testing/workflows';

const nodeId = 'probe-1';
const of = { workflowId: 'workflow-1', nodeId };
const [probe] = probeNodes([{ name: PROBE, id: nodeId }]);

const check = (...values: string[]): Step => ({ do: 'check', values });
const recorded = (fresh: unknown[], processed: unknown[] = []) => ({ value: { new: fresh, processed } });
const md5 = (value: string) => createHash('md5').update(value).digest('base64');

async function run(engine: Engine, steps: Step[], id: string | null = of.workflowId, options: RunOptions = {}): Promise<Outcome[]> {
	const workflow = chain(startNode, { ...probe!, parameters: { steps: JSON.stringify({ [PROBE]: steps }) } });
	const { runs } = await engine.run({ id: id ?? undefined, ...workflow }, { input: [{}], ...options });
	return (runs[PROBE]![0]!.outputs[0]![0]!.json.outcomes as Record<string, Outcome[]>)[PROBE]!;
}

describe.each(['newest', 'oldest'] as const)("the %s engine's database", (core) => {
	let engine: Engine;

	beforeAll(async () => {
		engine = await startEngine({ core, packageDir: probeDir });
	});
	beforeEach(async () => await engine.database.clear());
	afterAll(async () => await engine.stop());

	it('shows what a node recorded, as digests', async () => {
		expect(await engine.database.entries(of)).toBeNull();
		await run(engine, [check('a', 'b'), { ...check('c'), scope: 'workflow' } as Step]);
		expect(await engine.database.entries(of)).toEqual([md5('a'), md5('b')]);
		expect(await engine.database.entries({ workflowId: of.workflowId })).toEqual([md5('c')]);
		await run(engine, [check('d')]);
		expect(await engine.database.writes(of)).toBe(2);
		await engine.database.clear();
		expect(await engine.database.entries(of)).toBeNull();
	});

	it('can be filled with ten thousand entries', async () => {
		const values = Array.from({ length: 10_000 }, (_, index) => `key-${index}`);
		await engine.database.record(of, values);
		expect(await run(engine, [{ do: 'count' }, check('key-9999', 'other')])).toEqual([{ value: 10_000 }, recorded(['other'], ['key-9999'])]);
	});

	it('refuses a workflow that was never saved', async () => {
		const error = { name: 'AssertionError', message: expect.stringContaining('contextData.workflow.id') };
		expect(await run(engine, [check('a'), { do: 'remove', values: ['a'] }], '')).toEqual([{ error }, { error }]);
	});

	it('treats each execution without an id as a workflow of its own', async () => {
		const steps: Step[] = [check('a'), { do: 'staticData', set: { n: 1 } }];
		for (const round of [1, 2]) expect([round, await run(engine, steps, null)]).toEqual([round, [recorded(['a']), { value: {} }]]);
	});

	it('lets other executions in between reading and writing, if it is slowed down', async () => {
		await run(engine, [check('first')]);
		await engine.database.setDelay(50);
		const both = await Promise.all([run(engine, [check('a')]), run(engine, [check('a')])]);
		await engine.database.setDelay(0);
		expect(both).toEqual([[recorded(['a'])], [recorded(['a'])]]);
	});

	it('saves no static data of an execution that was stopped', async () => {
		const steps: Step[] = [{ do: 'staticData', set: { n: 1 } }, { do: 'wait', ms: 300 }];
		await run(engine, steps, of.workflowId, { cancelAfterMs: 100 }).catch(() => {});
		expect(await engine.database.staticData(of.workflowId)).toEqual({});
		await run(engine, steps.slice(0, 1));
		expect(await engine.database.staticData(of.workflowId)).toEqual({ [`node:${PROBE}`]: { n: 1 } });
	});
});

describe('a database in a folder', () => {
	let folder: string;
	let engines: Engine[];

	beforeAll(async () => {
		folder = mkdtempSync(path.join(tmpdir(), 'engine-database-'));
		const start = async () => await startEngine({ core: 'newest', packageDir: probeDir, databaseFolder: folder });
		engines = await Promise.all([start(), start(), start()]);
	});
	afterAll(async () => {
		await Promise.all(engines.map(async (engine) => await engine.stop()));
		rmSync(folder, { recursive: true });
	});

	it('is shared by engines, as by workers', async () => {
		const [one, other] = engines as [Engine, Engine];
		await run(one, [check('a'), { do: 'staticData', set: { n: 1 } }]);
		expect(await run(other, [check('a'), { do: 'staticData' }])).toEqual([recorded([], ['a']), { value: { n: 1 } }]);
		await other.database.clear();
		expect(await run(one, [check('a')])).toEqual([recorded(['a'])]);
	});

	it('keeps what a killed engine had recorded, but not its static data', async () => {
		const [, other, killed] = engines as [Engine, Engine, Engine];
		await other.database.clear();
		const running = run(killed, [check('b'), { do: 'staticData', set: { n: 2 } }, { do: 'wait', ms: 5000 }]);
		const end = expect(running).rejects.toThrow('The engine ended (SIGKILL)');
		while (!(await other.database.entries(of))) await sleep(10);
		await killed.kill();
		await end;
		expect(await run(other, [check('b'), { do: 'staticData' }])).toEqual([recorded([], ['b']), { value: {} }]);
	});
});
