import type { INodeParameters } from 'n8n-workflow';
import type { CredentialStore, Engine, NodeJson, RunOptions, RunResult, WorkflowJson } from '../engine';
import type { Fault, RecordedRequest, Sandbox } from '../sandbox';
import { chain, credentialsOfTypes, startNode } from '../workflows';
import type { Way } from './ways';
import { credentialsOf, parametersOf, secretsIn } from './ways';

export interface Setup {
	/** How many items. */
	count: number;
	/** The node's own options, such as `concurrency`. */
	options?: INodeParameters;
	/** Node settings, such as `onError`. */
	settings?: Partial<NodeJson>;
	/** The text of an item; default its mark. */
	text?: string;
	/** Another node in place of ours, which sends the same. */
	node?: NodeJson;
	/** Of that other node. */
	credentials?: CredentialStore;
	/** Default: a mark for each item that no other item has. */
	marks?: string[];
}

let trials = 0;

/** One workflow with one node, whose items are told apart by a mark that each item's request carries to the vendor. */
export class Trial {
	readonly marks: string[];
	readonly node: NodeJson;
	credentials: CredentialStore;

	constructor(
		private readonly sandbox: Sandbox,
		private readonly engine: Engine,
		readonly way: Way,
		{ count, marks, node, credentials, options, settings, text = '={{ $json.mark }}' }: Setup,
	) {
		const trial = (trials += 1);
		this.marks = marks ?? Array.from({ length: count }, (_, item) => `trial-${trial}-item-${item}-end`);
		this.credentials = credentials ?? credentialsOf(way, sandbox);
		this.node = { ...(node ?? ourNode(way, sandbox, text)), ...settings, name: 'Node' };
		const defaults = (this.node.parameters.options ?? {}) as INodeParameters;
		this.node.parameters = { ...this.node.parameters, options: { ...defaults, ...options } };
		if (this.node.retryOnFail) this.node.waitBetweenTries = 1;
	}

	secrets(): string[] {
		return secretsIn(this.credentials);
	}

	/** Lets a fault strike the request of one item. */
	strike(item: number, fault: Omit<Fault, 'vendor' | 'operation' | 'match'>): void {
		const { vendor, operation } = this.way;
		this.sandbox.addFault({ ...fault, vendor, operation, match: this.marks[item] });
	}

	/** Sends its requests elsewhere than to the sandbox. */
	redirect(origin: string): void {
		const redirected = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll(this.sandbox.url, origin)) as T;
		this.node.parameters = redirected(this.node.parameters);
		this.credentials = redirected(this.credentials);
	}

	async run(options: RunOptions & { workflow?: WorkflowJson } = {}): Promise<RunResult> {
		const { workflow = chain(startNode, this.node), ...rest } = options;
		const { binary } = this.sandbox.operations[this.way.vendor]![this.way.operation]!.samples.find(({ name }) => name === this.way.sample)!;
		const input = this.marks.map((mark) => ({ json: { mark }, ...(binary && { binary }) }));
		return await this.engine.run(workflow, { credentials: this.credentials, ...(rest.from ? {} : { input }), ...rest });
	}

	/** How many of each item exist at the vendor. */
	countsAtVendor(): number[] {
		return this.records().map((records) => records.length);
	}

	/** By item, the ids of the conversations that were created for it, or that its messages went to. */
	ids(): unknown[][] {
		return this.records().map((records) => records.map(({ id }) => id));
	}

	/** The requests of each item, without those that only got a token. */
	requests(): RecordedRequest[][] {
		const ofOperation = this.sandbox.requests().filter(({ operation, vendor }) => operation === this.way.operation && vendor === this.way.vendor);
		const bodies = ofOperation.map(({ body }) => JSON.stringify(body) ?? '');
		return this.marks.map((mark) => ofOperation.filter((_, index) => bodies[index]?.includes(mark)));
	}

	private records(): Array<Array<{ id: string | null }>> {
		const { vendor, operation, effect } = this.way;
		const sent = () => this.sandbox.sent(vendor).map(({ conversationId, ...message }) => ({ ...message, id: conversationId }));
		const all = effect === 'creates' ? this.sandbox.created(vendor) : sent();
		const ofOperation = all.filter((one) => one.operation === operation).map(({ id, body }) => ({ id, body: JSON.stringify(body) }));
		return this.marks.map((mark) => ofOperation.filter(({ body }) => body.includes(mark)));
	}
}

const ourNode = (way: Way, sandbox: Sandbox, text: string): NodeJson => ({
	name: 'Node',
	type: `n8n-nodes-conversations.${way.vendor}`,
	typeVersion: 1,
	parameters: parametersOf(way, sandbox, text) as NodeJson['parameters'],
	credentials: credentialsOfTypes(Object.keys(credentialsOf(way, sandbox))),
});
