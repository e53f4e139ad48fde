import type { Workflow, WorkflowNode } from './rest';
import { chain, fixedItem, manualStart, webhook } from './workflows';

const WEBHOOK = 'n8n-nodes-base.webhook';
const MANUAL = 'n8n-nodes-base.manualTrigger';

/**
 * An example as it stands, but started by `by`. Where that is not its own trigger, a node under the trigger's name gives
 * out the data that is pinned to it, so that expressions which look back at it still find it.
 */
export function startedBy(by: 'manual' | 'webhook', path: string, example: Workflow): Workflow {
	const trigger = triggerOf(example);
	if (by === 'webhook' && trigger.type === WEBHOOK) {
		return replaced(example, trigger, [{ ...trigger, webhookId: path, parameters: { ...trigger.parameters, path } }]);
	}
	if (by === 'manual' && trigger.type === MANUAL) return example;
	const start = by === 'manual' ? manualStart('Start of the trial') : webhook(path, 'Start of the trial');
	return replaced(example, trigger, chain('', [start, fixedItem(trigger.name, pinned(example, trigger))]).nodes);
}

/** What a caller would send to the example's webhook. */
export const sampleBody = (example: Workflow): unknown =>
	(pinned(example, triggerOf(example)) as { body?: unknown }).body ?? {};

const pinned = (example: Workflow, trigger: WorkflowNode): Record<string, unknown> =>
	example.pinData?.[trigger.name]?.[0]?.json ?? {};

function triggerOf(example: Workflow): WorkflowNode {
	const reached = new Set(
		Object.values(example.connections).flatMap(({ main }) => (main ?? []).flatMap((to) => to ?? []).map(({ node }) => node)),
	);
	const trigger = example.nodes.find(({ name }) => !reached.has(name) && example.connections[name]);
	if (!trigger) throw new Error(`"${example.name}" has no trigger`);
	return trigger;
}

function replaced(example: Workflow, trigger: WorkflowNode, by: WorkflowNode[]): Workflow {
	const [first, ...rest] = by;
	const last = by[by.length - 1];
	if (!first || !last || last.name !== trigger.name) throw new Error('The last node stands in for the trigger');
	return {
		...example,
		nodes: [...example.nodes.filter((node) => node !== trigger), ...by],
		connections: {
			...example.connections,
			...(rest.length ? { [first.name]: { main: [[{ node: last.name, type: 'main', index: 0 }]] } } : {}),
		},
	};
}
