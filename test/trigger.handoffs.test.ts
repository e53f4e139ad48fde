import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { inboxOf, second, Trigger } from './support/pingbackTrigger';
import { problems } from './support/schemas';
import { stageOfFile } from './support/stage';
import { CORES } from '../testing/stage';

// The event Hand-Off Requested: what Pingback's list of pending hand-offs shows that the last poll did not see.

const stage = stageOfFile();
const inbox = inboxOf(stage);

const A = 'conversation-sandbox-1';
/** Flagged from the start. */
const B = 'conversation-sandbox-2';
const C = 'conversation-sandbox-3';

const flag = (id: string, handoff_reason: string | null, at?: string) => inbox.change(id, at, { handoff_reason });

describe.each(CORES)('on the %s n8n', (core) => {
	const started = async (filters: object = {}) => await Trigger.started(stage.engines[core], 'handoffRequested', filters);

	it('emits each hand-off once, as its whole conversation, and none that was there before', async () => {
		const trigger = await started();
		expect(await trigger.poll()).toEqual([]);
		flag(A, 'complex_issue');
		const [item, ...others] = await trigger.poll();
		expect(others).toEqual([]);
		expect(problems('conversation', item)).toEqual([]);
		expect(item).toMatchObject({
			vendor: 'pingback',
			conversationId: A,
			status: 'open',
			user: { name: 'Alex Johnson', email: 'alex@example.com' },
			messages: [{ text: 'Where is my order?' }, { text: 'I will have a look.' }],
			details: { handoffReason: 'complex_issue' },
		});
		inbox.write(A, second(10), 'Hello?');
		flag(A, 'user_requested');
		expect(await trigger.poll()).toEqual([]);
	});

	it('emits a conversation again that was handed over and then flagged once more', async () => {
		const trigger = await started();
		flag(B, null);
		expect(await trigger.poll()).toEqual([]);
		flag(B, 'user_requested');
		expect(await trigger.ids()).toEqual([B]);
		expect(await trigger.poll()).toEqual([]);
	});

	it('takes two requests for a quiet poll, and one more for each hand-off', async () => {
		const trigger = await started();
		const count = () => stage.sandbox.requests().length;
		const quiet = count();
		await trigger.poll();
		expect(count() - quiet).toBe(2);
		flag(A, 'user_requested');
		flag(C, 'user_requested');
		const busy = count();
		expect((await trigger.ids()).sort()).toEqual([A, C]);
		expect(count() - busy).toBe(4);
	});

	it('filters by assignee and status, which the list of hand-offs does not have', async () => {
		const trigger = await started({ assigneeId: 'me', status: 'open' });
		inbox.fill([
			{ id: 'mine', assignee_id: 'me', handoff_reason: 'user_requested' },
			{ id: 'of another', assignee_id: 'other', handoff_reason: 'user_requested' },
			{ id: 'closed', assignee_id: 'me', status: 'closed', handoff_reason: 'user_requested' },
		]);
		expect(await trigger.ids()).toEqual(['mine']);
		trigger.filters = {};
		expect(await trigger.poll()).toEqual([]);
	});

	it.each([404, 500])('emits what the list says of a conversation that answers %i', async (status) => {
		const trigger = await started();
		flag(A, 'user_requested');
		inbox.fail({ operation: 'conversation.get', match: A, times: 9, answer: { status, body: { detail: 'Out of order' } } });
		const items = await trigger.poll();
		expect(items).toMatchObject([{ conversationId: A, status: 'open', messages: [], details: { handoffReason: 'user_requested' } }]);
		expect(problems('conversation', items[0])).toEqual([]);
		expect(await trigger.poll()).toEqual([]);
	});

	it.each([
		['handoff.getMany', { status: 401, body: { detail: 'Expired' } }],
		['handoff.getMany', { status: 200, body: 'null' }],
		['handoff.getMany', { status: 200, body: '{"detail":"no list"}' }],
		['conversation.get', { status: 401, body: { detail: 'Expired' } }],
		['conversation.get', { status: 429, body: { detail: 'Monthly message cap' } }],
	])('loses nothing when %s answers %j', async (operation, answer) => {
		const trigger = await started();
		flag(A, 'user_requested');
		inbox.fail({ operation, times: 1, answer });
		const { emitted, error, staticData } = await trigger.raw();
		expect({ emitted, staticData }).toEqual({ emitted: null, staticData: trigger.staticData });
		expect(error!.name).toBe('NodeApiError');
		expect(await trigger.ids()).toEqual([A]);
	});

	it('reads 200 conversations in a poll and the rest with the next, each once, with a memory that is bounded', async () => {
		const trigger = await started();
		const many = Array.from({ length: 450 }, (_, index) => `many-${index}`);
		inbox.fill(many.map((id, index) => ({ id, created_at: second(index), handoff_reason: 'user_requested' })));
		const polls = [await trigger.ids(), await trigger.ids(), await trigger.ids(), await trigger.ids()];
		expect(polls.map(({ length }) => length)).toEqual([200, 200, 50, 0]);
		expect(polls.flat().sort()).toEqual([...many].sort());
		inbox.fill(Array.from({ length: 6000 }, (_, index) => ({ id: `more-${index}`, created_at: second(index), handoff_reason: 'x' })));
		await trigger.poll({ activation: 'activate' });
		expect(await trigger.poll()).toEqual([]);
		const { memory } = Object.values(trigger.staticData!)[0] as { memory: { handoffs: string } };
		expect(memory.handoffs).toHaveLength(50_000);
	}, 60_000);

	it('begins anew when the event is chosen, and leaves the other events what they need', async () => {
		const trigger = await Trigger.started(stage.engines[core], 'messageReceived');
		flag(A, 'user_requested');
		trigger.event = 'handoffRequested';
		expect(await trigger.poll()).toEqual([]);
		inbox.write(A, second(20), 'seen by the hand-offs');
		flag(C, 'user_requested', second(21));
		expect(await trigger.ids()).toEqual([C]);
		trigger.event = 'messageReceived';
		inbox.write(A, second(30), 'Hello?');
		expect(await trigger.texts()).toEqual(['Hello?']);
		trigger.event = 'handoffRequested';
		expect(await trigger.poll()).toEqual([]);
	});

	it('goes on after a restart, and anew after it was switched off', async () => {
		const trigger = await started();
		flag(A, 'user_requested');
		expect(await trigger.ids({ activation: 'init' })).toEqual([A]);
		flag(C, 'user_requested');
		expect(await trigger.ids({ activation: 'activate' })).toEqual([]);
		expect(await trigger.ids()).toEqual([]);
	});

	it('shows a hand-off that fits as a sample, and says so where there is none', async () => {
		const sampler = new Trigger(stage.engines[core], 'handoffRequested');
		expect(await sampler.poll({ mode: 'manual' })).toMatchObject([{ conversationId: B, details: { handoffReason: 'user_requested' } }]);
		sampler.filters = { status: 'closed' };
		const { emitted, error } = await sampler.raw({ mode: 'manual' });
		expect({ emitted, name: error!.name }).toEqual({ emitted: null, name: 'NodeOperationError' });
	});

	it('emits exactly what was flagged since the last poll, in any history', async () => {
		const ids = [A, B, C, 'conversation-sandbox-4'];
		const step = fc.oneof(fc.record({ id: fc.constantFrom(...ids), isFlagged: fc.boolean() }), fc.constant('poll' as const));
		await fc.assert(
			fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (history) => {
				stage.sandbox.reset();
				const trigger = await started();
				let seen = new Set([B]);
				const now = new Set(seen);
				for (const event of [...history, 'poll' as const]) {
					if (event === 'poll') {
						const emitted: IDataObject[] = await trigger.poll();
						expect(emitted.map(({ conversationId }) => conversationId).sort()).toEqual([...now].filter((id) => !seen.has(id)).sort());
						seen = new Set(now);
						continue;
					}
					flag(event.id, event.isFlagged ? 'user_requested' : null);
					if (event.isFlagged) now.add(event.id);
					else now.delete(event.id);
				}
			}),
			{ numRuns: 15 },
		);
	}, 60_000);
});
