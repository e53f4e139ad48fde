import type { ICredentialType, IDataObject, INodeTypeDescription } from 'n8n-workflow';
import type { Engine, NodeJson, RunOptions, RunResult, WorkflowJson } from '../../testing/engine';
import { startEngine } from '../../testing/engine';
import type { Sample, Sandbox } from '../../testing/sandbox';
import { startSandbox } from '../../testing/sandbox';

/** What the examples in the pages are made with: the local vendors, and n8n's newest engine with the built package. */
export interface Stage {
	sandbox: Sandbox;
	engine: Engine;
	node(name: string): INodeTypeDescription;
	credential(name: string): ICredentialType;
	stop(): Promise<void>;
}

export async function setStage(): Promise<Stage> {
	const sandbox = await startSandbox();
	const engine = await startEngine({ core: 'newest', credentials: sandbox.credentials });
	const { nodes, credentials } = await engine.describe();
	return {
		sandbox,
		engine,
		node: (name) => named(nodes, name),
		credential: (name) => named(credentials, name),
		async stop() {
			await engine.stop();
			await sandbox.stop();
		},
	};
}

function named<T extends { name: string }>(all: T[], name: string): T {
	const found = all.find((one) => one.name === name);
	if (!found) throw new Error(`The package has no "${name}"`);
	return found;
}

export interface NodeToRun {
	vendor: string;
	parameters: Record<string, unknown>;
	credentials?: string[];
	settings?: Partial<NodeJson>;
}

/** A workflow of a manual trigger and one of our nodes, named after its vendor. */
export const workflowOf = ({ vendor, parameters, credentials = [], settings }: NodeToRun): WorkflowJson => ({
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

export async function run(stage: Stage, node: NodeToRun, items: IDataObject[] = [{}], options: RunOptions = {}): Promise<RunResult> {
	return await stage.engine.run(workflowOf(node), { ...options, input: items.map((json) => ({ json })) });
}

/** The JSON of the items that the node put out. Throws where the run failed. */
export function itemsOf({ error, runs }: RunResult): IDataObject[] {
	if (error) throw new Error(`${error.message}: ${error.description ?? ''}`);
	return (runs.Node?.at(-1)?.outputs[0] ?? []).map(({ json }) => json);
}

/** `full` of `poppyAi conversation.create`. */
export function sampleOf({ sandbox }: Stage, vendor: string, operation: string, name: string): Sample {
	const found = sandbox.operations[vendor]?.[operation]?.samples.find((sample) => sample.name === name);
	if (!found) throw new Error(`There is no sample "${name}" of ${vendor} ${operation}`);
	return found;
}
