import { randomUUID } from 'node:crypto';
import type { Sample } from '../sandbox';
import { inLine, startNode } from '../workflows';
import { PACKAGE } from './package';
import type { Credential, Workflow, WorkflowNode } from './rest';

/** Nodes one after the other, placed and connected from left to right. */
export const namedWorkflow = (name: string, nodes: Array<Omit<WorkflowNode, 'position'>>): Workflow => ({
	name,
	nodes: nodes.map((node, index) => ({ id: randomUUID(), position: [index * 240, 0], ...node })),
	connections: inLine(nodes),
	settings: { executionOrder: 'v1' },
});

export type Step = Omit<WorkflowNode, 'position'>;

/** Starts the workflow by POST /webhook/`path` and answers when it has ended, with the items of its last node. */
export const webhook = (path: string, name = 'Webhook'): Step => ({
	name,
	type: 'n8n-nodes-base.webhook',
	typeVersion: 2,
	webhookId: path,
	parameters: { path, httpMethod: 'POST', responseMode: 'lastNode', responseData: 'allEntries' },
});

/** As `webhook`, but it answers at once. */
export const queuedWebhook = (path: string): Step => {
	const step = webhook(path);
	return { ...step, parameters: { path, httpMethod: 'POST', responseMode: 'onReceived' } };
};

/** Makes an item of each entry of the list that the one before it holds at `field`. */
export const itemsOf = (field: string, name = 'Items'): Step => ({
	name,
	type: 'n8n-nodes-base.splitOut',
	typeVersion: 1,
	parameters: { fieldToSplitOut: field, options: {} },
});

export const manualStart = (name = 'Start'): Step => ({ ...startNode, parameters: {}, name });

/** Gives out one item. */
export const fixedData = (name: string, json: unknown): Step => ({
	name,
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	parameters: { mode: 'raw', jsonOutput: JSON.stringify(json), options: {} },
});

export interface StepOptions {
	/** Package the node comes from, where it is not the usual one. */
	from?: string;
	/** An expression for the parameter that may hold any text. */
	text?: string;
	settings?: Partial<Pick<WorkflowNode, 'onError' | 'retryOnFail' | 'maxTries' | 'waitBetweenTries'>>;
	options?: Record<string, unknown>;
}

/** A node of ours, set as `sample` says. */
export function vendorStep(
	vendor: string,
	sample: Sample,
	credentials: Record<string, Credential>,
	{ from = PACKAGE, text, settings, options }: StepOptions = {},
): Step {
	const parameters = structuredClone(sample.parameters);
	if (text !== undefined) {
		if (!sample.freeText) throw new Error(`The sample "${sample.name}" of ${vendor} has no free text`);
		setPath(parameters, sample.freeText, text);
	}
	if (options) parameters.options = { ...(parameters.options as object), ...options };
	return {
		name: 'Vendor',
		type: `${from}.${vendor}`,
		typeVersion: 1,
		parameters,
		credentials: Object.fromEntries(
			sample.credentials.map((type) => {
				const credential = credentials[type];
				if (!credential) throw new Error(`No credential of type ${type}`);
				return [type, { id: credential.id, name: credential.name }];
			}),
		),
		...settings,
	};
}

function setPath(target: Record<string, unknown>, dotted: string, value: unknown): void {
	const keys = dotted.split('.');
	const last = keys.pop() as string;
	const holder = keys.reduce((at, key) => (at[key] ??= {}) as Record<string, unknown>, target);
	holder[last] = value;
}
