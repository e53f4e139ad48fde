import fc from 'fast-check';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { PollResult } from '../testing/engine';
import { CORES, type Stage, startStage } from '../testing/stage';
import type { Fault } from '../testing/sandbox';

/**
 * Random histories of an inbox, polled at random moments with random failures, on n8n's engine over HTTP. Beside it a model
 * says what each poll that succeeds has to emit. Between two polls n8n lets at least a minute pass, so the model asks for a
 * change in the very millisecond of the poll before it, which the list may not show, but not of the two polls before it.
 */

type Event = 'conversationCreated' | 'conversationUpdated' | 'messageReceived';
const EVENTS: Event[] = ['conversationCreated', 'conversationUpdated', 'messageReceived'];
const STATUSES = ['open', 'pending', 'resolved'];
const AGENTS = ['a-1', 'a-2', null];

interface Conversation {
	id: string;
	at: number;
	createdAt: number;
	status: string;
	assignee: string | null;
	firstResponse: number | null;
	/** Its messages were read since, so one that is dated back is told from them. */
	isRead: boolean;
	/** Its details cannot be read for the time being. */
	isBad: boolean;
}

type Step =
	| { kind: 'pass'; ms: number }
	| { kind: 'create'; count: number; late: number; assignee: string | null }
	| { kind: 'write'; which: number; late: number; sender: 'customer' | 'agent' }
	/** A message that is dated back by that much. */
	| { kind: 'import'; which: number; back: number }
	/** A conversation cannot be read from now on, or can again. */
	| { kind: 'spoil'; which: number; how: number }
	| { kind: 'change'; which: number; late: number; status: string; assignee: string | null }
	| { kind: 'bulk'; from: number; count: number; sender: 'customer' | 'agent' }
	| { kind: 'edit'; event: Event; status: string; assignee: string }
	| { kind: 'poll'; fault?: { which: number; operation: string; skip: number } };

const late = fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 899_000 }));
const few = fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 1, max: 3 }) }, fc.integer({ min: 40, max: 110 }));
const which = fc.nat({ max: 200 });
const sender = fc.constantFrom('customer' as const, 'customer' as const, 'agent' as const);
const assignee = fc.constantFrom(...AGENTS);

/** What a conversation answers that cannot be read; none of it fails a poll as a whole. */
const BAD = [
	{ status: 403, body: '{"detail":"Not yours"}' },
	{ status: 404, body: '{"detail":"Gone"}' },
	{ status: 410, body: '' },
	{ status: 200, body: 'null' },
	{ status: 200, body: '{"messages":"none"}' },
];
/** What fails a poll as a whole. */
const FAILING: Array<Partial<Fault>> = [
	{ answer: { status: 401, body: { detail: 'Not now' } } },
	{ answer: { status: 429, body: { detail: 'Not now' } } },
	{ operation: 'conversation.getMany', answer: { status: 403, body: { detail: 'Not now' } } },
	{ operation: 'conversation.getMany', answer: { status: 400, body: { detail: 'Not now' } } },
];

const steps = (edits: boolean): fc.Arbitrary<Step[]> => {
	const step: Array<fc.WeightedArbitrary<Step>> = [
		{ weight: 3, arbitrary: fc.record({ kind: fc.constant('pass'), ms: fc.constantFrom(1, 999, 1000, 30_000, 119_999, 899_000, 3_600_000) }) },
		{ weight: 2, arbitrary: fc.record({ kind: fc.constant('create'), count: few, late, assignee }) },
		{ weight: 5, arbitrary: fc.record({ kind: fc.constant('write'), which, late, sender }) },
		{ weight: 3, arbitrary: fc.record({ kind: fc.constant('change'), which, late, status: fc.constantFrom(...STATUSES), assignee }) },
		{ weight: 1, arbitrary: fc.record({ kind: fc.constant('bulk'), from: which, count: fc.integer({ min: 2, max: 120 }), sender }) },
		{
			weight: 5,
			arbitrary: fc.record(
				{ kind: fc.constant('poll'), fault: fc.record({ which: fc.nat({ max: FAILING.length - 1 }), operation: fc.constantFrom('conversation.getMany', 'conversation.get'), skip: fc.nat({ max: 4 }) }) },
				{ requiredKeys: ['kind'] },
			),
		},
	];
	if (edits) {
		const edit = fc.record({ kind: fc.constant('edit'), event: fc.constantFrom(...EVENTS), status: fc.constantFrom('', ...STATUSES), assignee: fc.constantFrom('', 'a-1') });
		step.push({ weight: 1, arbitrary: edit });
	} else {
		const back = fc.oneof(fc.constant(70_000), fc.constant(3_600_000), fc.integer({ min: 1, max: 10 ** 9 }));
		step.push({ weight: 3, arbitrary: fc.record({ kind: fc.constant('import'), which, back }) });
		step.push({ weight: 1, arbitrary: fc.record({ kind: fc.constant('spoil'), which, how: fc.nat({ max: BAD.length - 1 }) }) });
	}
	return fc.array(fc.oneof(...step), { minLength: 5, maxLength: 45 });
};

