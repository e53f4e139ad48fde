import type { IDataObject } from 'n8n-workflow';
import { SharedScan } from '../../nodes/shared/run/sharedScan';

const SIZE = 10;

/** A list that changes between two reads, as `edits` says, each before so many reads. */
function vendor(ids: string[], edits: Record<number, (ids: string[]) => string[]> = {}) {
	let list = ids;
	let reads = 0;
	const readPage = async (number: number) => {
		reads += 1;
		list = edits[reads]?.(list) ?? list;
		const entries: IDataObject[] = list.slice((number - 1) * SIZE, number * SIZE).map((id) => ({ id }));
		return await Promise.resolve({ entries, isLast: entries.length < SIZE });
	};
	return { readPage, reads: () => reads };
}

const ids = (count: number) => Array.from({ length: count }, (_, index) => `c${index}`);
const is = (id: string) => (entry: IDataObject) => entry.id === id;

test('reads a list of one page once for all items', async () => {
	const { readPage, reads } = vendor(ids(3));
	const scan = new SharedScan();

	expect(await scan.find(readPage, is('c1'))).toEqual({ id: 'c1' });
	expect(await scan.find(readPage, is('c2'))).toEqual({ id: 'c2' });
	expect(await scan.find(readPage, is('nobody'))).toBeUndefined();
	expect(reads()).toBe(1);
});

test('reads pages only until every item has found its entry', async () => {
	const { readPage, reads } = vendor(ids(100));
	const scan = new SharedScan();
	const found = await Promise.all(['c3', 'c25', 'c12'].map(async (id) => await scan.find(readPage, is(id))));

	expect(found).toEqual([{ id: 'c3' }, { id: 'c25' }, { id: 'c12' }]);
	expect(reads()).toBe(3);
});

test('reads 5,000 entries twice, not 40 times, for 20 items that find nothing', async () => {
	const { readPage, reads } = vendor(ids(5000));
	const scan = new SharedScan();
	await Promise.all(ids(20).map(async (id) => await scan.find(readPage, is(`new ${id}`))));

	expect(reads()).toBe(2 * 501);
});

test.each<[string, Record<number, (ids: string[]) => string[]>]>([
	['one that moves to the top', { 2: (list) => ['c25', ...list.filter((id) => id !== 'c25')] }],
	['one that is pulled onto a page read before', { 3: (list) => list.filter((id) => !/^c[0-9]$/.test(id)) }],
])('a list that changes is read again: %s', async (_what, edits) => {
	const { readPage } = vendor(ids(30), edits);

	expect(await new SharedScan().find(readPage, is('c25'))).toEqual({ id: 'c25' });
});

test('stops at a vendor that repeats the same page for ever', async () => {
	const page = { entries: ids(SIZE).map((id) => ({ id })), isLast: false };
	let reads = 0;
	const readPage = async () => {
		reads += 1;
		return await Promise.resolve(page);
	};

	expect(await new SharedScan().find(readPage, is('nobody'))).toBeUndefined();
	expect(reads).toBe(4);
});

test('fails only the items that wait for an unreadable page', async () => {
	const { readPage } = vendor(ids(3));
	const scan = new SharedScan();
	const fails = async () => await Promise.reject(new Error('no page'));

	await expect(Promise.all([scan.find(fails, is('c1')), scan.find(fails, is('c2'))])).rejects.toThrow('no page');
	expect(await scan.find(readPage, is('c1'))).toEqual({ id: 'c1' });
});
