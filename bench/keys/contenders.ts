import { namedWorkflow, vendorStep } from '../../testing/wholeN8n/workflows';
import type { Workflow, WorkflowNode } from '../../testing/wholeN8n/rest';
import type { Field } from './field';

export const VENDOR = 'userDesk';

export const CONCURRENCY = 10;

type Step = Omit<WorkflowNode, 'position'>;

/** A way to open one conversation for each item; an item has a `key`, which the vendor gets as the user's name. */
export interface Contender {
	name: string;
	title: string;
	steps(field: Field): Step[];
}

/** By name, as `--only` takes it. */
export const contenders: Contender[] = [
	{ name: 'keys', title: 'ours, with a key', steps: (field) => [ours(field, { idempotencyKey: '={{ $json.key }}' })] },
	{ name: 'removeDuplicates', title: 'Remove Duplicates + HTTP Request', steps: (field) => [removeDuplicates, httpRequest(field)] },
	{ name: 'http', title: 'HTTP Request', steps: (field) => [httpRequest(field)] },
	{ name: 'noKeys', title: 'ours, without a key', steps: (field) => [ours(field)] },
];

/** A workflow that begins with `first`. */
export const workflowOf = ({ title, steps }: Contender, field: Field, first: Step[]): Workflow =>
	namedWorkflow(title, [...first, ...steps(field)]);

/** The last node of every contender's workflow. */
export const LAST = 'Vendor';

function ours({ sandbox, credentials }: Field, more: Record<string, unknown> = {}): Step {
	const sample = sandbox.operations[VENDOR]!['conversation.create']!.samples.find(({ freeText }) => freeText)!;
	const step = vendorStep(VENDOR, sample, credentials, {
		text: '={{ $json.key }}',
		settings: { onError: 'continueRegularOutput' },
		options: { concurrency: CONCURRENCY },
	});
	return { ...step, parameters: { ...step.parameters, ...more } };
}

function httpRequest({ sandbox, credentials }: Field): Step {
	const { request } = sandbox.operations[VENDOR]!['conversation.create']!.samples[0]!;
	const { id, name } = credentials.userDeskApi!;
	return {
		name: LAST,
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		onError: 'continueRegularOutput',
		credentials: { userDeskApi: { id, name } },
		parameters: {
			method: request.method,
			url: `${sandbox.url}${request.path}`,
			authentication: 'predefinedCredentialType',
			nodeCredentialType: 'userDeskApi',
			sendBody: true,
			specifyBody: 'json',
			jsonBody: '={{ JSON.stringify({ userName: $json.key }) }}',
			// As many at once as ours has, and as fast: else all leads would be sent before the worker can be killed.
			options: { batching: { batch: { batchSize: CONCURRENCY, batchInterval: LATENCY_MS } } },
		},
	};
}

/** What the vendor takes for an answer while workers are killed. */
export const LATENCY_MS = 200;

const removeDuplicates: Step = {
	name: 'Remove Duplicates',
	type: 'n8n-nodes-base.removeDuplicates',
	typeVersion: 2,
	parameters: {
		operation: 'removeItemsSeenInPreviousExecutions',
		logic: 'removeItemsWithAlreadySeenKeyValues',
		dedupeValue: '={{ $json.key }}',
		options: {},
	},
};

/** How many conversations each key has at the vendor. */
export function conversationsOf({ sandbox }: Field): Map<string, number> {
	const found = new Map<string, number>();
	for (const { body } of sandbox.created(VENDOR)) {
		const { userName } = body as { userName: string };
		found.set(userName, (found.get(userName) ?? 0) + 1);
	}
	return found;
}
