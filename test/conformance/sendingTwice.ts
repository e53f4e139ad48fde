import type { NodeJson, RunResult, WorkflowJson } from '../../testing/engine';
import { outputsOf, startNode } from '../../testing/workflows';
import { contextOf, endOf, idsOf } from './checks';
import type { Setup } from '../../testing/faults/trial';
import type { Ground } from './ground';
import { each } from './ground';

const refusedOnce = { answer: { status: 400, body: { message: 'Not now' } } };
const refusedAlways = { ...refusedOnce, times: -1 };
/** The vendor does its work, and the node cannot know. */
const inDoubtOnce = { created: true, answer: { status: 500, body: 'Something broke' } };
/** The vendor does nothing, and the node cannot know. */
const brokenOnce = { answer: { status: 500, body: 'Something broke' } };

/** Expressions whose value changes with each attempt, appended to the mark. */
const CHANGING = ['{{ $now }}', '{{ Math.random() }}', '{{ $execution.id }}'];

/** n8n's Retry On Fail, and Retry of a failed execution: whatever fails, each item exists once. */
export function sendingTwice(ground: Ground): void {
	beforeEach(async () => await ground.reset());

	describe.each(ground.ways)('$title', (way) => {
		it('creates 8 of 8 once with Retry On Fail when one fails once', async () => {
			const trial = ground.trial(way, { count: 8, settings: { retryOnFail: true, maxTries: 2 } });
			trial.strike(4, refusedOnce);
			const result = await ground.run(trial);
			expect(result.status).toBe('success');
			expect(trial.countsAtVendor()).toEqual(each(8));
			expect(idsOf(outputsOf(result)[0])).toEqual(trial.ids().flat());
		});

		it.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
			'makes 5 of 5 once with Retry On Fail and %s when the first fails once',
			async (onError) => {
				const trial = ground.trial(way, { count: 5, settings: { retryOnFail: true, maxTries: 2, onError } });
				trial.strike(0, refusedOnce);
				const result = await ground.run(trial);
				expect(trial.countsAtVendor()).toEqual(each(5));
				expect(idsOf(outputsOf(result)[0])).toEqual(trial.ids().flat());
				expect(outputsOf(result)[1] ?? []).toEqual([]);
			},
		);

		it('keeps the other items as they are when the first one fails at every try', async () => {
			const settings = { retryOnFail: true, maxTries: 3, onError: 'continueRegularOutput' } as const;
			const trial = ground.trial(way, { count: 5, settings });
			trial.strike(0, refusedAlways);
			const result = await ground.run(trial);
			expect(trial.countsAtVendor()).toEqual([0, 1, 1, 1, 1]);
			expect(trial.requests().map((requests) => requests.length)).toEqual([3, 1, 1, 1, 1]);
			const [failed, ...others] = outputsOf(result)[0] ?? [];
			expect(endOf(failed, 0)).toMatchObject({ reason: 'validation', outcome: 'notCreated' });
			expect(idsOf(others)).toEqual(trial.ids().flat());
		});

		it.each(CHANGING)('creates 8 of 8 once with Retry On Fail and %s in a field', async (changing) => {
			const settings = { retryOnFail: true, maxTries: 2 };
			const trial = ground.trial(way, { count: 8, text: `={{ $json.mark }} ${changing}`, settings });
			trial.strike(4, refusedOnce);
			const result = await ground.run(trial);
			expect(result.status).toBe('success');
			expect(trial.countsAtVendor()).toEqual(each(8));
		});

		it.each(CHANGING)('creates 8 of 8 once in a Retry of the saved execution with %s in a field', async (changing) => {
			const trial = ground.trial(way, { count: 8, text: `={{ $json.mark }} ${changing}` });
			trial.strike(4, refusedOnce);
			const failed = await ground.run(trial);
			expect((await ground.run(trial, { from: retryable(failed) })).status).toBe('success');
			expect(trial.countsAtVendor()).toEqual(each(8));
		});

		it.each<[string, Partial<Setup>]>([
			['Simplify and options', { options: { concurrency: 2, maxRetries: 1, timeout: 20, simplify: false } }],
			['On Error', { settings: { onError: 'continueRegularOutput' } }],
			['Retry On Fail', { settings: { retryOnFail: true, maxTries: 3 } }],
		])('makes 8 of 8 once when %s is changed before a Retry', async (_what, changes) => {
			const trial = ground.trial(way, { count: 8 });
			trial.strike(4, refusedOnce);
			const failed = await ground.run(trial);
			const changed = ground.trial(way, { count: 8, marks: trial.marks, ...changes });
			expect((await ground.run(changed, { from: retryable(failed) })).status).toBe('success');
			expect(trial.countsAtVendor()).toEqual(each(8));
		});

		it('creates 5 of 5 once in a Retry with continue, after all tries of Retry On Fail', async () => {
			const trial = ground.trial(way, { count: 5, settings: { retryOnFail: true, maxTries: 3 } });
			trial.strike(0, { ...refusedOnce, times: 4 });
			const failed = await ground.run(trial);
			expect(failed.status).toBe('error');

			const settings = { retryOnFail: true, maxTries: 3, onError: 'continueRegularOutput' } as const;
			const continued = ground.trial(way, { count: 5, marks: trial.marks, settings });
			await ground.run(continued, { from: retryable(failed) });
			expect(trial.countsAtVendor()).toEqual(each(5));
		});

		it('names the item that may exist, whichever failure is thrown', async () => {
			const trial = ground.trial(way, { count: 2, options: { concurrency: 2 } });
			trial.strike(0, refusedOnce);
			trial.strike(1, { ...brokenOnce, delayMs: 100 });
			const result = await ground.run(trial);
			expect(result.error?.description).toContain('Not now');
			expect(result.error?.description).toContain('Of the failed, 1 may exist at the vendor all the same (item 1).');
			expect(result.saved.data).toContain('1 may exist at the vendor all the same (item 1).');
			expect(JSON.stringify(contextOf(result))).toContain('"inDoubt"');
		});

		describe('an item that may exist', () => {
			it.each(['stopWorkflow', 'continueRegularOutput'] as const)('is sent once at most, with Retry On Fail and On Error %s', async (onError) => {
				const trial = ground.trial(way, { count: 3, settings: { retryOnFail: true, maxTries: 3, onError } });
				trial.strike(0, inDoubtOnce);
				const result = await ground.run(trial);
				expect(trial.countsAtVendor()[0]).toBe(1);
				expect(trial.requests()[0]).toHaveLength(1);
				if (onError === 'continueRegularOutput') expect(trial.countsAtVendor()).toEqual(each(3));
				else if (result.error) expect(result.error.description).toContain('At Most Once');
			});

			it('is not sent again by a Retry, which ends with the same failure', async () => {
				const trial = ground.trial(way, { count: 3, options: { concurrency: 1 } });
				trial.strike(1, brokenOnce);
				const failed = await ground.run(trial);
				const again = await ground.run(trial, { from: retryable(failed) });
				expect(again.status).toBe('error');
				expect(again.error?.message).toBe(failed.error?.message);
				expect(trial.requests().map((requests) => requests.length)).toEqual([1, 1, 0]);
			});

			it('is sent again by the node itself with At Least Once', async () => {
				const trial = ground.trial(way, { count: 3, options: { delivery: 'atLeastOnce', maxRetries: 2 } });
				trial.strike(1, brokenOnce);
				const result = await ground.run(trial);
				expect(result.status).toBe('success');
				expect(trial.countsAtVendor()).toEqual(each(3));
				expect(trial.requests()[1]).toHaveLength(2);
			});

			it('is sent again by a Retry with At Least Once', async () => {
				const options = { delivery: 'atLeastOnce', maxRetries: 0 };
				const trial = ground.trial(way, { count: 3, options });
				trial.strike(1, brokenOnce);
				const failed = await ground.run(trial);
				expect(failed.error?.description).toContain('because Delivery is At Least Once');
				expect((await ground.run(trial, { from: retryable(failed) })).status).toBe('success');
				expect(trial.countsAtVendor()).toEqual(each(3));
			});
		});

		it('creates only what is missing in a Retry of the saved execution', async () => {
			const trial = ground.trial(way, { count: 8, options: { concurrency: 3 } });
			trial.strike(4, refusedOnce);
			const failed = await ground.run(trial);
			expect(failed.status).toBe('error');
			expect(contextOf(failed)).not.toEqual({});

			const result = await ground.run(trial, { from: retryable(failed) });
			expect(result.status).toBe('success');
			expect(trial.countsAtVendor()).toEqual(each(8));
			expect(idsOf(outputsOf(result)[0])).toEqual(trial.ids().flat());
		});

		it('treats items as new after the form was edited', async () => {
			const text = (edited: string) => `={{ $json.mark }}{{ $itemIndex === 1 ? '${edited}' : '' }}`;
			const trial = ground.trial(way, { count: 4, text: text('before'), options: { concurrency: 1 } });
			trial.strike(3, refusedOnce);
			const failed = await ground.run(trial);
			expect(trial.countsAtVendor()).toEqual([1, 1, 1, 0]);

			const edited = ground.trial(way, { count: 4, marks: trial.marks, text: text('after'), options: { concurrency: 1 } });
			const result = await ground.run(edited, { from: retryable(failed) });
			expect(result.status).toBe('success');
			expect(trial.countsAtVendor()).toEqual([2, 2, 2, 1]);
			const [, requests] = trial.requests();
			expect(requests!.map(({ body }) => JSON.stringify(body).match(/before|after/)?.[0])).toEqual(['before', 'after']);
		});

		describe('in a loop whose runs have equal items', () => {
			const batch = ['same-1', 'same-2'];
			const marksOf = (name: string) => [1, 2, 3].flatMap(() => batch.map((mark) => `${way.title} ${name} ${mark};`.replaceAll(' ', '-')));

			it('keeps its runs apart with Retry On Fail', async () => {
				const marks = marksOf('retried');
				const trial = ground.trial(way, { count: 6, marks, settings: { retryOnFail: true, maxTries: 2 } });
				trial.strike(0, { ...refusedOnce, skip: 1 });
				const result = await ground.run(trial, { workflow: loop(trial.node) });
				expect(result.status).toBe('success');
				expect(trial.countsAtVendor().slice(0, 2)).toEqual([3, 3]);
				expect(new Set(idsOf(result.runs.Done?.[0]?.outputs[0]))).toEqual(new Set(trial.ids().flat()));
			});

			it('keeps its runs apart in a Retry of the saved execution', async () => {
				const marks = marksOf('saved');
				const trial = ground.trial(way, { count: 6, marks });
				trial.strike(0, { ...refusedOnce, skip: 1 });
				const failed = await ground.run(trial, { workflow: loop(trial.node) });
				expect(failed.status).toBe('error');
				const result = await ground.run(trial, { workflow: loop(trial.node), from: retryable(failed) });
				expect(result.status).toBe('success');
				expect(trial.countsAtVendor().slice(0, 2)).toEqual([3, 3]);
				expect(new Set(idsOf(result.runs.Done?.[0]?.outputs[0]))).toEqual(new Set(trial.ids().flat()));
			});
		});
	});
}

/** What comes back from n8n's database. */
const retryable = ({ saved }: RunResult) => JSON.parse(JSON.stringify(saved)) as RunResult['saved'];

const loop = (node: NodeJson): WorkflowJson => {
	const to = (name: string) => [{ node: name, type: 'main' as const, index: 0 }];
	const base = (name: string, type: string, typeVersion: number, parameters = {}): NodeJson => ({
		name,
		type: `n8n-nodes-base.${type}`,
		typeVersion,
		parameters,
	});
	return {
		nodes: [startNode, base('Loop', 'splitInBatches', 3, { batchSize: 2, options: {} }), base('Done', 'noOp', 1), node],
		connections: {
			Start: { main: [to('Loop')] },
			Loop: { main: [to('Done'), to(node.name)] },
			[node.name]: { main: [to('Loop')] },
		},
	};
};
