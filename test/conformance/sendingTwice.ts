import type { NodeJson, RunResult, WorkflowJson } from '../../testing/engine';
import { outputsOf, startNode } from '../../testing/workflows';
import { contextOf, endOf, idsOf } from './checks';
import type { Ground } from './ground';
import { each } from './ground';

const failsOnce = { answer: { status: 500, body: 'Something broke' } };
const failsAlways = { ...failsOnce, times: -1 };

/** n8n's Retry On Fail, and Retry of a failed execution: whatever fails, each item exists once. */
export function sendingTwice(ground: Ground): void {
	beforeEach(async () => await ground.reset());

	describe.each(ground.ways)('$title', (way) => {
		it('makes 8 of 8 once with Retry On Fail when one fails once', async () => {
			const trial = ground.trial(way, { count: 8, settings: { retryOnFail: true, maxTries: 2 } });
			trial.strike(4, failsOnce);
			const result = await ground.run(trial);
			expect(result.status).toBe('success');
			expect(trial.made()).toEqual(each(8));
			expect(idsOf(outputsOf(result)[0])).toEqual(trial.ids().flat());
		});

		it.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
			'makes 5 of 5 once with Retry On Fail and %s when the first fails once',
			async (onError) => {
				const trial = ground.trial(way, { count: 5, settings: { retryOnFail: true, maxTries: 2, onError } });
				trial.strike(0, failsOnce);
				const result = await ground.run(trial);
				expect(trial.made()).toEqual(each(5));
				expect(idsOf(outputsOf(result)[0])).toEqual(trial.ids().flat());
				expect(outputsOf(result)[1] ?? []).toEqual([]);
			},
		);

		it('keeps the other items as they are when the first one fails at every try', async () => {
			const settings = { retryOnFail: true, maxTries: 3, onError: 'continueRegularOutput' } as const;
			const trial = ground.trial(way, { count: 5, settings });
			trial.strike(0, failsAlways);
			const result = await ground.run(trial);
			expect(trial.made()).toEqual([0, 1, 1, 1, 1]);
			expect(trial.requests().map((requests) => requests.length)).toEqual([3, 1, 1, 1, 1]);
			const [failed, ...others] = outputsOf(result)[0] ?? [];
			expect(endOf(failed, 0)).toMatchObject({ reason: 'vendorFault', outcome: 'unknown' });
			expect(idsOf(others)).toEqual(trial.ids().flat());
		});

		it('says that a retry sends again what may have been done', async () => {
			const trial = ground.trial(way, { count: 2 });
			trial.strike(1, { ...failsOnce, created: true });
			const result = await ground.run(trial);
			expect(result.error?.description).toContain('Retry On Fail');
			expect(trial.made()).toEqual(each(2));
		});

		it('makes what is missing, and no more, in a Retry of the saved execution', async () => {
			const trial = ground.trial(way, { count: 8, options: { concurrency: 3 } });
			trial.strike(4, failsOnce);
			const failed = await ground.run(trial);
			expect(failed.status).toBe('error');
			expect(contextOf(failed)).not.toEqual({});

			const result = await ground.run(trial, { from: retryable(failed) });
			expect(result.status).toBe('success');
			expect(trial.made()).toEqual(each(8));
			expect(idsOf(outputsOf(result)[0])).toEqual(trial.ids().flat());
		});

		it('takes an edited request for a new one', async () => {
			const text = (edited: string) => `={{ $json.mark }}{{ $itemIndex === 1 ? '${edited}' : '' }}`;
			const trial = ground.trial(way, { count: 4, text: text('before'), options: { concurrency: 1 } });
			trial.strike(3, failsOnce);
			const failed = await ground.run(trial);
			expect(trial.made()).toEqual([1, 1, 1, 0]);

			const edited = ground.trial(way, { count: 4, marks: trial.marks, text: text('after'), options: { concurrency: 1 } });
			const result = await ground.run(edited, { from: retryable(failed) });
			expect(result.status).toBe('success');
			expect(trial.made()).toEqual([1, 2, 1, 1]);
			const [, requests] = trial.requests();
			expect(requests!.map(({ body }) => JSON.stringify(body).match(/before|after/)?.[0])).toEqual(['before', 'after']);
		});

		describe('in a loop, whose runs all ask for the same', () => {
			const batch = ['same-1', 'same-2'];
			const marksOf = (name: string) => [1, 2, 3].flatMap(() => batch.map((mark) => `${way.title} ${name} ${mark};`.replaceAll(' ', '-')));

			it('mixes no runs with Retry On Fail', async () => {
				const marks = marksOf('retried');
				const trial = ground.trial(way, { count: 6, marks, settings: { retryOnFail: true, maxTries: 2 } });
				trial.strike(0, { ...failsOnce, skip: 1 });
				const result = await ground.run(trial, { workflow: loop(trial.node) });
				expect(result.status).toBe('success');
				expect(trial.made().slice(0, 2)).toEqual([3, 3]);
				expect(new Set(idsOf(result.runs.Done?.[0]?.outputs[0]))).toEqual(new Set(trial.ids().flat()));
			});

			it('mixes no runs in a Retry of the saved execution', async () => {
				const marks = marksOf('saved');
				const trial = ground.trial(way, { count: 6, marks });
				trial.strike(0, { ...failsOnce, skip: 1 });
				const failed = await ground.run(trial, { workflow: loop(trial.node) });
				expect(failed.status).toBe('error');
				const result = await ground.run(trial, { workflow: loop(trial.node), from: retryable(failed) });
				expect(result.status).toBe('success');
				expect(trial.made().slice(0, 2)).toEqual([3, 3]);
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
