import type { INodeExecutionData } from 'n8n-workflow';
import type { Engine, RunOptions, RunResult } from '../../testing/engine';
import { startEngine } from '../../testing/engine';
import type { Sandbox } from '../../testing/sandbox';
import { startSandbox } from '../../testing/sandbox';
import type { NodeToRun } from '../../scripts/docs/stage';
import { workflowOf } from '../../scripts/docs/stage';

export const CORES = ['newest', 'oldest'] as const;
export type CoreName = (typeof CORES)[number];

/** The local vendors and n8n's engine, both cores, for one test file. */
export interface Stage {
	sandbox: Sandbox;
	engines: Record<CoreName, Engine>;
	stop(): Promise<void>;
}

export async function setStage(): Promise<Stage> {
	const sandbox = await startSandbox();
	const [newest, oldest] = await Promise.all(
		CORES.map(async (core) => await startEngine({ core, credentials: sandbox.credentials })),
	);
	return {
		sandbox,
		engines: { newest: newest!, oldest: oldest! },
		async stop() {
			await Promise.all([newest!.stop(), oldest!.stop()]);
			await sandbox.stop();
		},
	};
}

export const runNode = async (
	engine: Engine,
	node: NodeToRun,
	items: object[] = [{}],
	options: RunOptions = {},
): Promise<RunResult> =>
	await engine.run(workflowOf(node), { ...options, input: items.map((json) => ({ json: json as INodeExecutionData['json'] })) });

/** The JSON of the items that the node put out, or a throw that says why it failed. */
export function jsons(result: RunResult, output = 0): Array<Record<string, unknown>> {
	const run = result.runs.Node?.at(-1);
	if (!run) throw new Error(`The node did not run: ${result.error?.message ?? result.status}`);
	if (result.error) throw new Error(`${result.error.message}: ${result.error.description ?? ''}`);
	return (run.outputs[output] ?? []).map(({ json }) => json);
}

export const byId = (value: string) => ({ __rl: true, mode: 'id', value });
