import type { Event } from './support/pingbackTrigger';
import { inboxOf, second, Trigger } from './support/pingbackTrigger';
import { CORES } from '../testing/stage';
import { stageOfFile } from './support/stage';

// How many requests it takes, and how large the memory gets.

const stage = stageOfFile();
const inbox = inboxOf(stage);

const COUNT = 10_000;
const many = Array.from({ length: COUNT }, (_, index) => `many-${index}`);
const old = (index: number) => new Date(Date.UTC(2023, 0, 1, 0, index)).toISOString();

describe.each(CORES)('on the %s n8n', (core) => {
	const started = async (event: Event) => await Trigger.started(stage.engines[core], event);
	const lists = () => inbox.requests('conversation.getMany').length;
	const fillOld = () => inbox.fill(many.map((id, index) => ({ id, created_at: old(index) })), true);

	it('over 10,000 open conversations, requests grow with what is new', async () => {
		fillOld();
		const trigger = await started('messageReceived');
		const before = stage.sandbox.requests().length;
		expect(before).toBeLessThan(60);
		for (let poll = 0; poll < 20; poll += 1) {
			inbox.write(many[poll * 500]!, second(poll * 60), `message ${poll}`);
			expect(await trigger.texts()).toEqual([`message ${poll}`]);
		}
		// One page, the new message, and a second look at the one before.
		expect(stage.sandbox.requests().length - before).toBeLessThanOrEqual(60);
	});

	it(
		'a backlog of 10,000 messages comes whole, in order, once, for little more than a request each',
		async () => {
			fillOld();
			const trigger = await started('messageReceived');
			stage.sandbox.configure({ record: false });
			let requests = 0;
			many.forEach((id, index) => inbox.write(id, second(index), id));
			const texts: unknown[] = [];
			let largest = 0;
			for (;;) {
				stage.sandbox.configure({ record: true });
				const before = stage.sandbox.requests().length;
				const polled = await trigger.texts();
				requests += stage.sandbox.requests().length - before;
				largest = Math.max(largest, trigger.size);
				if (polled.length === 0) break;
				texts.push(...polled);
			}
			expect(texts).toEqual(many);
			console.info(`${core}: ${requests} requests for ${COUNT} messages, the memory at most ${largest} characters`);
			expect(requests).toBeLessThan(COUNT * 1.1);
			expect(largest).toBeLessThan(300_000);
			const after = lists();
			expect(await trigger.poll()).toEqual([]);
			expect(lists() - after).toBeLessThanOrEqual(6);
		},
		300_000,
	);

	it('a growing backlog loses nothing, also in conversations with several messages', async () => {
		const some = many.slice(0, 1500);
		inbox.fill(some.map((id, index) => ({ id, created_at: old(index) })), true);
		const trigger = await started('messageReceived');
		const expected: string[] = [];
		const write = (index: number, at: number) => {
			const text = `${index} at ${at}`;
			inbox.write(some[index]!, second(at), text);
			expected.push(text);
		};
		// The last update of each comes long after its first message, in another order.
		some.forEach((_, index) => write(index, index));
		some.forEach((_, index) => write((index * 7) % 1500, 10_000 + index));
		const texts: unknown[] = [];
		for (let poll = 0; poll < 14; poll += 1) {
			texts.push(...(await trigger.texts()));
			if (poll < 5) for (let more = 0; more < 60; more += 1) write((poll * 131 + more * 17) % 1500, 20_000 + poll * 100 + more);
		}
		expect(texts.sort()).toEqual(expected.sort());
		expect(await trigger.poll()).toEqual([]);
	});

	it('a backlog whose conversations all have the same time is emitted whole', async () => {
		const some = many.slice(0, 1300);
		inbox.fill(some.map((id, index) => ({ id, created_at: old(index) })), true);
		const trigger = await started('messageReceived');
		for (const id of some) inbox.write(id, second(1), id);
		const texts: unknown[] = [];
		for (let poll = 0; poll < 20; poll += 1) texts.push(...(await trigger.texts()));
		expect(texts.sort()).toEqual([...some].sort());
	});

	it.each([
		[201, [200, 1, 0]],
		[400, [200, 200, 0]],
	])('of %i at the same time, a second look at one holds up no other', async (count, perPoll) => {
		inbox.fill([], true);
		const trigger = await started('messageReceived');
		const ids = inbox.fill(many.slice(0, count).map((id) => ({ id, created_at: second(1) })));
		for (const id of ids) inbox.write(id, second(1), id);
		const counts: number[] = [];
		while (counts.length < perPoll.length) counts.push((await trigger.texts()).length);
		expect(counts).toEqual(perPoll);
	});

	it.each(['conversationCreated', 'conversationUpdated'] as const)('%s: 3,000 at once are all emitted, in several polls', async (event) => {
		const some = many.slice(0, 3000);
		if (event === 'conversationUpdated') inbox.fill(some.map((id, index) => ({ id, created_at: old(index) })), true);
		const trigger = await started(event);
		if (event === 'conversationCreated') inbox.fill(some.map((id, index) => ({ id, created_at: second(index) })));
		else some.forEach((id, index) => inbox.change(id, second(index)));
		expect(await trigger.drain(async () => await trigger.ids())).toEqual(some);
		expect(lists()).toBeLessThan(200);
		expect(trigger.size).toBeLessThan(150_000);
	});
});
