import { randomUUID } from 'node:crypto';
import path from 'node:path';

import { repositoryRoot } from '../engine/core';
import type { Engine, NodeJson, RunResult, SavedExecution, WorkflowJson } from '../engine';
import { chain } from '../workflows';
import { probeNodes, type Outcome, type Place, type ProbeNode } from './place';

export const probeDir = path.join(repositoryRoot, 'testing', 'deduplication', 'probe');

const webhook: NodeJson = {
	name: 'Webhook',
	type: 'n8n-nodes-base.webhook',
	typeVersion: 2,
	parameters: { path: 'probe', httpMethod: 'POST', options: {} },
};

/** Our engine, started with `packageDir: probeDir`. */
export function enginePlace(engine: Engine): Place {
	return {
		save: async (first) => {
			const id = randomUUID().slice(0, 18);
			let workflow = makeWorkflow(id, first);
			let last: SavedExecution | undefined;
			const keep = (result: RunResult) => {
				last = result.saved;
				return outcomesOf(result);
			};
			return {
				run: async (steps, mode = 'webhook') => keep(await engine.run(workflow, { input: [{ json: { body: { steps } } }], mode })),
				retry: async () => keep(await engine.run(workflow, { from: last })),
				change: async (nodes) => void (workflow = makeWorkflow(id, nodes)),
				delete: async () => await engine.database.deleteWorkflow(id),
			};
		},
	};
}

function makeWorkflow(id: string, nodes: ProbeNode[]): WorkflowJson {
	return { id, ...chain(webhook, ...probeNodes(nodes)) };
}

function outcomesOf({ status, runs, lastNode }: RunResult): Record<string, Outcome[]> {
	if (status !== 'success') return {};
	return runs[lastNode!]!.at(-1)!.outputs[0]![0]!.json.outcomes as unknown as Record<string, Outcome[]>;
}
