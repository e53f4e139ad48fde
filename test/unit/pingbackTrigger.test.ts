import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { MOST_CHARACTERS, MOST_CONVERSATIONS } from '../../nodes/Pingback/trigger/bounds';
import type { Changes, Extent } from '../../nodes/Pingback/trigger/changes';
import { LATE_MS, readChanges } from '../../nodes/Pingback/trigger/changes';
import { findLowestPage } from '../../nodes/Pingback/trigger/inbox';
import type { Listed } from '../../nodes/Pingback/trigger/listed';
import { isListed, readListed } from '../../nodes/Pingback/trigger/listed';
import type { Memory, Seen, Store } from '../../nodes/Pingback/trigger/memory';
import { baselineOf, emptyMemory, isDue, keep } from '../../nodes/Pingback/trigger/memory';
import { hashOf, MOST_IDS, receive } from '../../nodes/Pingback/trigger/messages';
import type { Outcome } from '../../nodes/Pingback/trigger/remember';
import { remember } from '../../nodes/Pingback/trigger/remember';
import { upgraded } from '../../nodes/Pingback/trigger/upgrade';

const NOON = Date.UTC(2024, 4, 1, 12);

const apiConversation = (id: string, at: number, more: object = {}): IDataObject => ({
	id,
	created_at: '2020-01-01T00:00:00Z',
	updated_at: new Date(NOON + at).toISOString(),
	status: 'open',
	...more,
});

const listed = (id: string, at: number, more: object = {}): Listed => readListed(apiConversation(id, at, more)) as Listed;

const extent = (since?: number, more: Partial<Extent> = {}): Extent => ({ firstPage: 1, since, mostPages: 100, isDue: () => true, ...more });

/** A list, newest update first, of which something happens between two requests. */
class ShiftingList {
	private readonly entries: Map<string, number>;
	private requests = 0;
	private latest: number;

	constructor(
		times: number[],
		private readonly pageSize: number,
		private readonly happenings: Array<(list: ShiftingList) => void>,
		private readonly shuffle: (entries: Array<[string, number]>) => Array<[string, number]>,
	) {
		this.entries = new Map(times.map((at, index) => [`c${index}`, at]));
		this.latest = Math.max(0, ...times);
	}

	page = async (page: number): Promise<IDataObject[]> => {
		if (this.requests > 0) this.happenings[this.requests - 1]?.(this);
		this.requests += 1;
		const entries = this.shuffle([...this.entries]).sort(([, a], [, b]) => b - a);
		return entries.slice((page - 1) * this.pageSize, page * this.pageSize).map(([id, at]) => apiConversation(id, at));
	};

	update(which: number): void {
		const ids = [...this.entries.keys()];
		if (ids.length > 0) this.entries.set(ids[which % ids.length]!, (this.latest += 1));
	}

	add(): void {
		this.entries.set(`new ${this.entries.size}`, (this.latest += 1));
	}

	remove(which: number): void {
		const ids = [...this.entries.keys()];
		if (ids.length > 0) this.entries.delete(ids[which % ids.length]!);
	}

	get all(): Array<[string, number]> {
		return [...this.entries];
	}
}

