import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { Failure } from '../../nodes/shared/failure/failure';
import { CompletedItems } from '../../nodes/shared/run/completedItems';
import { identities } from '../../nodes/shared/run/identity';

const output = (id: string): IDataObject[] => [{ conversationId: id }];
/** What n8n saves with the execution and hands to a retry. */
const saved = (context: IDataObject) => JSON.parse(JSON.stringify(context)) as IDataObject;
const retried = { retryOnFail: true, maxTries: 3 };
const inDoubt = new Failure('UserDesk: Create conversation failed', { description: 'Who knows', reason: 'timeout', outcome: 'unknown', retries: 2 });

const attempt = (context: IDataObject, { runIndex = 0, executionId = '1', identityOf = (item: number) => `item ${item}` } = {}) =>
	new CompletedItems(context, runIndex, executionId, identityOf);

describe('what an earlier attempt did', () => {
	test('is there for the next one, by item', () => {
		const context: IDataObject = {};
		const first = attempt(context);
		first.add(0, { output: output('a') });
		first.add(2, { output: output('c') });
		first.save();

		const next = attempt(saved(context));
		expect(next.find(0)?.output).toEqual(output('a'));
		expect(next.find(1)).toBeUndefined();
		expect(next.find(2)?.output).toEqual(output('c'));
	});

	test('is not taken for an item that is another one now', () => {
		const context: IDataObject = {};
		const first = attempt(context);
		first.add(0, { output: output('a') });
		first.save();

		expect(attempt(saved(context), { identityOf: () => 'edited' }).find(0)).toBeUndefined();
	});

	test('adds up over attempts', () => {
		const context: IDataObject = {};
		const first = attempt(context);
		first.add(0, { output: output('a') });
		first.save();
		const second = attempt(context);
		second.add(1, { output: output('b') });
		second.save();

		const third = attempt(context);
		expect([third.find(0)?.output, third.find(1)?.output]).toEqual([output('a'), output('b')]);
	});

	test('names what may exist, as the same failure', () => {
		const context: IDataObject = {};
		const first = attempt(context);
		first.add(1, { inDoubt: inDoubt.toJson() });
		first.save();

		const found = attempt(saved(context)).find(1);
		expect(found?.output).toBeUndefined();
		expect(found?.inDoubt).toBeInstanceOf(Failure);
		expect(found?.inDoubt?.toJson()).toEqual(inDoubt.toJson());
	});

	test('is found by those that ask for the same conversation', () => {
		const context: IDataObject = {};
		const first = attempt(context);
		first.add(0, { output: output('a'), shareKey: 'ada' });
		first.save();

		const next = attempt(saved(context));
		expect(next.findShared('ada')).toEqual({ output: output('a') });
		expect(next.findShared('grace')).toBeUndefined();
	});

	test('is not there before it is saved', () => {
		const context: IDataObject = {};
		attempt(context).add(0, { output: output('a') });

		expect(context).toEqual({});
		expect(attempt(context).find(0)).toBeUndefined();
	});

	test('never mixes with another run of the node in a loop', () => {
		const context: IDataObject = {};
		const run0 = attempt(context);
		run0.add(0, { output: output('of run 0') });
		run0.save();
		const run1 = attempt(context, { runIndex: 1 });
		expect(run1.find(0)).toBeUndefined();
		run1.add(0, { output: output('of run 1') });
		run1.save();

		expect(attempt(context).find(0)?.output).toEqual(output('of run 0'));
		attempt(context).clear();
		expect(attempt(context).find(0)).toBeUndefined();
		expect(attempt(context, { runIndex: 1 }).find(0)?.output).toEqual(output('of run 1'));
	});
});

describe('the context stays as small as it was', () => {
	test('when nothing failed, and what else is in it stays', () => {
		const context: IDataObject = { mine: 1 };
		const completed = attempt(context);
		completed.add(0, { output: output('a') });
		completed.saveForRetryOnFail(false, retried);

		expect(context).toEqual({ mine: 1 });
	});

	test('when a retry has succeeded', () => {
		const context: IDataObject = {};
		const first = attempt(context);
		first.add(0, { output: output('a') });
		first.save();
		expect(context).not.toEqual({});

		attempt(context).saveForRetryOnFail(false, retried);
		expect(context).toEqual({});
	});
});

// n8n runs the node again, as often as it is told to, when the first item came out failed.
describe('what is kept for Retry On Fail, where the node continues on errors', () => {
	const attempts = (node: { retryOnFail?: boolean; maxTries?: number }, firstFailed = true, context: IDataObject = {}, executionId = '1') => {
		let count = 0;
		do {
			count += 1;
			const completed = attempt(context, { executionId });
			completed.add(1, { output: output('b') });
			completed.saveForRetryOnFail(firstFailed, node);
		} while ('completedItems' in context && count < 20);
		return count;
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

	test('the attempts of a saved execution do not count in its Retry', () => {
		const context: IDataObject = {};
		for (let count = 0; count < 3; count += 1) attempt(context, { executionId: '1' }).save();

		expect(attempts({ retryOnFail: true, maxTries: 3 }, true, context, '2')).toBe(3);
	});
});

describe('what makes an item the same', () => {
	const written: INodeParameters = { resource: 'message', text: '={{ $now }}', options: { concurrency: 3 }, simplify: true };
	const of = (parameters: INodeParameters = {}, json: IDataObject = { lead: 1 }, accountId = 'userDeskApi:7') =>
		identities([{ json }], { ...written, ...parameters })(0, accountId);

	test('are its input, its fields as they are written, and its account', () => {
		const all = [of(), of({ text: '={{ $json.text }}' }), of({ resource: 'conversation' }), of({}, { lead: 2 }), of({}, { lead: 1 }, 'userDeskApi:8')];
		expect(new Set(all).size).toBe(all.length);
	});

	test('are not how the node runs', () => {
		expect(of({ options: {}, simplify: false })).toBe(of());
	});

	test('is short and holds nothing of the item', () => {
		expect(of({}, { name: 'x'.repeat(100_000) })).toMatch(/^[\w-]{22}$/);
	});
});
