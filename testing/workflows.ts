import type { IBinaryKeyData, IConnections, IDataObject, INodeCredentials } from 'n8n-workflow';
import type { Engine, NodeJson, RunOptions, RunResult, WorkflowJson } from './engine';

/** One of our nodes, as a test or a page calls it. */
export interface NodeToRun {
	vendor: string;
	parameters: Record<string, unknown>;
	/** Types; the engine's credential of a type has the type's name. */
	credentials?: string[];
	settings?: Partial<NodeJson>;
	/** The files of each item. */
	binary?: IBinaryKeyData;
}

export const startNode: NodeJson = { name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} };

/** Connects each node to the next one. */
export const chain = (...nodes: NodeJson[]): WorkflowJson => ({ nodes, connections: inLine(nodes) });

interface Parametrized {
	type: string;
	parameters: Record<string, unknown>;
	credentials?: unknown;
}

/**
 * The same node with the base URL of its local vendor in its options, where it has no credential to say so: a published
 * Quickbot bot is spoken with without one.
 */
export function atLocalVendor<T extends Parametrized>(node: T, credentials: Record<string, Record<string, string>>): T {
	if (node.credentials !== undefined || node.type !== 'n8n-nodes-conversations.quickbot') return node;
	const { baseUrl } = credentials.quickbotApi!;
	return { ...node, parameters: { ...node.parameters, options: { ...(node.parameters.options as object), baseUrl } } };
}

export const inLine = (nodes: Array<{ name: string }>) =>
	Object.fromEntries(
		nodes.slice(1).map(({ name }, index) => [nodes[index]!.name, { main: [[{ node: name, type: 'main' as const, index: 0 }]] }]),
	) satisfies IConnections;

export const credentialsOfTypes = (types: string[]): INodeCredentials =>
	Object.fromEntries(types.map((type) => [type, { id: type, name: type }]));

/** A workflow of a manual trigger and our node, which is called "Node". */
export const workflowOf = ({ vendor, parameters, credentials = [], settings }: NodeToRun): WorkflowJson =>
	chain(startNode, {
		name: 'Node',
		type: `n8n-nodes-conversations.${vendor}`,
		typeVersion: 1,
		parameters: parameters as NodeJson['parameters'],
		credentials: credentialsOfTypes(credentials),
		...settings,
	});

export const runNode = async (
	engine: Engine,
	node: NodeToRun,
	items: object[] = [{}],
	options: RunOptions = {},
): Promise<RunResult> => await engine.run(workflowOf(node), {
		...options,
		input: items.map((json) => ({ json: json as IDataObject, ...(node.binary && { binary: node.binary }) })),
	});

/** The items of the last run of the node called "Node", by output. */
export const outputsOf = ({ runs }: Pick<RunResult, 'runs'>) => runs.Node?.at(-1)?.outputs ?? [];

/** The JSON of the items that the node put out. Throws where the run failed. */
export function jsons(result: RunResult, output = 0): IDataObject[] {
	if (!result.runs.Node) throw new Error(`The node did not run: ${result.error?.message ?? result.status}`);
	if (result.error) throw new Error(`${result.error.message}: ${result.error.description ?? ''}`);
	return (outputsOf(result)[output] ?? []).map(({ json }) => json);
}
