import type { Engine } from '../testing/engine';
import { CORES } from '../testing/stage';
import { chain, startNode } from '../testing/workflows';
import { keyedNode, keyedWorkflow, runKeyed, told, WORKFLOW } from './support/keys';
import { stageOfFile } from './support/stage';

// Where a key counts: by workflow and node. docs/once.md says the same in words.

const stage = stageOfFile();

const created = () => stage.sandbox.created('pingback').length;

describe.each(CORES)('on the %s n8n', (core) => {
	let engine: Engine;

	beforeEach(async () => {
		engine = stage.engines[core];
		await engine.database.clear();
	});

	it('keeps the keys of two nodes apart', async () => {
		const two = chain({ ...startNode, id: 'start' }, keyedNode({ nodeId: 'one', name: 'One' }), {
			...keyedNode({ nodeId: 'two', name: 'Two', parameters: { idempotencyKey: 'a' } }),
		});
		for (const round of [1, 2]) {
			await engine.run({ id: WORKFLOW, ...two }, { input: [{ json: { key: 'a' } }] });
			expect([round, created()]).toEqual([round, 2]);
		}
	});

	it('keeps the keys of a copied node and of a copied workflow apart, and those of a renamed node together', async () => {
		const items = [{ key: 'a' }];
		expect(told(await runKeyed(engine, items))).toEqual(['created']);
		expect(told(await runKeyed(engine, items, { nodeId: 'copy' }))).toEqual(['created']);
		expect(told(await runKeyed(engine, items, { id: 'copied-workflow' }))).toEqual(['created']);
		const renamed = { ...keyedWorkflow(), nodes: [{ ...startNode, id: 'start' }, keyedNode({ name: 'Renamed' })] };
		renamed.connections = { Start: { main: [[{ node: 'Renamed', type: 'main', index: 0 }]] } };
		const { runs } = await engine.run(renamed, { input: [{ json: { key: 'a' } }] });
		expect(runs.Renamed?.[0]?.outputs[0]?.[0]?.json.details).toMatchObject({ replayed: true });
	});

	it('counts the same key once in a loop, and another one each time', async () => {
		const loop = (idempotencyKey: string) => {
			const node = keyedNode({ parameters: { idempotencyKey } });
			const condition = { leftValue: '={{ $runIndex }}', rightValue: 2, operator: { type: 'number', operation: 'lt' } };
			const again = {
				...{ name: 'Again', id: 'again', type: 'n8n-nodes-base.if', typeVersion: 2.2 },
				parameters: { conditions: { options: { version: 2 }, combinator: 'and', conditions: [condition] } },
			};
			const { nodes, connections } = chain({ ...startNode, id: 'start' }, node, again as never);
			return { id: WORKFLOW, nodes, connections: { ...connections, Again: { main: [[{ node: 'Node', type: 'main' as const, index: 0 }]] } } };
		};
		const once = await engine.run(loop('a'), { input: [{}] });
		expect(once.runs.Node?.map((_, run) => told({ ...once, runs: { Node: [once.runs.Node![run]!] } })[0])).toEqual(['created', 'replayed', 'replayed']);
		await engine.run(loop('=loop-{{ $runIndex }}'), { input: [{}] });
		expect(created()).toBe(4);
	});

	it("counts in an agent's tool call, by the tool's own node", async () => {
		const tool = { id: WORKFLOW, nodes: [keyedNode({ parameters: { idempotencyKey: 'call-1' } })], connections: {} };
		for (const by of ['request', 'wrapper'] as const) {
			const [first, second] = [await engine.runAsTool(tool, {}, { by }), await engine.runAsTool(tool, {}, { by })];
			expect([by, first.error, second.error]).toEqual([by, undefined, undefined]);
			expect(second.text).toContain('"replayed":true');
		}
		expect(created()).toBe(1);
	});

	describe('in a sub-workflow', () => {
		const trigger = { id: 'called', name: 'Called', type: 'n8n-nodes-base.executeWorkflowTrigger', typeVersion: 1.1, parameters: { inputSource: 'passthrough' } };
		const sub = { id: 'sub-workflow', ...chain(trigger, keyedNode()) };
		const parent = (id: string, mode: 'once' | 'each') => ({
			id,
			...chain({ ...startNode, id: 'start' }, {
				...{ id: 'call', name: 'Node', type: 'n8n-nodes-base.executeWorkflow', typeVersion: 1.2 },
				parameters: { source: 'database', workflowId: { __rl: true, mode: 'id', value: sub.id }, mode, options: {} },
			}),
		});
		const call = async (keys: string[], id = 'parent', mode: 'once' | 'each' = 'once') =>
			await engine.run(parent(id, mode), { input: keys.map((key) => ({ json: { key } })), subWorkflows: [sub] });

		it('shares them between the workflows that call it', async () => {
			expect(told(await call(['a', 'b']))).toEqual(['created', 'created']);
			expect(told(await call(['a', 'c'], 'another-parent'))).toEqual(['replayed', 'created']);
			expect(told(await runKeyed(engine, [{ key: 'a' }], { id: sub.id }))).toEqual(['replayed']);
			expect(created()).toBe(3);
			// The parents have none of their own, although the node in them could have the same ID.
			expect(told(await runKeyed(engine, [{ key: 'a' }], { id: 'parent' }))).toEqual(['created']);
		});

		it.each(['once', 'each'] as const)('sends a key once that two items of one call have, run %s', async (mode) => {
			expect(told(await call(['a', 'b', 'a'], 'parent', mode))).toEqual(['created', 'created', 'replayed']);
			expect(created()).toBe(2);
		});

		it('sends a key once in calls at once', async () => {
			stage.sandbox.configure({ latencyMs: 20 });
			const all = await Promise.all(Array.from({ length: 10 }, async (_, index) => await call(['a'], `parent-${index % 3}`)));
			expect(all.flatMap(told).sort()).toEqual(['created', ...Array(9).fill('replayed')]);
			expect(created()).toBe(1);
		});
	});

	it('goes by the key alone: what else the item says now does not count', async () => {
		await runKeyed(engine, [{ key: 'a', text: 'one' }]);
		expect(told(await runKeyed(engine, [{ key: 'a', text: 'changed' }]))).toEqual(['replayed']);
		expect(created()).toBe(1);
	});
});