/** The vendor writes milliseconds, with and without digits and a zone behind them. */
const written = (ms: number) => new Date(ms).toISOString().replace('Z', ms % 3 === 0 ? 'Z' : ms % 3 === 1 ? '250Z' : '250');

let stage: Stage;
beforeAll(async () => (stage = await startStage()), 120_000);
afterAll(async () => await stage?.stop());

class History {
	private clock = Date.UTC(2024, 4, 1);
	private readonly conversations = new Map<string, Conversation>();
	/** Customers' messages since the last poll that succeeded. */
	private unread: Array<{ text: string; conversation: Conversation }> = [];
	private states = new Map<string, string>();
	private event: Event;
	private filters: { status?: string; assigneeId?: string } = {};
	private staticData: IDataObject | undefined;
	private pollsAtThisTime = 0;
	private count = 0;
	emitted = 0;

	constructor(
		private readonly engine: Stage['engines']['newest'],
		event: Event,
		size: number,
	) {
		this.event = event;
		stage.sandbox.reset();
		this.lever('seed', { conversations: [], replace: true });
		for (let index = 0; index < size; index += 1) this.create(0, null);
		this.pass(5000);
	}

	async run(steps: Step[]): Promise<void> {
		await this.poll({ kind: 'poll' }, true);
		const isEdited = steps.some(({ kind }) => kind === 'edit');
		for (const step of steps) {
			if (this.pollsAtThisTime > (isEdited ? 0 : 1)) this.pass(1);
			await this.take(step);
		}
		for (let poll = 0; poll < 20 && (await this.poll({ kind: 'poll' })) === 'failed'; poll += 1);
	}

	private async take(step: Step): Promise<void> {
		if (step.kind === 'pass') this.pass(step.ms);
		if (step.kind === 'create') for (let count = 0; count < step.count; count += 1) this.create(step.late, step.assignee);
		if (step.kind === 'poll') await this.poll(step);
		if (step.kind === 'edit') {
			this.event = step.event;
			this.filters = { ...(step.status && { status: step.status }), ...(step.assignee && { assigneeId: step.assignee }) };
		}
		const all = [...this.conversations.values()];
		if (all.length === 0) return;
		if (step.kind === 'bulk') {
			for (let index = 0; index < Math.min(step.count, all.length); index += 1) {
				this.write(all[(step.from + index) % all.length]!, this.clock, step.sender);
			}
		}
		if (!('which' in step)) return;
		const one = all[step.which % all.length]!;
		if (step.kind === 'spoil') return this.spoil(one, step.how);
		if (step.kind === 'import') return this.import(one, step.back);
		// A late change has a time of its own: it was made after what is known of this conversation.
		const at = step.late === 0 ? this.clock : Math.max(one.at + 1, this.clock - step.late);
		if (at > this.clock) return;
		if (step.kind === 'write') this.write(one, at, step.sender);
		else this.change(one, at, step.status, step.assignee);
	}

	private pass(ms: number): void {
		this.clock += ms;
		this.pollsAtThisTime = 0;
	}

	private create(late: number, assignee: string | null): void {
		const at = this.clock - late;
		const one = { id: `c${this.conversations.size}`, at, createdAt: at, status: 'open', assignee, firstResponse: null, isRead: false, isBad: false };
		this.conversations.set(one.id, one);
		this.lever('seed', { conversations: [{ id: one.id, created_at: written(at), assignee_id: assignee }] });
	}

	private write(one: Conversation, at: number, sender_type: 'customer' | 'agent'): void {
		const text = `message ${(this.count += 1)}`;
		one.at = at;
		if (sender_type === 'agent') one.firstResponse ??= at;
		else this.unread.push({ text, conversation: one });
		this.lever('advance', { id: one.id, at: written(at), message: { content: text, sender_type } });
	}

	/** Without a reading before, only what is dated after the last update can be told from what was there. */
	private import(one: Conversation, back: number): void {
		const text = `message ${(this.count += 1)}`;
		const dated = one.isRead ? this.clock - back : Math.max(one.at + 1, this.clock - back);
		one.at = this.clock;
		this.unread.push({ text, conversation: one });
		this.lever('advance', { id: one.id, at: written(one.at), message: { content: text, created_at: written(Math.min(dated, one.at)) } });
	}

	private spoil(one: Conversation, how: number): void {
		// More of them at once than one poll tries again would come later than the model says.
		if (!one.isBad && [...this.conversations.values()].filter(({ isBad }) => isBad).length >= 4) return;
		one.isBad = !one.isBad;
		this.lever('spoil', { id: one.id, answer: one.isBad ? BAD[how] : undefined });
	}

