import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { OVERLAP_MS, readChanges } from '../../nodes/Pingback/trigger/changes';
import { readListed } from '../../nodes/Pingback/trigger/listed';
import type { Memory } from '../../nodes/Pingback/trigger/memory';
import { keep, remember } from '../../nodes/Pingback/trigger/memory';

const NOON = Date.UTC(2024, 4, 1, 12);

const shown = (id: string, at: number, more: object = {}): IDataObject => ({
	id,
	created_at: '2020-01-01T00:00:00Z',
	updated_at: new Date(NOON + at).toISOString(),
	status: 'open',
	...more,
});

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
		const listed = this.shuffle([...this.entries]).sort(([, a], [, b]) => b - a);
		return listed.slice((page - 1) * this.pageSize, page * this.pageSize).map(([id, at]) => shown(id, at));
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
			fc.asyncProperty(times, fc.integer({ min: 1, max: 9 }), fc.array(moving, { maxLength: 19 }), fc.nat({ max: 30 }), async (at, size, moves, since) => {
				const list = new ShiftingList(at, size, moves, (entries) => entries);
				const newest = NOON + Math.max(...at);
				const { listed } = await readChanges(NOON + since, size, list.page);
				const found = new Map(listed.map((one) => [one.id, one.updatedAt]));
				for (const [id, updated] of list.all) {
					// What moved after the reading began is the next poll's.
					if (NOON + updated >= NOON + since && NOON + updated <= newest) expect(found.get(id)).toBe(NOON + updated);
				}
				for (const updatedAt of found.values()) expect(updatedAt).toBeGreaterThanOrEqual(NOON + since);
				expect(listed).toEqual([...listed].sort((a, b) => a.updatedAt - b.updatedAt));
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
				const { listed } = await readChanges(NOON, size, list.page);
				const found = listed.map(({ id }) => id);
				expect(list.all.map(([id]) => id).filter((id) => !found.includes(id))).toEqual([]);
			}),
			{ numRuns: 1000 },
		);
	});

	it('finds conversations of the same time that the vendor lists in another order each time', async () => {
		let swap = 0;
		const rotate = (entries: Array<[string, number]>) => [...entries.slice((swap += 1) % 3), ...entries.slice(0, swap % 3)];
		const list = new ShiftingList(Array.from({ length: 60 }, () => 5), 10, [], rotate);
		expect((await readChanges(NOON, 10, list.page)).listed).toHaveLength(60);
	});

	it('reads one page where that is enough, and goes back as far as it must', async () => {
		const pages: number[] = [];
		const list = new ShiftingList([0, 100_000, 200_000, 300_000, 400_000], 2, [], (entries) => entries);
		const readPage = async (page: number) => {
			pages.push(page);
			return await list.page(page);
		};
		expect((await readChanges(NOON + 350_000, 2, readPage)).listed.map(({ id }) => id)).toEqual(['c4']);
		expect(pages).toEqual([1]);
		const first = await readChanges(undefined, 2, readPage);
		expect(first).toMatchObject({ newest: NOON + 400_000, since: NOON + 400_000 - OVERLAP_MS });
		expect(first.listed.map(({ id }) => id)).toEqual(['c3', 'c4']);
		expect(await readChanges(undefined, 2, async () => [])).toEqual({ since: 0, newest: 0, listed: [] });
	});

	it('does not ask for ever a vendor that shows the same page for ever', async () => {
		const readPage = async () => [shown('a', 0), shown('b', 0)];
		await expect(readChanges(NOON, 2, readPage)).rejects.toThrow('the same page again and again');
	});

	it('refuses a conversation without ID or times', async () => {
		for (const broken of [{ ...shown('a', 0), id: '' }, { ...shown('a', 0), updated_at: 'soon' }, { ...shown('a', 0), created_at: null }]) {
			await expect(readChanges(undefined, 2, async () => [broken])).rejects.toThrow(/has no/);
		}
	});
});

describe('the memory', () => {
	const changes = (...entries: IDataObject[]) => {
		const listed = entries.map(readListed);
		return { since: NOON, newest: Math.max(...listed.map(({ updatedAt }) => updatedAt)), listed };
	};

	it('forgets what is older than the overlap, and never goes back', () => {
		const first = remember('mine', undefined, changes(shown('old', 0), shown('new', OVERLAP_MS + 1)));
		expect(Object.keys(first.seen)).toEqual(['new']);
		expect(first.since).toBe(NOON + 1);
		expect(remember('mine', first, { since: first.since, newest: 0, listed: [] })).toEqual(first);
		expect(remember('mine', first, changes(shown('older', 0))).since).toBe(first.since);
	});

	it('reaches back to the oldest conversation that is still to be read', () => {
		const { listed, ...rest } = changes(shown('waiting', 0), shown('new', OVERLAP_MS * 9));
		const notes = new Map([['waiting', { at: NOON, state: listed[0]!.state, read: 'first' as const }]]);
		const memory = remember('mine', undefined, { listed, ...rest }, notes);
		expect(memory.since).toBe(NOON);
		expect(Object.keys(memory.seen)).toEqual(['waiting', 'new']);
	});

	it('takes any ID, as it is', () => {
		const memory = remember('mine', undefined, changes(shown('__proto__', 0), shown('constructor', 0)));
		expect(Object.keys(JSON.parse(JSON.stringify(memory)).seen)).toEqual(['__proto__', 'constructor']);
	});

	it('is kept by the first of two polls that overlap', () => {
		const before: Memory = { account: 'mine', since: 1, seen: {} };
		const store = { memory: before };
		expect(keep(store, before, { ...before, since: 2 })).toBe(true);
		expect(keep(store, before, { ...before, since: 3 })).toBe(false);
		expect(store.memory.since).toBe(2);
	});
});
