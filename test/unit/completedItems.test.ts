import type { IDataObject } from 'n8n-workflow';
import { fingerprint, CompletedItems } from '../../nodes/shared/run/completedItems';
import type { ApiRequest } from '../../nodes/shared/request';

const output = (id: string): IDataObject[] => [{ conversationId: id }];
/** What n8n saves with the execution and hands to a retry. */
const saved = (context: IDataObject) => JSON.parse(JSON.stringify(context)) as IDataObject;
const retried = { retryOnFail: true, maxTries: 3 };

describe('what an earlier attempt brought', () => {
	test('is there for the next one, by item and request', () => {
		const context: IDataObject = {};
		const first = new CompletedItems(context, 0);
		first.add(0, 'key-a', output('a'));
		first.add(2, 'key-c', output('c'));
		first.save();

		const next = new CompletedItems(saved(context), 0);
		expect(next.outputOf(0, 'key-a')).toEqual(output('a'));
		expect(next.outputOf(1, 'key-b')).toBeUndefined();
		expect(next.outputOf(2, 'key-c')).toEqual(output('c'));
		expect(next.outputOf(0, 'key-of-an-edited-request')).toBeUndefined();
		expect(next.outputOf(2, 'key-a')).toBeUndefined();
	});

	test('adds up over attempts', () => {
		const context: IDataObject = {};
		const first = new CompletedItems(context, 0);
		first.add(0, 'key-a', output('a'));
		first.save();
		const second = new CompletedItems(context, 0);
		second.add(1, 'key-b', output('b'));
		second.save();

		const third = new CompletedItems(context, 0);
		expect(third.outputOf(0, 'key-a')).toEqual(output('a'));
		expect(third.outputOf(1, 'key-b')).toEqual(output('b'));
	});

	test('is not known before it is kept', () => {
		const context: IDataObject = {};
		new CompletedItems(context, 0).add(0, 'key-a', output('a'));

		expect(context).toEqual({});
		expect(new CompletedItems(context, 0).outputOf(0, 'key-a')).toBeUndefined();
	});

	test('an edited request replaces the one before', () => {
		const context: IDataObject = {};
		const first = new CompletedItems(context, 0);
		first.add(0, 'key-a', output('a'));
		first.save();
		const second = new CompletedItems(context, 0);
		second.add(0, 'key-b', output('b'));
		second.save();

		expect(new CompletedItems(context, 0).outputOf(0, 'key-a')).toBeUndefined();
		expect(new CompletedItems(context, 0).outputOf(0, 'key-b')).toEqual(output('b'));
	});

	test('never mixes with another run of the node in a loop', () => {
		const context: IDataObject = {};
		const run0 = new CompletedItems(context, 0);
		run0.add(0, 'key', output('of run 0'));
		run0.save();
		const run1 = new CompletedItems(context, 1);
		expect(run1.outputOf(0, 'key')).toBeUndefined();
		run1.add(0, 'key', output('of run 1'));
		run1.save();

		expect(new CompletedItems(context, 0).outputOf(0, 'key')).toEqual(output('of run 0'));
		expect(new CompletedItems(context, 1).outputOf(0, 'key')).toEqual(output('of run 1'));
		new CompletedItems(context, 0).clear();
		expect(new CompletedItems(context, 0).outputOf(0, 'key')).toBeUndefined();
		expect(new CompletedItems(context, 1).outputOf(0, 'key')).toEqual(output('of run 1'));
	});
});

describe('the context stays as small as it was', () => {
	test('when nothing failed, and what else is in it stays', () => {
		const context: IDataObject = { mine: 1 };
		const ledger = new CompletedItems(context, 0);
		ledger.add(0, 'key-a', output('a'));
		ledger.saveForRetryOnFail(false, retried);

		expect(context).toEqual({ mine: 1 });
	});

	test('when a retry has succeeded', () => {
		const context: IDataObject = {};
		const first = new CompletedItems(context, 0);
		first.add(0, 'key-a', output('a'));
		first.save();
		expect(context).not.toEqual({});

		new CompletedItems(context, 0).saveForRetryOnFail(false, retried);
		expect(context).toEqual({});
	});
});

// n8n runs the node again, as often as it is told to, when the first item came out failed.
describe('what is kept for Retry On Fail, where the node continues on errors', () => {
	const attempts = (node: { retryOnFail?: boolean; maxTries?: number }, firstFailed = true) => {
		const context: IDataObject = {};
		let attempt = 0;
		do {
			attempt += 1;
			const ledger = new CompletedItems(context, 0);
			ledger.add(1, 'key', output('b'));
			ledger.saveForRetryOnFail(firstFailed, node);
		} while ('createdSoFar' in context && attempt < 20);
		return attempt;
	};

	test.each<[object, number]>([
		[{ retryOnFail: true, maxTries: 3 }, 3],
		[{ retryOnFail: true, maxTries: 2 }, 2],
		[{ retryOnFail: true, maxTries: 5 }, 5],
		[{ retryOnFail: true, maxTries: 9 }, 5],
		[{ retryOnFail: true, maxTries: 1 }, 2],
		[{ retryOnFail: true, maxTries: 0 }, 3],
		[{ retryOnFail: true }, 3],
		[{ retryOnFail: false, maxTries: 3 }, 1],
		[{}, 1],
	])('%j: until attempt %i', (node, last) => {
		expect(attempts(node)).toBe(last);
	});

	test('nothing, when the first item did not fail', () => {
		expect(attempts({ retryOnFail: true, maxTries: 3 }, false)).toBe(1);
	});
});

describe('a fingerprint', () => {
	const request: ApiRequest = { method: 'POST', path: '/api/conversation/new', query: { a: 1 }, body: { boardId: 'abc123', name: 'Private name' } };
	const of = (changes: Partial<ApiRequest> = {}, account = 'poppyAiApi:7', baseUrl = 'https://api.getpoppy.ai', ...more: unknown[]) =>
		fingerprint(account, baseUrl, { ...request, ...changes }, ...more);

	test('is the same for the same request', () => {
		expect(of()).toBe(of());
		expect(of({ body: { ...request.body, extra: undefined } })).toBe(of());
	});

	test('differs by account, base URL, method, path, query, body and what else counts', () => {
		const all = [
			of(),
			of({ method: 'PUT' }),
			of({ path: '/api/conversation' }),
			of({ query: { a: 2 } }),
			of({ query: undefined }),
			of({ body: { boardId: 'abc124' } }),
			of({ body: undefined }),
			of({}, 'poppyAiApi:8'),
			of({}, 'poppyAiApi:7', 'https://elsewhere.example'),
			of({}, 'poppyAiApi:7', 'https://api.getpoppy.ai', true),
			of({}, 'poppyAiApi:7', 'https://api.getpoppy.ai', false),
		];

		expect(new Set(all).size).toBe(all.length);
	});

	test('is short and holds nothing of the request', () => {
		expect(of()).toMatch(/^[\w-]{22}$/);
		expect(of({ body: { name: 'x'.repeat(100_000) } })).toHaveLength(22);
	});
});
