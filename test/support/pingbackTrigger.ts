import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Engine, PollOptions, PollResult } from '../../testing/engine';
import type { Fault, Sandbox } from '../../testing/sandbox';

export type Event = 'conversationCreated' | 'conversationUpdated' | 'handoffRequested' | 'messageReceived';
/** The events of the inbox. `trigger.handoffs.test.ts` has the other one. */
export const EVENTS: Array<Exclude<Event, 'handoffRequested'>> = ['conversationCreated', 'conversationUpdated', 'messageReceived'];

export const second = (count: number) => new Date(Date.UTC(2024, 4, 1, 12, 0, count)).toISOString();

/** Pingback as its users and customers move it. Times are ISO 8601 as the vendor writes them. */
export const inboxOf = (stage: { sandbox: Sandbox }) => ({
	fill: (conversations: object[], replace = false): string[] =>
		stage.sandbox.control('pingback', 'seed', { conversations, replace }) as string[],
	change: (id: string, at: string | undefined, set: object = {}) => stage.sandbox.control('pingback', 'advance', { id, at, set }),
	write: (id: string, at: string | undefined, content: string, sender_type: 'agent' | 'customer' = 'customer') =>
		stage.sandbox.control('pingback', 'advance', { id, at, message: { content, sender_type } }),
	/** A message dated back, such as an imported email. */
	writeLate: (id: string, at: string, content: string, written: string | null) =>
		stage.sandbox.control('pingback', 'advance', { id, at, message: { content, created_at: written } }),
	unlist: (ids: string[], listed = false) => stage.sandbox.control('pingback', 'unlist', { ids, listed }),
	fail: (fault: Omit<Fault, 'vendor'>) => stage.sandbox.addFault({ vendor: 'pingback', ...fault }),
	requests: (operation: string) => stage.sandbox.requests().filter((request) => request.operation === operation),
});

/** An active workflow of nothing but the trigger: each poll begins with what the last one left in its static data. */
export class Trigger {
	staticData: IDataObject | undefined;
	/** What all polls wrote into the log. */
	warnings: string[] = [];

	constructor(
		private readonly engine: Engine,
		public event: Event,
		public filters: object = {},
	) {}

	static async started(engine: Engine, event: Event, filters: object = {}): Promise<Trigger> {
		const trigger = new Trigger(engine, event, filters);
		expect(await trigger.poll({ activation: 'activate' })).toEqual([]);
		return trigger;
	}

	async raw(options: PollOptions = {}): Promise<PollResult> {
		const node = {
			name: 'Pingback Trigger',
			type: 'n8n-nodes-conversations.pingbackTrigger',
			typeVersion: 1,
			parameters: { event: this.event, filters: this.filters as INodeParameters },
			credentials: { pingbackApi: { id: 'pingbackApi', name: 'Pingback' } },
		};
		const result = await this.engine.poll({ nodes: [node], connections: {} }, { staticData: this.staticData, ...options });
		this.warnings.push(...result.warnings);
		return result;
	}

	/** What the poll emitted. */
	async poll(options: PollOptions = {}): Promise<IDataObject[]> {
		const { emitted, error, staticData } = await this.raw(options);
		if (error) throw new Error(`${error.message}: ${error.description ?? ''}`);
		if (options.mode !== 'manual') this.staticData = staticData;
		expect(emitted === null || emitted[0]!.length > 0).toBe(true);
		return emitted?.[0]?.map(({ json }) => json) ?? [];
	}

	async ids(options: PollOptions = {}): Promise<unknown[]> {
		return (await this.poll(options)).map(({ conversationId }) => conversationId);
	}

	async texts(options: PollOptions = {}): Promise<unknown[]> {
		return (await this.poll(options)).map(({ messages }) => (messages as Array<{ text: string }>)[0]!.text);
	}

	/** What one poll after the other emits until one has nothing. */
	async drain<T>(poll: () => Promise<T[]>): Promise<T[]> {
		const all: T[] = [];
		for (;;) {
			const items = await poll();
			if (items.length === 0) return all;
			all.push(...items);
		}
	}

	get size(): number {
		return JSON.stringify(this.staticData).length;
	}
}