describe('reading what changed', () => {
	const times = fc.array(fc.nat({ max: 40 }), { maxLength: 60 });
	const moving = fc.oneof(
		fc.nat().map((which) => (list: ShiftingList) => list.update(which)),
		fc.constant((list: ShiftingList) => list.add()),
		fc.constant(() => {}),
	);

	it('misses nothing of a list that grows and moves while its pages are read', async () => {
		await fc.assert(
			fc.asyncProperty(times, fc.integer({ min: 4, max: 9 }), fc.array(moving, { maxLength: 19 }), fc.nat({ max: 30 }), async (at, size, moves, since) => {
				const list = new ShiftingList(at, size, moves, (entries) => entries);
				const newest = NOON + Math.max(...at);
				const changes = await readChanges(extent(NOON + since), size, list.page);
				const found = new Map(changes.listed.map((one) => [one.id, one.updatedAt]));
				for (const [id, updated] of list.all) {
					// What moved after the reading began is the next poll's.
					if (NOON + updated >= NOON + since && NOON + updated <= newest) expect(found.get(id)).toBe(NOON + updated);
				}
				expect(changes.listed).toEqual([...changes.listed].sort((a, b) => a.updatedAt - b.updatedAt));
			}),
			{ numRuns: 1000 },
		);
	});

	it('misses nothing when conversations leave the list during the first reading', async () => {
		await fc.assert(
			fc.asyncProperty(times, fc.integer({ min: 1, max: 9 }), fc.array(fc.nat(), { maxLength: 10 }), async (at, size, removals) => {
				const firstReading = Math.max(0, Math.floor((at.length - removals.length) / size) - 1);
				const happenings = removals.slice(0, firstReading).map((which) => (list: ShiftingList) => list.remove(which));
				const list = new ShiftingList(at, size, happenings, (entries) => entries);
				const found = (await readChanges(extent(NOON), size, list.page)).listed.map(({ id }) => id);
				expect(list.all.map(([id]) => id).filter((id) => !found.includes(id))).toEqual([]);
			}),
			{ numRuns: 1000 },
		);
	});

	it('finds conversations of the same time that the vendor lists in another order each time', async () => {
		let swap = 0;
		const rotate = (entries: Array<[string, number]>) => [...entries.slice((swap += 1) % 3), ...entries.slice(0, swap % 3)];
		const list = new ShiftingList(Array.from({ length: 60 }, () => 5), 10, [], rotate);
		expect((await readChanges(extent(NOON), 10, list.page)).listed).toHaveLength(60);
	});

	it('reads as few pages as it must, and only once if nothing is new', async () => {
		const pages: number[] = [];
		const list = new ShiftingList([0, 1000, 2000, 3000, 4000].map((time) => time * 1000), 2, [], (entries) => entries);
		const readPage = async (page: number) => {
			pages.push(page);
			return await list.page(page);
		};
		expect((await readChanges(extent(NOON + 3_500_000), 2, readPage)).listed.map(({ id }) => id)).toEqual(['c3', 'c4']);
		expect(pages.splice(0)).toEqual([1]);
		await readChanges(extent(NOON + 1_500_000, { isDue: () => false }), 2, readPage);
		expect(pages.splice(0)).toEqual([1, 2]);
		expect(await readChanges(extent(), 2, readPage)).toMatchObject({ newest: NOON + 4_000_000, completeFrom: NOON + 3_000_001, stop: 'old' });
		expect(await readChanges(extent(), 2, async () => [])).toMatchObject({ newest: 0, listed: [], completeFrom: 0, stop: 'end' });
	});

	it('stops at a vendor that repeats the same page for ever', async () => {
		let requests = 0;
		const readPage = async () => {
			requests += 1;
			return [apiConversation('a', 0), apiConversation('b', 0)];
		};
		const changes = await readChanges(extent(NOON), 2, readPage);
		expect(changes.stop).toBe('repeats');
		expect(changes.listed.map(({ id }) => id).sort()).toEqual(['a', 'b']);
		expect(await findLowestPage(NOON, 3, readPage)).toBeLessThan(1_000_000);
		expect(requests).toBeLessThan(40);
	});

	it('reports a conversation without ID or times, and goes on', async () => {
		const broken = [{ ...apiConversation('a', 0), id: '' }, { ...apiConversation('b', 0), updated_at: 'soon' }, { ...apiConversation('c', 0), created_at: null }];
		const list = [[...broken, apiConversation('d', 1)], [apiConversation('e', 0)]];
		const changes = await readChanges(extent(NOON), 4, async (page) => list[page - 1] ?? []);
		expect(changes.listed.map(({ id }) => id)).toEqual(['e', 'd']);
		expect(changes.unreadable.map(({ id }) => id)).toEqual([null, 'b', 'c']);
		expect(broken.map(readListed).some(isListed)).toBe(false);
	});

	it('finds the oldest page of a backlog with few requests, wherever it has moved', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 400 }), async (lowest, guess) => {
				let requests = 0;
				const found = await findLowestPage(NOON, guess, async (page) => {
					requests += 1;
					return [apiConversation('a', lowest - page)];
				});
				expect(found).toBe(lowest);
				expect(requests).toBeLessThanOrEqual(2 + 2 * Math.ceil(Math.log2(Math.abs(lowest - guess) + 2)));
			}),
		);
	});
});

const changesOf = (entries: Listed[], more: Partial<Changes> = {}): Changes => ({
	listed: [...entries].sort((a, b) => a.updatedAt - b.updatedAt),
	unreadable: [],
	firstPage: 1,
	pages: new Map(entries.map(({ id }, index) => [id, 1 + Math.floor(index / 50)])),
	newest: Math.max(0, ...entries.map(({ updatedAt }) => updatedAt)),
	completeFrom: NOON,
	stop: 'old',
	...more,
});
const nothing: Outcome = { waiting: [], skipped: [], recovered: [], notes: new Map() };

