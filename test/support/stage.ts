import type { INodeExecutionData } from 'n8n-workflow';
import type { Engine, NodeJson, RunOptions, RunResult, WorkflowJson } from '../../engine';
import { startEngine } from '../../engine';
import type { Sandbox } from '../../sandbox';
import { startSandbox } from '../../sandbox';

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

export interface NodeUnderTest {
	vendor: string;
	parameters: Record<string, unknown>;
	credentials?: string[];
	settings?: Partial<NodeJson>;
}

/** A workflow of a manual trigger and one of our nodes, named `Node`. */
export const workflowOf = ({ vendor, parameters, credentials = [], settings }: NodeUnderTest): WorkflowJson => ({
	nodes: [
		{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} },
		{
			name: 'Node',
			type: `n8n-nodes-conversations.${vendor}`,
			typeVersion: 1,
			parameters: parameters as NodeJson['parameters'],
			credentials: Object.fromEntries(credentials.map((type) => [type, { id: type, name: type }])),
			...settings,
		},
	],
	connections: { Start: { main: [[{ node: 'Node', type: 'main', index: 0 }]] } },
});

export const runNode = async (
	engine: Engine,
	node: NodeUnderTest,
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
