import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { NodeHelpers, type INode, type INodeTypeDescription } from 'n8n-workflow';
import { repositoryRoot } from './engine/core';
import type { Sandbox } from './sandbox';
import { atLocalVendor } from './workflows';

// The workflows in examples/ name no credential and no ID of an account: n8n marks what its user has to fill in.

const PREFIX = 'n8n-nodes-conversations.';

interface ExampleNode {
	name: string;
	type: string;
	typeVersion: number;
	parameters: Record<string, unknown>;
	credentials?: unknown;
}

type References = Record<string, { id: string; name: string }>;

/** The workflows in `examples/`, by file name. */
export function readExamples<T>(): Array<{ file: string; workflow: T }> {
	const folder = path.join(repositoryRoot, 'examples');
	const files = readdirSync(folder).filter((file) => file.endsWith('.json')).sort();
	return files.map((file) => ({ file, workflow: JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as T }));
}

export const isOurs = ({ type }: { type: string }): boolean => type.startsWith(PREFIX);

/** Data tables, chats and agents are no part of the engine: these examples run in whole n8n only. */
export const needsWholeN8n = ({ nodes }: { nodes: Array<{ type: string }> }): boolean =>
	nodes.some(({ type }) => type.startsWith('@n8n/') || type === 'n8n-nodes-base.dataTable');

export interface Missing {
	/** Types. */
	credentials: string[];
	/** Names of required parameters that are empty. */
	parameters: string[];
}

/** What n8n's editor marks as missing in a node of ours, by n8n's own rules. */
export function missingIn(node: ExampleNode): Missing {
	const description = descriptionOf(node);
	const whole = { id: '', position: [0, 0], ...node } as INode;
	const parameters = NodeHelpers.getNodeParameters(description.properties, whole.parameters, true, false, whole, description) ?? {};
	const issues = NodeHelpers.getNodeParametersIssues(description.properties, { ...whole, parameters }, description);
	const needed = (description.credentials ?? []).filter(
		(credential) => credential.required && NodeHelpers.displayParameter(parameters, credential, whole, description),
	);
	const given = Object.keys((node.credentials ?? {}) as References);
	return {
		credentials: needed.map(({ name }) => name).filter((name) => !given.includes(name)),
		parameters: Object.keys(issues?.parameters ?? {}),
	};
}

/** The same workflow with all that is missing in our nodes: the credentials, and IDs that the local vendors know. */
export function filledIn<N extends ExampleNode, W extends { nodes: N[] }>(workflow: W, { credentials, operations }: Pick<Sandbox, 'credentials' | 'operations'>, references?: References): W {
	const referenceOf = (type: string) => references?.[type] ?? { id: type, name: type };
	const filled = (node: N): N => {
		if (!isOurs(node)) return node;
		const missing = missingIn(node);
		const parameters = Object.fromEntries(missing.parameters.map((name) => [name, idIn(operations, node, name)]));
		const whole = { ...node, parameters: { ...node.parameters, ...parameters } };
		if (missing.credentials.length === 0) return atLocalVendor(whole, credentials);
		return { ...whole, credentials: Object.fromEntries(missing.credentials.map((type) => [type, referenceOf(type)])) };
	};
	return { ...workflow, nodes: workflow.nodes.map(filled) };
}

const WAIT = 'n8n-nodes-base.wait';

/** The same workflow, which waits a moment where it would wait for hours. */
export const withShortWaits = <N extends { type: string; parameters: object }, W extends { nodes: N[] }>(workflow: W): W => ({
	...workflow,
	nodes: workflow.nodes.map((node) => (node.type === WAIT ? { ...node, parameters: { ...node.parameters, amount: 0.05, unit: 'seconds' } } : node)),
});

/** From the first sample of the node's operation that has one. */
function idIn(operations: Sandbox['operations'], { name, type, parameters }: ExampleNode, wanted: string): unknown {
	const { resource, operation } = parameters as { resource: string; operation: string };
	const samples = operations[nodeName(type)]?.[`${resource}.${operation}`]?.samples ?? [];
	const sample = samples.find((one) => one.parameters[wanted] !== undefined);
	if (!sample) throw new Error(`No sample of ${type} ${resource}.${operation} has "${wanted}", which is missing in "${name}"`);
	return sample.parameters[wanted];
}

/** A node that is an agent's tool has the form of the node. */
const nodeName = (type: string) => type.slice(PREFIX.length).replace(/Tool$/, '');

function descriptionOf({ type }: ExampleNode): INodeTypeDescription {
	const { n8n } = JSON.parse(readFileSync(path.join(repositoryRoot, 'package.json'), 'utf8')) as { n8n: { nodes: string[] } };
	const name = nodeName(type);
	const file = n8n.nodes.find((one) => path.basename(one, '.node.js').toLowerCase() === name.toLowerCase());
	if (!file) throw new Error(`The package has no node "${name}"`);
	// eslint-disable-next-line @typescript-eslint/no-require-imports -- the built node, as n8n loads it
	const module = require(path.join(repositoryRoot, file)) as Record<string, new () => { description: INodeTypeDescription }>;
	return new module[path.basename(file, '.node.js')]!().description;
}
