import type { IDataObject } from 'n8n-workflow';
import path from 'node:path';
import type { NodeJson, WorkflowJson } from '../testing/engine';
import { repositoryRoot } from '../testing/engine/core';
import { chain, credentialsOfTypes, startNode } from '../testing/workflows';

/** Somebody who creates one conversation an item at the same vendor, with the same three expressions and the same credential. */
export interface Contender {
	name: ContenderName;
	title: string;
	/** Requests that it may have under way, where it keeps a bound. */
	bound?: number;
	/** The node under test and the package that it comes from; the floor has none, it runs without n8n. */
	node?(vendor: VendorUnderTest): NodeJson;
	packageDir?: string;
}

export type ContenderName =
	| 'automatic'
	| 'ours-10'
	| 'ours-25'
	| 'ours-50'
	| 'ours-500'
	| 'http'
	| 'http-batched'
	| 'declarative'
	| 'sequential'
	| 'plain-50'
	| 'floor';

/** Where the requests go, and how long the vendor takes for one. */
export interface VendorUnderTest {
	baseUrl: string;
	latencyMs: number;
}

export const CREDENTIAL = 'userDeskApi';
export const CHATBOT = 'chatbot-with-greeting';
/** What the three expressions of an item read. */
export const itemAt = (index: number) => ({ chatbot: CHATBOT, email: `user${index}@example.com`, name: `User ${index}` });

const twins = path.join(repositoryRoot, 'bench', 'twins');
const twin = (type: string, options: IDataObject = {}): NodeJson =>
	node(`conversations-bench-twins.${type}`, 1, { ...formOfCreate, options });

const node = (type: string, typeVersion: number, parameters: IDataObject): NodeJson => ({
	name: 'Create',
	type,
	typeVersion,
	parameters: parameters as NodeJson['parameters'],
	credentials: credentialsOfTypes([CREDENTIAL]),
});

const formOfCreate = {
	resource: 'conversation',
	operation: 'create',
	chatbotId: '={{ $json.chatbot }}',
	userName: '={{ $json.name }}',
	userEmail: '={{ $json.email }}',
};

const USER_DESK = 'n8n-nodes-conversations.userDesk';

const ours = (concurrency: 10 | 25 | 50 | 500): Contender => ({
	name: `ours-${concurrency}`,
	title: `UserDesk node, concurrency ${concurrency}`,
	bound: concurrency,
	packageDir: repositoryRoot,
	node: () => node(USER_DESK, 1, { ...formOfCreate, options: { concurrency } }),
});

const httpRequest = ({ baseUrl }: VendorUnderTest, options: IDataObject): NodeJson =>
	node('n8n-nodes-base.httpRequest', 4.4, {
		method: 'POST',
		url: `=${baseUrl}/chatbot/{{ $json.chatbot }}/conversation`,
		authentication: 'predefinedCredentialType',
		nodeCredentialType: CREDENTIAL,
		sendBody: true,
		bodyParameters: {
			parameters: [
				{ name: 'userName', value: '={{ $json.name }}' },
				{ name: 'userEmail', value: '={{ $json.email }}' },
			],
		},
		options,
	});

export const contenders: Contender[] = [
	{
		name: 'automatic',
		title: 'UserDesk node, automatic',
		bound: 50,
		packageDir: repositoryRoot,
		node: () => node(USER_DESK, 1, { ...formOfCreate, options: {} }),
	},
	ours(10),
	ours(25),
	ours(50),
	ours(500),
	{
		name: 'http',
		title: 'HTTP Request',
		packageDir: repositoryRoot,
		node: (vendor) => httpRequest(vendor, {}),
	},
	{
		name: 'http-batched',
		title: 'HTTP Request, 50 at each latency',
		packageDir: repositoryRoot,
		// The fastest batching that somebody could choose who knows the vendor's latency: n8n's own default pauses a second.
		node: (vendor) =>
			httpRequest(vendor, { batching: { batch: { batchSize: 50, batchInterval: Math.max(1, vendor.latencyMs) } } }),
	},
	{ name: 'declarative', title: 'Declarative twin', packageDir: twins, node: () => twin('declarative') },
	{ name: 'sequential', title: 'Sequential twin', bound: 1, packageDir: twins, node: () => twin('sequential') },
	{ name: 'plain-50', title: 'A plain node, 50 at a time', bound: 50, packageDir: twins, node: () => twin('pool') },
	{ name: 'floor', title: 'Keep-alive client without n8n, concurrency 50', bound: 50 },
];

/** Those that take turns in one process with one item each; `plain` is what n8n itself costs. */
export const singleContenders = {
	ours: { title: 'UserDesk node', node: () => twin('published') },
	http: { title: 'HTTP Request', node: (vendor: VendorUnderTest) => httpRequest(vendor, {}) },
	plain: { title: 'A plain node: the floor', node: () => twin('sequential') },
};
export const TWINS_DIR = twins;

/** Our node with a pool that never narrows. */
export const fixedPool = (concurrency: number): Contender => ({
	...ours(10),
	packageDir: twins,
	node: () => twin('fixedPool', { concurrency }),
});

export const contender = (name: ContenderName): Contender =>
	contenders.find((candidate) => candidate.name === name) as Contender;

export const workflowOf = (node: NodeJson): WorkflowJson => chain(startNode, node);
