import type { Event } from './support/pingbackTrigger';
import { EVENTS, inboxOf, second, Trigger } from './support/pingbackTrigger';
import { CORES } from '../testing/stage';
import { stageOfFile } from './support/stage';

// What becomes of the others, and of itself, when a conversation cannot be read.

const stage = stageOfFile();
const inbox = inboxOf(stage);

const A = 'conversation-sandbox-1';
const B = 'conversation-sandbox-2';

describe.each(CORES)('on the %s n8n', (core) => {
	const started = async (event: Event) => await Trigger.started(stage.engines[core], event);

	it.each([400, 403, 404, 410, 422, 500, 502])('a conversation that answers %i is skipped, reported once, and read when it can be', async (status) => {
		const trigger = await started('messageReceived');
		inbox.fail({ operation: 'conversation.get', match: A, times: 8, answer: { status, body: { detail: 'Out of order' } } });
		inbox.write(A, second(1), 'of the bad one');
		inbox.write(B, second(2), 'of a good one');
		expect(await trigger.texts()).toEqual(['of a good one']);
		inbox.write(B, second(3), 'another of a good one');
		inbox.write(A, second(4), 'another of the bad one');
		expect(await trigger.texts()).toEqual(['another of a good one']);
		expect(trigger.warnings).toHaveLength(1);
		expect(trigger.warnings[0]).toMatch(/Conversation "conversation-sandbox-1" was skipped because .* says: Out of order\. .*tried again/);
		inbox.write(B, second(100_000), 'a good one, long after');
		const later = await trigger.drain(async () => await trigger.texts());
		expect(later).toContain('a good one, long after');
		for (let poll = 0; poll < 8; poll += 1) later.push(...(await trigger.texts()));
		expect(later.sort()).toEqual(['a good one, long after', 'another of the bad one', 'of the bad one']);
	});

	it.each([
		['null', 'null'],
		['a list', '[]'],
		['a web page', '<html></html>'],
		['no messages', '{"id":"conversation-sandbox-1","messages":null}'],
		['a message without ID', '{"id":"conversation-sandbox-1","messages":[{"sender_type":"customer","content":"x"}]}'],
	])('so is one whose details are %s', async (_, body) => {
		const trigger = await started('messageReceived');
		inbox.fail({ operation: 'conversation.get', match: A, times: 2, answer: { status: 200, body } });
		inbox.write(A, second(1), 'of the bad one');
		inbox.write(B, second(2), 'of a good one');
		expect(await trigger.texts()).toEqual(['of a good one']);
		expect(await trigger.texts()).toEqual([]);
		expect(await trigger.texts()).toEqual(['of the bad one']);
		expect(await trigger.texts()).toEqual([]);
		expect(trigger.warnings).toHaveLength(1);
	});

	it.each(['updated_at', 'created_at'])('one that is listed without %s is skipped, reported once, and comes when it has one', async (key) => {
		for (const event of EVENTS) {
			stage.sandbox.reset();
			const trigger = await started(event);
			inbox.fill([{ id: 'bad', created_at: second(1), updated_at: second(2) }, { id: 'good', created_at: second(2), updated_at: second(3) }]);
			inbox.write('bad', second(4), 'bad');
			inbox.write('good', second(5), 'good');
			inbox.change('bad', second(6), { [key]: null });
			expect({ event, ids: await trigger.ids() }).toEqual({ event, ids: ['good'] });
			inbox.change('good', second(7));
			expect({ event, ids: await trigger.ids() }).toEqual({ event, ids: event === 'conversationUpdated' ? ['good'] : [] });
			expect(trigger.warnings).toEqual([expect.stringContaining(`no usable "${key}"`)]);
			inbox.change('bad', second(8), { created_at: second(1) });
			expect({ event, ids: await trigger.ids() }).toEqual({ event, ids: ['bad'] });
			expect(await trigger.poll()).toEqual([]);
		}
	});

	it('one that loses its time and gets it back emits nothing old', async () => {
		for (const event of EVENTS) {
			stage.sandbox.reset();
			inbox.change(A, undefined, { updated_at: null });
			const trigger = await started(event);
			expect(await trigger.poll()).toEqual([]);
			inbox.change(A, '2024-03-01T09:05:00Z');
			expect({ event, ids: await trigger.ids() }).toEqual({ event, ids: [] });
			inbox.write(A, second(1), 'new');
			expect({ event, ids: await trigger.ids() }).toEqual({ event, ids: event === 'conversationCreated' ? [] : [A] });
		}
	});

	it('an entry without ID, or an inbox full of broken ones, does not hold up later ones', async () => {
		for (const event of EVENTS) {
			stage.sandbox.reset();
			const trigger = await started(event);
			inbox.fill(Array.from({ length: 130 }, (_, index) => ({ id: index === 0 ? '' : `bad-${index}`, created_at: second(1), updated_at: null })));
			inbox.fill([{ id: 'good', created_at: second(2), updated_at: second(3) }]);
			inbox.write('good', second(4), 'good');
			expect({ event, ids: await trigger.ids() }).toEqual({ event, ids: ['good'] });
			expect(trigger.size).toBeLessThan(20_000);
		}
	});

	it('a message without a time is emitted once', async () => {
		const trigger = await started('messageReceived');
		inbox.write(A, second(1), 'one');
		expect(await trigger.texts()).toEqual(['one']);
		inbox.writeLate(A, second(2), 'timeless', null);
		inbox.write(B, second(3), 'other');
		expect(new Set(await trigger.texts())).toEqual(new Set(['timeless', 'other']));
		inbox.write(A, second(4), 'two');
		expect(await trigger.texts()).toEqual(['two']);
	});

	it('many bad ones do not crowd out the good ones, and the memory stays small', async () => {
		const bad = Array.from({ length: 120 }, (_, index) => `bad-${index}`);
		inbox.fill(bad.map((id) => ({ id, created_at: '2020-01-01T00:00:00Z' })));
		const trigger = await started('messageReceived');
		inbox.fail({ operation: 'conversation.get', match: 'bad-', times: -1, answer: { status: 403 } });
		bad.forEach((id, index) => inbox.write(id, second(index), id));
		inbox.write(A, second(500), 'good');
		expect(await trigger.texts()).toEqual(['good']);
		for (let poll = 0; poll < 5; poll += 1) {
			const before = inbox.requests('conversation.get').length;
			inbox.write(A, second(600 + poll), `good ${poll}`);
			expect(await trigger.texts()).toEqual([`good ${poll}`]);
			expect(inbox.requests('conversation.get').length - before).toBeLessThan(15);
		}
		expect(trigger.size).toBeLessThan(30_000);
	});

	it('one that stays unreadable is given up in the end, and read again if it changes', async () => {
		const trigger = await started('messageReceived');
		inbox.write(A, second(1), 'one');
		expect(await trigger.texts()).toEqual(['one']);
		stage.sandbox.control('pingback', 'spoil', { id: A, answer: { status: 404, body: '{"detail":"Gone"}' } });
		inbox.write(A, second(2), 'two');
		for (let poll = 0; poll < 205; poll += 1) expect(await trigger.poll()).toEqual([]);
		const reads = inbox.requests('conversation.get').length;
		expect(await trigger.poll()).toEqual([]);
		expect(inbox.requests('conversation.get')).toHaveLength(reads);
		stage.sandbox.control('pingback', 'spoil', { id: A });
		inbox.write(A, second(3), 'three');
		expect(await trigger.texts()).toEqual(['two', 'three']);
	});

	it('the poll fails, and loses nothing, when no conversation can be read', async () => {
		const many = Array.from({ length: 30 }, (_, index) => `many-${index}`);
		inbox.fill(many.map((id) => ({ id, created_at: '2020-01-01T00:00:00Z' })));
		const trigger = await started('messageReceived');
		many.forEach((id, index) => inbox.write(id, second(index), id));
		// Each is asked for twice, and so is the newest of before.
		for (const fault of [{ answer: { status: 500 } }, { cut: 'beforeAnswer' as const }]) {
			inbox.fail({ operation: 'conversation.get', times: 2 * (many.length + 1), ...fault });
			const { emitted, error, staticData } = await trigger.raw();
			expect({ emitted, staticData }).toEqual({ emitted: null, staticData: trigger.staticData });
			expect(error!.description).toContain('Nothing is lost');
		}
		expect(await trigger.texts()).toEqual(many);
	});

	it("the editor's sample skips unreadable ones", async () => {
		inbox.fail({ operation: 'conversation.get', match: 'sandbox-4', times: -1, answer: { status: 500 } });
		inbox.change('conversation-sandbox-3', undefined, { updated_at: null });
		const trigger = new Trigger(stage.engines[core], 'messageReceived');
		expect(await trigger.texts({ mode: 'manual' })).toEqual(['Where is my order?']);
		trigger.event = 'conversationUpdated';
		expect(await trigger.ids({ mode: 'manual' })).toEqual(['conversation-sandbox-4']);
	});
});