	private change(one: Conversation, at: number, status: string, assignee: string | null): void {
		Object.assign(one, { at, status, assignee });
		this.lever('advance', { id: one.id, at: written(at), set: { status, assignee_id: assignee } });
	}

	private lever(name: string, input: object): void {
		stage.sandbox.control('pingback', name, input);
	}

	private async poll({ fault }: Step & { kind: 'poll' }, isFirst = false): Promise<'failed' | 'done'> {
		if (fault) stage.sandbox.addFault({ vendor: 'pingback', operation: fault.operation, skip: fault.skip, ...FAILING[fault.which] });
		const items: IDataObject[] = [];
		// One poll reads the messages of 200 conversations at most, and leaves the others to the next one.
		const polls = this.event === 'messageReceived' ? Math.ceil((this.conversations.size + 1) / 200) : 1;
		for (let poll = 0; poll < polls; ) {
			const { emitted, error, staticData } = await this.pollOnce(isFirst);
			if (error) {
				expect(`${error.description}`).toContain('Not now');
				expect({ emitted, staticData }).toEqual({ emitted: null, staticData: this.staticData });
				if (poll === 0) return 'failed';
			} else {
				items.push(...(emitted?.[0]?.map(({ json }) => json) ?? []));
				this.staticData = staticData;
				this.pollsAtThisTime += 1;
				poll += 1;
			}
		}
		expect({ event: this.event, filters: this.filters, items: this.name(items) }).toEqual({
			event: this.event,
			filters: this.filters,
			items: isFirst ? [] : this.expected(),
		});
		this.emitted += items.length;
		const before = this.states;
		this.states = new Map([...this.conversations.values()].map((one) => [one.id, stateOf(one)]));
		for (const one of this.conversations.values()) one.isRead ||= !isFirst && before.get(one.id) !== stateOf(one) && !one.isBad;
		this.unread = this.event === 'messageReceived' ? this.unread.filter(({ conversation }) => conversation.isBad) : [];
		return 'done';
	}

	private async pollOnce(isFirst: boolean): Promise<PollResult> {
		const node = {
			name: 'Trigger',
			type: 'n8n-nodes-conversations.pingbackTrigger',
			typeVersion: 1,
			parameters: { event: this.event, filters: this.filters as INodeParameters },
			credentials: { pingbackApi: { id: 'pingbackApi', name: 'Pingback' } },
		};
		const activation = isFirst ? 'activate' : 'update';
		return await this.engine.poll({ nodes: [node], connections: {} }, { staticData: this.staticData, activation });
	}

	private name(items: IDataObject[]): string[] {
		const text = ({ messages }: IDataObject) => (messages as Array<{ text: string }>).map((message) => message.text).join();
		return items.map((item) => (this.event === 'messageReceived' ? text(item) : String(item.conversationId))).sort();
	}

	private expected(): string[] {
		const { status, assigneeId } = this.filters;
		const fits = (one: Conversation) =>
			(status === undefined || one.status === status) && (assigneeId === undefined || one.assignee === assigneeId);
		if (this.event === 'messageReceived') {
			return this.unread.filter(({ conversation }) => fits(conversation) && !conversation.isBad).map(({ text }) => text).sort();
		}
		const happened = [...this.conversations.values()].filter((one) => {
			const state = this.states.get(one.id);
			if (this.event === 'conversationCreated') return state === undefined;
			return state === undefined ? one.at > one.createdAt : state !== stateOf(one);
		});
		return happened.filter(fits).map(({ id }) => id).sort();
	}
}

const stateOf = ({ at, status, assignee, firstResponse }: Conversation) => JSON.stringify([at, status, assignee, firstResponse]);

describe.each(CORES)('on the %s n8n', (core) => {
	it.each(EVENTS)(
		'%s is emitted exactly once, whatever happens',
		async (event) => {
			let emitted = 0;
			await fc.assert(
				fc.asyncProperty(fc.nat({ max: 70 }), steps(false), async (size, history) => {
					const inbox = new History(stage.engines[core], event, size);
					await inbox.run(history);
					emitted += inbox.emitted;
				}),
				{ numRuns: 20 },
			);
			expect(emitted).toBeGreaterThan(20);
		},
		300_000,
	);

	it(
		'nor does it matter when the event and the filters are changed',
		async () => {
			let emitted = 0;
			await fc.assert(
				fc.asyncProperty(fc.constantFrom(...EVENTS), fc.nat({ max: 70 }), steps(true), async (event, size, history) => {
					const inbox = new History(stage.engines[core], event, size);
					await inbox.run(history);
					emitted += inbox.emitted;
				}),
				{ numRuns: 30 },
			);
			expect(emitted).toBeGreaterThan(20);
		},
		300_000,
	);
});