describe('the memory', () => {
	it('distinguishes new, changed and unchanged conversations', () => {
		const memory = remember('mine', undefined, changesOf([listed('a', 1), listed('b', 2)]), nothing);
		expect([listed('a', 1), listed('a', 3), listed('new', 3), listed('older', -1)].map(isDue(memory))).toEqual([false, true, true, false]);
	});

	it('accepts any ID, also `constructor` or a very long one', () => {
		const ids = ['__proto__', 'constructor', 'x'.repeat(10_000)];
		const memory = JSON.parse(JSON.stringify(remember('mine', undefined, changesOf(ids.map((id) => listed(id, 0))), nothing))) as Memory;
		expect(ids.map((id) => baselineOf(memory, id).seen?.at)).toEqual([NOON, NOON, NOON]);
		expect(JSON.stringify(memory).length).toBeLessThan(1000);
	});

	it('stays within its bounds, however much changes and whatever fails', () => {
		let memory: Memory | undefined;
		let largest = 0;
		let largestOfBacklog = 0;
		for (let poll = 0; poll < 20; poll += 1) {
			const entries = Array.from({ length: 1000 }, (_, index) => listed(`${'long '.repeat(10)}${poll} ${index}`, poll * 1_000_000 + index));
			const skipped = entries.slice(0, 100).map(({ id }) => id);
			const messages = { until: NOON, ids: 'x'.repeat(6 * MOST_IDS) };
			const notes = new Map(entries.slice(100).map(({ id, updatedAt, state }): [string, Seen] => [id, { at: updatedAt, state, messages, again: 5 }]));
			const waiting = poll % 10 < 7 ? [listed('waiting', poll * 1_000_000 + 999)] : [];
			memory = remember('mine', memory, changesOf(entries), { ...nothing, waiting, skipped, notes });
			const size = JSON.stringify({ memory }).length;
			if (memory.backlog) largestOfBacklog = Math.max(size, largestOfBacklog);
			else largest = Math.max(size, largest);
		}
		expect(Object.keys(memory!.conversations)).toHaveLength(MOST_CONVERSATIONS);
		expect(largest).toBeLessThan(MOST_CHARACTERS);
		expect(largestOfBacklog).toBeGreaterThan(largest);
		expect(largestOfBacklog).toBeLessThan(2 * MOST_CHARACTERS);
	});

	it('treats forgotten conversations as handled, and never goes back', () => {
		const entries = Array.from({ length: MOST_CONVERSATIONS + 1 }, (_, index) => listed(`c${index}`, index));
		const memory = remember('mine', undefined, changesOf(entries, { completeFrom: 0 }), nothing);
		expect(memory.since).toBe(NOON + 1);
		expect(isDue(memory)(listed('c0', 0))).toBe(false);
		expect(remember('mine', memory, changesOf([], { newest: 0 }), nothing)).toEqual(memory);
	});

	it('reads back by time, by few conversations at least, and by not too many', () => {
		const every = (ms: number, count: number) => Array.from({ length: count }, (_, index) => listed(`c${index}`, -index * ms));
		const readFrom = (entries: Listed[]) => NOON - remember('mine', undefined, changesOf(entries), nothing).readFrom;
		expect(readFrom(every(10_000, 300))).toBe(LATE_MS);
		expect(readFrom(every(3_600_000, 300))).toBe(24 * 3_600_000);
		expect(readFrom(every(1, 300))).toBe(249);
		expect(readFrom([listed('ahead', 10 ** 9), ...every(1, 30)])).toBe(23);
	});

	it('is kept by the first of two polls that overlap', () => {
		const before: Memory = { ...emptyMemory('mine'), since: 1 };
		const store: Store = { memory: before };
		expect(keep(store, before, { ...before, since: 2 })).toBe(true);
		expect(keep(store, before, { ...before, since: 3 })).toBe(false);
		expect(store.memory!.since).toBe(2);
	});
});

describe('the memory of version 0.1.0', () => {
	const message = (id: string, at: number) => ({ id, sender_type: 'customer', content: id, created_at: new Date(NOON + at).toISOString() });
	const { state } = listed('read', 0);
	const version1 = {
		account: 'mine',
		since: NOON - 120_000,
		seen: {
			read: { at: NOON, state, messages: { until: NOON - 60_000, ids: ['one'] } },
			listed: { at: NOON, state },
			waiting: { at: NOON, state, messages: { until: NOON - 90_000, ids: [] }, read: 'first' },
			last: { at: NOON, state, messages: { until: NOON - 60_000, ids: ['one'] }, read: 'again' },
		},
	};
	const memory = upgraded(version1)!;

	it('goes on where it was', () => {
		expect(memory).toMatchObject({ version: 2, account: 'mine', since: NOON - 120_000, readFrom: NOON - 120_000, unreadable: [] });
		const due = ['read', 'listed', 'waiting'].filter((id) => isDue(memory)(listed(id, 0)));
		expect(due).toEqual(['waiting']);
		expect(baselineOf(memory, 'last').seen!.again).toBe(1);
	});

	it('tells messages apart as it did', () => {
		const body = { ...apiConversation('read', 1), messages: [message('old', -70_000), message('one', -10), message('two', -5)] };
		const fresh = (id: string) => receive(memory, listed(id, 1), NOON, body).fresh.map((one) => one.id);
		expect({ read: fresh('read'), listed: fresh('listed'), waiting: fresh('waiting') }).toEqual({
			read: ['two'],
			listed: [],
			waiting: ['old', 'one', 'two'],
		});
		expect(receive(memory, listed('read', 1), NOON, body).note.messages).toEqual({ until: -1, ids: ['two', 'one', 'old'].map(hashOf).join('') });
	});

	it.each([undefined, null, 'memory', {}, { account: 'mine' }, { account: 'mine', since: 1 }])('is begun anew from %j', (broken) => {
		expect(upgraded(broken)).toBeUndefined();
	});
});
