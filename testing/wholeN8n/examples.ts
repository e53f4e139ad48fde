import type { Workflow, WorkflowNode } from './rest';
import { namedWorkflow, fixedData, itemsOf, manualStart, webhook } from './workflows';

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
	const data = fixedData('Data of the trial', { items: pinned(example, trigger) });
	return replaced(example, trigger, namedWorkflow('', [start, data, itemsOf('items', trigger.name)]).nodes);
}

/** Whether webhook and CLI can stand in for its trigger: not for a chat's session, nor for what a poll finds. */
export const isStartable = (example: Workflow): boolean => [WEBHOOK, MANUAL].includes(triggerOf(example).type);

/** What callers would send to the example's webhook, one after the other. */
export const sampleBodies = (example: Workflow): unknown[] =>
	pinned(example, triggerOf(example)).map((json) => json.body ?? {});

/** A trigger without pinned data gives out one empty item. */
const pinned = (example: Workflow, trigger: WorkflowNode): Array<Record<string, unknown>> =>
	example.pinData?.[trigger.name]?.map(({ json }) => json) ?? [{}];

function triggerOf(example: Workflow): WorkflowNode {
	const reached = new Set(
		Object.values(example.connections).flatMap(({ main }) => (main ?? []).flatMap((to) => to ?? []).map(({ node }) => node)),
	);
	const trigger = example.nodes.find(({ name }) => !reached.has(name) && example.connections[name]);
	if (!trigger) throw new Error(`"${example.name}" has no trigger`);
	return trigger;
}

/** Puts nodes, the last of which bears the trigger's name, in the trigger's place. */
function replaced(example: Workflow, trigger: WorkflowNode, by: WorkflowNode[]): Workflow {
	const { connections } = namedWorkflow('', by);
	return {
		...example,
		nodes: [...example.nodes.filter((node) => node !== trigger), ...by],
		connections: { ...connections, ...example.connections },
	};
}
