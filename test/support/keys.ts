import type { IDataObject } from 'n8n-workflow';
import type { Engine, NodeJson, RunOptions, RunResult, WorkflowJson } from '../../testing/engine';
import { byId } from '../../testing/sandbox/locator';
import { chain, credentialsOfTypes, outputsOf, startNode } from '../../testing/workflows';

/** One item: its idempotency key, and the words by which its conversation is known at the vendor. */
export interface Keyed {
	key?: unknown;
	text?: string;
}

export interface Asked {
	/** Of the workflow; '' was never saved. */
	id?: string;
	nodeId?: string;
	name?: string;
	parameters?: IDataObject;
	options?: IDataObject;
	settings?: Partial<NodeJson>;
}

export const WORKFLOW = 'keyed-workflow';
export const NODE = 'keyed-node';
export const KEYS = { workflowId: WORKFLOW, nodeId: NODE };

/** Creates a conversation at Pingback, which cannot be looked for: it has no customer. */
export const keyedNode = ({ nodeId = NODE, name = 'Node', parameters, options = {}, settings }: Asked = {}): NodeJson => ({
	...{ id: nodeId, name, type: 'n8n-nodes-conversations.pingback', typeVersion: 1 },
	parameters: {
		resource: 'conversation',
		operation: 'create',
		businessId: byId('b2c3d4e5-f6a7-8901-bcde-f12345678901'),
		idempotencyKey: '={{ $json.key }}',
		initialMessage: '={{ $json.text }}',
		options,
		...parameters,
	} as NodeJson['parameters'],
	credentials: credentialsOfTypes(['pingbackApi']),
	onError: 'continueRegularOutput',
	...settings,
});

export const keyedWorkflow = (asked: Asked = {}): WorkflowJson => ({
	id: asked.id ?? WORKFLOW,
	...chain({ ...startNode, id: 'start' }, keyedNode(asked)),
});

export const runKeyed = async (engine: Engine, items: Keyed[], asked: Asked = {}, options: RunOptions = {}): Promise<RunResult> =>
	await engine.run(keyedWorkflow(asked), { ...options, input: items.map((json) => ({ json: json as IDataObject })) });

/** What came of each item, in a word: the conversation's number of creation, `replayed`, or the failure's reason and outcome. */
export const told = (result: RunResult): string[] => (outputsOf(result)[0] ?? []).map(({ json }) => tell(json));

function tell({ error, conversationId, details }: IDataObject): string {
	if (error) {
		const { reason, outcome } = error as { reason: string; outcome: string };
		return `${reason} ${outcome}`;
	}
	if (!conversationId) return 'something else';
	return (details as { replayed?: boolean }).replayed ? 'replayed' : 'created';
}

export const idsOf = (result: RunResult) => (outputsOf(result)[0] ?? []).map(({ json }) => json.conversationId);

/** The failure of the one item. */
export const failureOf = (result: RunResult) => outputsOf(result)[0]?.[0]?.json.error as Record<string, string>;
