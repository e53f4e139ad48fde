import type { IDataObject } from 'n8n-workflow';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../testing/sandbox';
import type { Event } from './support/pingbackTrigger';
import { EVENTS, inboxOf, second, Trigger } from './support/pingbackTrigger';
import { problems } from './support/schemas';
import { CORES } from '../testing/stage';
import { stageOfFile } from './support/stage';

const stage = stageOfFile();
const inbox = inboxOf(stage);

describe.each(CORES)('on the %s n8n', (core) => {
	const started = async (event: Event, filters: object = {}) => await Trigger.started(stage.engines[core], event, filters);

	it('is a polling trigger', async () => {
		const { nodes } = await stage.engines[core].describe();
		expect(nodes.find(({ name }) => name === 'pingbackTrigger')).toMatchObject({
			polling: true,
			group: ['trigger'],
			inputs: [],
			credentials: [{ name: 'pingbackApi', required: true }],
		});
	});

	describe('emits', () => {
		it('a created conversation once, and none that was there before', async () => {
			const trigger = await started('conversationCreated');
			expect(await trigger.poll()).toEqual([]);
			inbox.fill([{ id: 'new', created_at: second(1), customer_id: 'c-1', assignee_id: 'a-1' }]);
			const [item, ...others] = await trigger.poll();
			expect(others).toEqual([]);
			expect(problems('conversation', item)).toEqual([]);
			expect(item).toMatchObject({
				vendor: 'pingback',
				conversationId: 'new',
				status: 'open',
				createdAt: second(1),
				user: { id: 'c-1' },
				details: { assigneeId: 'a-1' },
			});
			inbox.change('new', second(2));
			inbox.change('conversation-sandbox-1', second(3));
			expect(await trigger.poll()).toEqual([]);
		});

		it('an updated conversation once a change, but not one that was only created', async () => {
			const trigger = await started('conversationUpdated');
			inbox.fill([
				{ id: 'new', created_at: second(1) },
				{ id: 'new and touched', created_at: second(1), updated_at: second(2) },
			]);
			inbox.change('conversation-sandbox-1', second(3), { status: 'pending' });
			const items = await trigger.poll();
			expect(items.map(({ conversationId, status }) => [conversationId, status])).toEqual([
				['new and touched', 'open'],
				['conversation-sandbox-1', 'pending'],
			]);
			expect(items.flatMap((item) => problems('conversation', item))).toEqual([]);
			expect(await trigger.poll()).toEqual([]);
			inbox.change('new', second(4));
			inbox.change('conversation-sandbox-1', second(5));
			inbox.change('conversation-sandbox-1', second(6), { status: 'closed' });
			expect(await trigger.ids()).toEqual(['new', 'conversation-sandbox-1']);
			expect(await trigger.poll()).toEqual([]);
		});

		it('each message of a customer once, the oldest first, with its conversation', async () => {
			const trigger = await started('messageReceived');
			inbox.write('conversation-sandbox-1', second(1), 'one');
			inbox.fill([{ id: 'new', created_at: second(2) }]);
			inbox.write('new', second(3), 'two');
			inbox.write('conversation-sandbox-1', second(4), 'said by an agent', 'agent');
			inbox.write('conversation-sandbox-1', second(5), 'three');
			const items = await trigger.poll();
			expect(items.flatMap((item) => problems('conversation', item))).toEqual([]);
			expect(items).toMatchObject([
				{
					conversationId: 'conversation-sandbox-1',
					user: { name: 'Alex Johnson', email: 'alex@example.com' },
					messages: [{ role: 'user', type: 'text', text: 'one', createdAt: second(1) }],
				},
				{ conversationId: 'new', messages: [{ text: 'two' }] },
				{ conversationId: 'conversation-sandbox-1', messages: [{ text: 'three' }] },
			]);
			expect(items.map(({ messages }) => (messages as unknown[]).length)).toEqual([1, 1, 1]);
			inbox.change('conversation-sandbox-1', second(6), { status: 'resolved' });
			inbox.write('new', second(7), 'an answer', 'agent');
			expect(await trigger.poll()).toEqual([]);
		});

		it('what arrives in an empty inbox', async () => {
			inbox.fill([], true);
			for (const event of EVENTS) {
				inbox.fill([], true);
				const trigger = await started(event);
				expect(await trigger.poll()).toEqual([]);
				inbox.fill([{ id: 'first', created_at: '2001-01-01T00:00:00Z' }]);
				inbox.write('first', '2001-01-01T00:00:01Z', 'Hello');
				expect({ event, ids: await trigger.ids() }).toEqual({ event, ids: ['first'] });
				expect(await trigger.poll()).toEqual([]);
			}
		});

		it('what a workflow goes on with', async () => {
			const trigger = await started('messageReceived');
			inbox.write('conversation-sandbox-1', second(1), 'Hello');
			const { emitted } = await trigger.raw();
			expect(emitted![0]![0]).toEqual({ json: expect.objectContaining({ conversationId: 'conversation-sandbox-1' }) });
		});
	});

	describe('distinguishes', () => {
		it('conversations that changed at the same time, one before and one after the poll', async () => {
			for (const event of ['conversationCreated', 'conversationUpdated'] as const) {
				inbox.fill([], true);
				const trigger = await started(event);
				const times = { created_at: second(1), updated_at: event === 'conversationUpdated' ? second(2) : second(1) };
				inbox.fill([{ id: 'a', ...times }]);
				expect(await trigger.ids()).toEqual(['a']);
				inbox.fill([{ id: 'b', ...times }, { id: 'c', ...times }]);
				expect(new Set(await trigger.ids())).toEqual(new Set(['b', 'c']));
				expect(await trigger.poll()).toEqual([]);
			}
		});

		it('times that differ in digits finer than a millisecond', async () => {
			const trigger = await started('conversationUpdated');
			inbox.change('conversation-sandbox-1', '2024-05-01T12:00:00.123456');
			expect(await trigger.ids()).toEqual(['conversation-sandbox-1']);
			inbox.change('conversation-sandbox-1', '2024-05-01T12:00:00.123457');
			inbox.change('conversation-sandbox-2', '2024-05-01T12:00:00.123456Z');
			expect(new Set(await trigger.ids())).toEqual(new Set(['conversation-sandbox-1', 'conversation-sandbox-2']));
			expect(await trigger.poll()).toEqual([]);
		});

		it('a new status at the same time as the change before the poll', async () => {
			const trigger = await started('conversationUpdated');
			inbox.write('conversation-sandbox-1', second(1), 'Hello');
			expect(await trigger.ids()).toEqual(['conversation-sandbox-1']);
			inbox.change('conversation-sandbox-1', second(1), { status: 'resolved' });
			expect(await trigger.poll()).toMatchObject([{ status: 'resolved' }]);
			expect(await trigger.poll()).toEqual([]);
		});

		it('messages of the same time, one before and one after the poll, which the list does not show', async () => {
			inbox.write('conversation-sandbox-4', second(1), 'before the first poll');
			const trigger = await started('messageReceived');
			inbox.write('conversation-sandbox-4', second(1), 'after the first poll');
			expect(await trigger.texts()).toEqual(['after the first poll']);
			inbox.write('conversation-sandbox-1', second(2), 'two');
			expect(await trigger.texts()).toEqual(['two']);
			inbox.write('conversation-sandbox-1', second(2), 'three');
			inbox.write('conversation-sandbox-4', second(2), 'four');
			expect(new Set(await trigger.texts())).toEqual(new Set(['three', 'four']));
			expect(await trigger.poll()).toEqual([]);
		});

		it('a message that shows up later than a newer one of the same conversation', async () => {
			const trigger = await started('messageReceived');
			inbox.write('conversation-sandbox-1', second(30), 'newer');
			expect(await trigger.texts()).toEqual(['newer']);
			for (let quiet = 0; quiet < 3; quiet += 1) expect(await trigger.poll()).toEqual([]);
			inbox.write('conversation-sandbox-1', second(10), 'late');
			inbox.change('conversation-sandbox-1', second(31));
			expect(await trigger.texts()).toEqual(['late']);
			expect(await trigger.poll()).toEqual([]);
		});

		it('a message that shows up later than a newer one elsewhere', async () => {
			const trigger = await started('messageReceived');
			inbox.write('conversation-sandbox-1', second(30), 'newer');
			expect(await trigger.texts()).toEqual(['newer']);
			inbox.write('conversation-sandbox-2', second(10), 'late');
			expect(await trigger.texts()).toEqual(['late']);
			expect(await trigger.poll()).toEqual([]);
		});
	});

	describe('reads', () => {
		it('more changes than a page, each once and in their order', async () => {
			const many = Array.from({ length: 130 }, (_, index) => `many-${index}`);
			for (const event of EVENTS) {
				stage.sandbox.reset();
				if (event !== 'conversationCreated') inbox.fill(many.map((id) => ({ id, created_at: '2020-01-01T00:00:00Z' })));
				const trigger = await started(event);
				if (event === 'conversationCreated') inbox.fill(many.map((id, index) => ({ id, created_at: second(index) })));
				many.forEach((id, index) => inbox.write(id, second(index), `message ${index}`));
				expect({ event, ids: await trigger.ids() }).toEqual({ event, ids: many });
				expect(await trigger.poll()).toEqual([]);
			}
		});

		it('more changes of the same time than a page', async () => {
			const many = Array.from({ length: 130 }, (_, index) => `many-${index}`);
			inbox.fill(many.map((id) => ({ id, created_at: '2020-01-01T00:00:00Z' })));
			const trigger = await started('conversationUpdated');
			for (const id of many.slice(0, 70)) inbox.change(id, second(1));
			expect((await trigger.ids()).sort()).toEqual(many.slice(0, 70).sort());
			for (const id of many.slice(70)) inbox.change(id, second(1));
			expect((await trigger.ids()).sort()).toEqual(many.slice(70).sort());
			expect(await trigger.poll()).toEqual([]);
		});

		it('a list that shifts between its pages', async () => {
			const many = Array.from({ length: 120 }, (_, index) => `many-${index}`);
			for (const event of ['conversationUpdated', 'messageReceived'] as const) {
				stage.sandbox.reset();
				inbox.fill(many.map((id) => ({ id, created_at: '2020-01-01T00:00:00Z' })));
				const trigger = await started(event);
				many.forEach((id, index) => inbox.write(id, second(index), id));
				inbox.fail({ operation: 'conversation.getMany', match: 'page=2', delayMs: 200 });
				const asked = inbox.requests('conversation.getMany').length;
				const polling = trigger.poll();
				while (inbox.requests('conversation.getMany').length < asked + 2) await sleep(5);
				// The last of the list comes to its top, and everything before it moves on by one.
				inbox.write('many-0', second(500), 'again');
				inbox.fill([{ id: 'new', created_at: second(501), updated_at: second(502) }]);
				const first = await polling;
				const then = await trigger.poll();
				const of = (items: IDataObject[]) =>
					items.map(({ conversationId, messages }) => [conversationId, (messages as Array<{ text: string }>)[0]?.text]);
				const all = [...of(first), ...of(then)];
				expect(await trigger.poll()).toEqual([]);
				if (event === 'messageReceived') {
					expect(all.map(([, text]) => text).sort()).toEqual([...many, 'again'].sort());
				} else {
					expect(all.map(([id]) => id).sort()).toEqual([...many, 'new'].sort());
				}
			}
		});

		it('a message that comes between the list and its conversation', async () => {
			const trigger = await started('messageReceived');
			inbox.write('conversation-sandbox-1', second(0), 'one');
			inbox.change('conversation-sandbox-2', second(300));
			inbox.fail({ operation: 'conversation.get', match: 'sandbox-1', delayMs: 200 });
			const polling = trigger.texts();
			while (!inbox.requests('conversation.get').some(({ path }) => path.endsWith('sandbox-1'))) await sleep(5);
			inbox.write('conversation-sandbox-1', second(310), 'two');
			expect(await polling).toEqual(['one', 'two']);
			expect(await trigger.poll()).toEqual([]);
		});

		it('only what changed: a quiet inbox takes one request, and one more after the last message', async () => {
			const trigger = await started('messageReceived');
			inbox.write('conversation-sandbox-1', second(1), 'Hello');
			await trigger.poll();
			await trigger.poll();
			const [lists, reads] = ['conversation.getMany', 'conversation.get'].map((operation) => inbox.requests(operation).length);
			for (let poll = 0; poll < 3; poll += 1) expect(await trigger.poll()).toEqual([]);
			expect(inbox.requests('conversation.getMany')).toHaveLength(lists! + 3);
			expect(inbox.requests('conversation.get')).toHaveLength(reads!);
		});

		it('a backlog in several polls, each message once', async () => {
			const many = Array.from({ length: 450 }, (_, index) => `many-${index}`);
			inbox.fill(many.map((id) => ({ id, created_at: '2020-01-01T00:00:00Z' })));
			const trigger = await started('messageReceived');
			many.forEach((id, index) => {
				inbox.write(id, second(index * 10), `${id} first`);
				inbox.write(id, second(index * 10 + 5000), `${id} last`);
			});
			const polls = [await trigger.texts(), await trigger.texts()];
			inbox.write('many-449', second(20_000), 'many-449 more');
			inbox.write('many-0', second(20_001), 'many-0 more');
			polls.push(await trigger.texts(), await trigger.texts());
			// The first also looks again at the newest conversation of before.
			expect(polls.map(({ length }) => length)).toEqual([398, 400, 104, 0]);
			expect(polls.flat().sort()).toEqual(
				[...many.flatMap((id) => [`${id} first`, `${id} last`]), 'many-449 more', 'many-0 more'].sort(),
			);
		});
	});

	describe("knows no clock but the vendor's", () => {
		it.each([-48, 48])('which is %i hours away from ours', async (hours) => {
			stage.sandbox.control('pingback', 'setClock', { offsetMs: hours * 3_600_000 });
			const create = async () => {
				const { baseUrl, accessToken } = stage.sandbox.credentials.pingbackApi!;
				const answer = await fetch(`${baseUrl}/api/v1/conversations/`, {
					method: 'POST',
					headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
					body: JSON.stringify({ business_id: 'b2c3d4e5-f6a7-8901-bcde-f12345678901' }),
				});
				return ((await answer.json()) as { id: string }).id;
			};
			await create();
			const trigger = await started('conversationCreated');
			const [a, b] = [await create(), await create()];
			expect(new Set(await trigger.ids())).toEqual(new Set([a, b]));
			const c = await create();
			expect(await trigger.ids()).toEqual([c]);
			expect(await trigger.poll()).toEqual([]);
		});
	});

	describe('goes on', () => {
		it('where it was after a restart or an edit, and anew after it was switched off', async () => {
			for (const event of EVENTS) {
				stage.sandbox.reset();
				const trigger = await started(event);
				const happen = (count: number) => {
					inbox.fill([{ id: `new-${count}`, created_at: second(count), updated_at: second(count + 1) }]);
					inbox.write(`new-${count}`, second(count + 1), 'Hello');
				};
				happen(10);
				expect(await trigger.ids({ activation: 'init' })).toEqual(['new-10']);
				happen(20);
				expect(await trigger.ids({ activation: 'leadershipChange' })).toEqual(['new-20']);
				happen(30);
				expect(await trigger.ids({ activation: 'update' })).toEqual(['new-30']);
				happen(40);
				expect(await trigger.ids({ activation: 'activate' })).toEqual([]);
				happen(50);
				expect(await trigger.ids()).toEqual(['new-50']);
			}
		});

		it('with another event: nothing old, and nothing lost', async () => {
			for (const [from, to] of EVENTS.flatMap((from) => EVENTS.map((to) => [from, to] as const))) {
				stage.sandbox.reset();
				inbox.fill([{ id: 'old', created_at: second(0) }]);
				inbox.write('old', second(1), 'old');
				const trigger = await started(from);
				inbox.fill([{ id: 'before', created_at: second(10) }]);
				inbox.write('before', second(11), 'before');
				expect({ from, ids: await trigger.ids() }).toEqual({ from, ids: ['before'] });
				trigger.event = to;
				inbox.fill([{ id: 'after', created_at: second(20) }]);
				inbox.write('after', second(21), 'after');
				expect({ from, to, ids: await trigger.ids() }).toEqual({ from, to, ids: ['after'] });
				expect(await trigger.poll()).toEqual([]);
			}
		});

		it('with other filters: nothing old, and nothing lost', async () => {
			for (const event of EVENTS) {
				stage.sandbox.reset();
				const trigger = await started(event, { status: 'open', assigneeId: 'me' });
				const happen = (id: string, count: number, set: object) => {
					inbox.fill([{ id, created_at: second(count), ...set }]);
					inbox.write(id, second(count + 1), id);
				};
				happen('pending', 10, { status: 'pending', assignee_id: 'me' });
				happen('of another', 12, { assignee_id: 'other' });
				happen('of nobody', 14, {});
				happen('fits', 16, { assignee_id: 'me' });
				expect({ event, ids: await trigger.ids() }).toEqual({ event, ids: ['fits'] });
				trigger.filters = {};
				expect(await trigger.poll()).toEqual([]);
				happen('any', 18, { status: 'pending' });
				expect({ event, ids: await trigger.ids() }).toEqual({ event, ids: ['any'] });
				trigger.filters = { status: 'pending' };
				happen('open', 20, {});
				inbox.write('pending', second(22), 'pending again');
				const expected = { conversationCreated: [], conversationUpdated: ['pending'], messageReceived: ['pending'] };
				const items = await trigger.poll();
				expect({ event, ids: items.map(({ conversationId }) => conversationId) }).toEqual({ event, ids: expected[event] });
				if (event === 'messageReceived') expect(items).toMatchObject([{ messages: [{ text: 'pending again' }] }]);
			}
		});

		it('with the inbox of another account: nothing of its past', async () => {
			const trigger = await started('conversationCreated');
			const credential = stage.sandbox.credentials.pingbackApi!;
			const at = (baseUrl: string) => ({ credentials: { pingbackApi: { ...credential, baseUrl } } });
			inbox.fill([{ id: 'new', created_at: second(1) }]);
			expect(await trigger.ids(at(`${credential.baseUrl}/`))).toEqual(['new']);
			inbox.fill([{ id: 'newer', created_at: second(2) }]);
			const other = at(credential.baseUrl!.replace('127.0.0.1', 'localhost'));
			expect(await trigger.ids(other)).toEqual([]);
			inbox.fill([{ id: 'newest', created_at: second(3) }]);
			expect(await trigger.ids(other)).toEqual(['newest']);
		});

		it('when the token expired meanwhile', async () => {
			const login = { ...stage.sandbox.credentials.pingbackApi!, authentication: 'login', accessToken: '' };
			const options = { credentials: { pingbackApi: login } };
			const trigger = new Trigger(stage.engines[core], 'messageReceived');
			expect(await trigger.poll(options)).toEqual([]);
			inbox.write('conversation-sandbox-1', second(1), 'Hello');
			stage.sandbox.expireTokens('pingback');
			expect(await trigger.texts(options)).toEqual(['Hello']);
		});

		it('with a memory that grows with the conversations that changed, not with those that are there', async () => {
			const trigger = await started('messageReceived');
			for (let hour = 0; hour < 30; hour += 1) {
				const ids = Array.from({ length: 20 }, (_, index) => `of hour ${hour}, ${index}`);
				inbox.fill(ids.map((id, index) => ({ id, created_at: second(hour * 3600 + index * 60) })));
				ids.forEach((id, index) => inbox.write(id, second(hour * 3600 + index * 60 + 1), id));
				expect(await trigger.texts()).toEqual(ids);
				expect(trigger.size).toBeLessThan(2500 + hour * 2500);
			}
		});
	});

	describe('loses nothing', () => {
		const html = '<html><head><title>Bad Gateway</title></head></html>';
		const faults: Array<[string, Omit<Fault, 'vendor' | 'operation'>, RegExp]> = [
			['a fault', { times: 2, answer: { status: 500, body: { detail: 'database is down' } } }, /failed: database is down \(HTTP 500\).*Nothing is lost/],
			["the plan's cap", { answer: { status: 429, body: { detail: 'Monthly message cap' } } }, /failed: Monthly message cap.*Raise the Pingback plan/],
			['too many requests', { times: 2, answer: { status: 429, headers: { 'retry-after': '0' }, body: { detail: 'Slow down' } } }, /failed: Slow down.*Poll less often/],
			['an expired token', { answer: { status: 401, body: { detail: 'Could not validate credentials' } } }, /failed: Could not validate.*Check the access token/],
			['a web page', { answer: { status: 200, body: html } }, /not what the vendor documents/],
			['null', { answer: { status: 200, body: 'null' } }, /not what the vendor documents/],
			['a cut connection', { times: 2, cut: 'beforeAnswer' }, /connection failed/],
			['a cut answer', { times: 2, cut: 'insideBody' }, /connection failed/],
		];
		it.each(faults)('when the list answers with %s', async (_, fault, text) => {
			const trigger = await started('conversationUpdated');
			inbox.change('conversation-sandbox-1', second(1));
			const before = structuredClone(trigger.staticData);
			inbox.fail({ operation: 'conversation.getMany', ...fault });
			const { emitted, error, staticData } = await trigger.raw();
			expect(emitted).toBeNull();
			expect(staticData).toEqual(before);
			expect(error!.name).toBe('NodeApiError');
			expect(`${error!.message} ${error!.description}`.replace(/\s+/g, ' ')).toMatch(text);
			expect(error!.message).toContain('Pingback: Poll conversations failed');
			expect(JSON.stringify(error)).not.toContain(stage.sandbox.credentials.pingbackApi!.accessToken);
			inbox.change('conversation-sandbox-2', second(2));
			expect(await trigger.ids()).toEqual(['conversation-sandbox-1', 'conversation-sandbox-2']);
			expect(await trigger.poll()).toEqual([]);
		});

		it('when one of many pages cannot be read, or a credential or a limit fails the poll', async () => {
			const many = Array.from({ length: 120 }, (_, index) => `many-${index}`);
			inbox.fill(many.map((id) => ({ id, created_at: '2020-01-01T00:00:00Z' })));
			const trigger = await started('messageReceived');
			many.forEach((id, index) => inbox.write(id, second(index), id));
			for (const [fault, status] of [
				[{ operation: 'conversation.getMany', skip: 1 }, 403],
				[{ operation: 'conversation.get', skip: 60 }, 401],
				[{ operation: 'conversation.get', match: 'many-119' }, 429],
			] as const) {
				inbox.fail({ ...fault, answer: { status, body: { detail: 'No access' } } });
				const { emitted, error, staticData } = await trigger.raw();
				expect({ emitted, staticData }).toEqual({ emitted: null, staticData: trigger.staticData });
				expect(error!.description).toContain('No access');
			}
			expect(await trigger.texts()).toEqual(many);
			expect(await trigger.poll()).toEqual([]);
		});

		it('and asks for a credential that it can use', async () => {
			const trigger = new Trigger(stage.engines[core], 'conversationCreated');
			const { error } = await trigger.raw({ credentials: { pingbackApi: { ...stage.sandbox.credentials.pingbackApi!, baseUrl: 'pingback' } } });
			expect(error!.message).toContain('"Base URL" is not a web address');
		});
	});

	describe('as the editor tests it', () => {
		it('shows the newest as a sample, whatever was polled, and leaves the memory as it is', async () => {
			for (const event of EVENTS) {
				stage.sandbox.reset();
				const trigger = await started(event);
				const before = structuredClone(trigger.staticData);
				for (let count = 0; count < 2; count += 1) {
					const { emitted, staticData } = await trigger.raw({ mode: 'manual', activation: 'manual' });
					expect({ event, items: emitted![0]!.length }).toEqual({ event, items: 1 });
					expect(problems('conversation', emitted![0]![0]!.json)).toEqual([]);
					expect(staticData).toEqual(before);
				}
				inbox.fill([{ id: 'new', created_at: second(1), updated_at: second(2) }]);
				inbox.write('new', second(3), 'Hello');
				await trigger.poll({ mode: 'manual' });
				expect({ event, ids: await trigger.ids() }).toEqual({ event, ids: ['new'] });
			}
		});

		it('shows the last message of a customer, or the newest conversation that fits', async () => {
			inbox.fill([{ id: 'newest', created_at: second(1) }]);
			const message = new Trigger(stage.engines[core], 'messageReceived');
			expect(await message.poll({ mode: 'manual' })).toMatchObject([
				{ conversationId: 'conversation-sandbox-1', messages: [{ role: 'user', text: 'Where is my order?' }] },
			]);
			const createdOne = new Trigger(stage.engines[core], 'conversationCreated');
			inbox.change('conversation-sandbox-1', second(2));
			expect(await createdOne.ids({ mode: 'manual' })).toEqual(['newest']);
			createdOne.filters = { status: 'resolved' };
			expect(await createdOne.ids({ mode: 'manual' })).toEqual(['conversation-sandbox-3']);
			const updatedOne = new Trigger(stage.engines[core], 'conversationUpdated');
			expect(await updatedOne.ids({ mode: 'manual' })).toEqual(['conversation-sandbox-1']);
		});

		it('shows the newest message there is, in whichever of the 100 conversations updated last', async () => {
			const busy = Array.from({ length: 70 }, (_, index) => ({ id: `busy-${index}`, created_at: second(200 + index), updated_at: second(200 + index) }));
			inbox.fill(busy, true);
			inbox.fill([{ id: 'older', created_at: second(1) }, { id: 'touched later', created_at: second(1) }]);
			inbox.write('older', second(20), 'The newest');
			inbox.write('touched later', second(10), 'An earlier one');
			inbox.change('touched later', second(30));
			const message = new Trigger(stage.engines[core], 'messageReceived');
			expect(await message.poll({ mode: 'manual' })).toMatchObject([{ conversationId: 'older', messages: [{ text: 'The newest' }] }]);
		});

		it('does not read what was updated before the newest message', async () => {
			inbox.fill(Array.from({ length: 60 }, (_, index) => ({ id: `quiet-${index}`, created_at: second(index) })), true);
			inbox.write('quiet-59', second(100), 'Hello');
			await new Trigger(stage.engines[core], 'messageReceived').poll({ mode: 'manual' });
			expect(stage.sandbox.requests()).toHaveLength(6);
		});

		it('says so where there is nothing to show', async () => {
			inbox.fill([], true);
			for (const event of EVENTS) {
				const { error, emitted } = await new Trigger(stage.engines[core], event).raw({ mode: 'manual' });
				expect(emitted).toBeNull();
				expect(error).toMatchObject({ name: 'NodeOperationError', message: 'Pingback has nothing yet to show as a sample' });
				expect(error!.description).toMatch(/fits the filters.*100 conversations/);
			}
		});
	});
});
