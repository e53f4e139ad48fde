import type { Event } from './support/pingbackTrigger';
import { EVENTS, inboxOf, second, Trigger } from './support/pingbackTrigger';
import { CORES } from '../testing/stage';
import { stageOfFile } from './support/stage';

// What comes late, dated back, out of order or twice; and polls that fail before any has succeeded.

const stage = stageOfFile();
const inbox = inboxOf(stage);

const A = 'conversation-sandbox-1';
const B = 'conversation-sandbox-2';
const HOUR = 3600;

describe.each(CORES)('on the %s n8n', (core) => {
	const started = async (event: Event) => await Trigger.started(stage.engines[core], event);

	describe('backdated messages', () => {
		it.each([70, HOUR, 100 * HOUR])('by %i seconds are emitted, in a conversation whose messages were read before', async (seconds) => {
			const trigger = await started('messageReceived');
			inbox.write(A, second(0), 'one');
			expect(await trigger.texts()).toEqual(['one']);
			inbox.writeLate(A, second(10), 'late', second(10 - seconds));
			inbox.write(A, second(10), 'two');
			expect(await trigger.texts()).toEqual(['late', 'two']);
			inbox.writeLate(A, second(20), 'later', second(5 - seconds));
			expect(await trigger.texts()).toEqual(['later']);
			inbox.change(A, second(30), { status: 'resolved' });
			expect(await trigger.texts()).toEqual([]);
		});

		it('are emitted in a quiet conversation, back to its last update', async () => {
			const trigger = await started('messageReceived');
			inbox.write(A, second(10 * HOUR), 'elsewhere');
			expect(await trigger.texts()).toEqual(['elsewhere']);
			inbox.writeLate(B, second(10 * HOUR + 1), 'late', second(HOUR));
			expect(await trigger.texts()).toEqual(['late']);
		});

		it('are emitted in a conversation that was active when the trigger was activated', async () => {
			inbox.write(A, second(0), 'old');
			const trigger = await started('messageReceived');
			inbox.writeLate(A, second(60), 'late', second(-HOUR));
			expect(await trigger.texts()).toEqual(['late']);
			inbox.change(A, second(70));
			expect(await trigger.texts()).toEqual([]);
		});

		it('are emitted in a new conversation, however old they are', async () => {
			const trigger = await started('messageReceived');
			inbox.fill([{ id: 'imported', created_at: second(1) }]);
			inbox.writeLate('imported', second(2), 'a year old', '2023-05-01T00:00:00Z');
			expect(await trigger.texts()).toEqual(['a year old']);
			expect(await trigger.texts()).toEqual([]);
		});

		it('are emitted once in a conversation with more messages than are remembered', async () => {
			const trigger = await started('messageReceived');
			for (let index = 0; index < 150; index += 1) inbox.write(A, second(index), `message ${index}`);
			expect(await trigger.texts()).toHaveLength(150);
			inbox.write(A, second(200), 'new');
			inbox.writeLate(A, second(201), 'late', second(100));
			expect(await trigger.texts()).toEqual(['late', 'new']);
			expect(await trigger.texts()).toEqual([]);
			expect(trigger.size).toBeLessThan(3000);
		});
	});

	describe('a conversation that shows up late in the list', () => {
		it.each([300, 890])('by %i seconds, comes', async (seconds) => {
			for (const event of EVENTS) {
				stage.sandbox.reset();
				const trigger = await started(event);
				inbox.fill([{ id: 'late', created_at: second(0), updated_at: second(1) }]);
				inbox.write('late', second(1), 'Hello');
				inbox.unlist(['late']);
				inbox.fill(Array.from({ length: 60 }, (_, index) => ({ id: `other ${index}`, created_at: second(2 + (index * seconds) / 60) })));
				const others = await trigger.ids();
				inbox.unlist(['late'], true);
				expect({ event, ids: await trigger.ids() }).toEqual({ event, ids: ['late'] });
				expect(others).not.toContain('late');
				expect(await trigger.poll()).toEqual([]);
			}
		});

		it('is emitted even a day late if the inbox is quiet', async () => {
			for (const event of EVENTS) {
				stage.sandbox.reset();
				const trigger = await started(event);
				inbox.fill([{ id: 'late', created_at: second(0), updated_at: second(1) }]);
				inbox.write('late', second(1), 'Hello');
				inbox.unlist(['late']);
				inbox.write(A, second(24 * HOUR), 'other');
				await trigger.poll();
				inbox.unlist(['late'], true);
				expect({ event, ids: await trigger.ids() }).toEqual({ event, ids: ['late'] });
			}
		});
	});

	describe('when polls fail before the first one succeeds', () => {
		const now = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();

		it.each(['activate', 'init', 'update'] as const)('after activation by %s, it emits what arrived in between', async (activation) => {
			for (const event of EVENTS) {
				stage.sandbox.reset();
				inbox.write(A, now(-600), 'before');
				const trigger = new Trigger(stage.engines[core], event);
				for (let failed = 0; failed < 2; failed += 1) {
					inbox.fail({ operation: 'conversation.getMany', answer: { status: 403, body: {} } });
					const { error, staticData } = await trigger.raw({ activation });
					expect(error!.message).toContain('access was denied');
					trigger.staticData = staticData;
				}
				inbox.fill([{ id: 'between', created_at: now(0), updated_at: now(1) }]);
				inbox.write('between', now(1), 'between');
				inbox.write(B, now(1), 'between');
				const expected = event === 'conversationCreated' ? ['between'] : [B, 'between'];
				expect({ event, ids: (await trigger.ids({ activation })).sort() }).toEqual({ event, ids: expected.sort() });
				expect(await trigger.poll()).toEqual([]);
			}
		});

		it('emits that, and nothing old, also when the vendor\'s clock is hours ahead', async () => {
			const ahead = 48 * HOUR;
			inbox.write(A, now(ahead - 600), 'before');
			const trigger = new Trigger(stage.engines[core], 'messageReceived');
			inbox.fail({ operation: 'conversation.getMany', answer: { status: 403, body: {} } });
			trigger.staticData = (await trigger.raw({ activation: 'activate' })).staticData;
			inbox.write(B, now(ahead + 1), 'between');
			expect(await trigger.texts()).toEqual(['between']);
		});

		it('begins anew after an activation that was given up', async () => {
			const trigger = new Trigger(stage.engines[core], 'conversationCreated');
			trigger.staticData = { 'node:Pingback Trigger': { waitingSince: Date.now() - 25 * HOUR * 1000 } };
			inbox.fill([{ id: 'meanwhile', created_at: now(-HOUR) }]);
			expect(await trigger.ids({ activation: 'activate' })).toEqual([]);
			inbox.fill([{ id: 'new', created_at: now(0) }]);
			expect(await trigger.ids()).toEqual(['new']);
		});
	});

	it('goes on from the memory of version 0.1.0', async () => {
		for (const event of EVENTS) {
			stage.sandbox.reset();
			inbox.write(A, second(0), 'old');
			const trigger = await started(event);
			const { account } = (trigger.staticData!['node:Pingback Trigger'] as { memory: { account: string } }).memory;
			const since = Date.parse(second(-120));
			trigger.staticData = { 'node:Pingback Trigger': { memory: { account, since, seen: {} } } };
			inbox.fill([{ id: 'new', created_at: second(1), updated_at: second(2) }]);
			inbox.write('new', second(2), 'new');
			inbox.change(A, '2024-03-01T09:05:00Z');
			expect({ event, ids: await trigger.ids({ activation: 'init' }) }).toEqual({ event, ids: ['new'] });
			expect(await trigger.poll()).toEqual([]);
		}
	});

	describe('an odd vendor', () => {
		it('that sends IDs as numbers is read like one that sends text', async () => {
			for (const event of EVENTS) {
				stage.sandbox.reset();
				const trigger = await started(event);
				inbox.fill([{ id: 7 as never, created_at: second(1), updated_at: second(2) }]);
				stage.sandbox.addFault({
					vendor: 'pingback',
					operation: 'conversation.get',
					match: '/7',
					answer: {
						status: 200,
						body: { id: 7, created_at: second(1), updated_at: second(2), messages: [{ id: 99, sender_type: 'customer', content: 'Hi', created_at: second(2) }] },
					},
					times: -1,
				});
				expect({ event, ids: await trigger.ids() }).toEqual({ event, ids: ['7'] });
				expect(await trigger.poll()).toEqual([]);
			}
		});

		it('that repeats the same full page for ever does not stop the poll', async () => {
			const page = Array.from({ length: 50 }, (_, index) => ({ id: `c${index}`, created_at: second(index), updated_at: second(index + 1), status: 'open' }));
			const trigger = await started('conversationUpdated');
			stage.sandbox.addFault({ vendor: 'pingback', operation: 'conversation.getMany', answer: { status: 200, body: page }, times: -1 });
			expect(await trigger.ids()).toHaveLength(50);
			expect(await trigger.poll()).toEqual([]);
			expect(inbox.requests('conversation.getMany').length).toBeLessThan(100);
		});

		it('that dates one conversation far ahead does not hide later ones', async () => {
			for (const event of EVENTS) {
				stage.sandbox.reset();
				inbox.fill([{ id: 'ahead', created_at: '2099-01-01T00:00:00Z' }]);
				const trigger = await started(event);
				const many = Array.from({ length: 130 }, (_, index) => `many ${index}`);
				inbox.fill(many.map((id, index) => ({ id, created_at: second(index), updated_at: second(index + 1) })));
				many.forEach((id, index) => inbox.write(id, second(index + 1), id));
				expect({ event, ids: await trigger.ids() }).toEqual({ event, ids: many });
				expect(await trigger.poll()).toEqual([]);
			}
		});

		it('whose details lag behind its list is read again until the message is there', async () => {
			const trigger = await started('messageReceived');
			const stale = { id: A, created_at: '2024-03-01T09:00:00Z', updated_at: '2024-03-01T09:05:00Z', messages: [] };
			inbox.write(A, second(0), 'lagging');
			inbox.write(B, second(1), 'other');
			inbox.fail({ operation: 'conversation.get', match: A, times: 3, answer: { status: 200, body: stale } });
			expect(await trigger.texts()).toEqual(['other']);
			expect(await trigger.texts()).toEqual([]);
			expect(await trigger.texts()).toEqual([]);
			expect((await trigger.texts()).at(-1)).toEqual('lagging');
			expect(await trigger.texts()).toEqual([]);
		});
	});
});
