import { outputsOf } from '../../testing/workflows';
import { problems } from '../support/schemas';
import { endOf, idsOf, wrongWithSuccess } from './checks';
import type { Way } from '../../testing/faults/ways';
import type { Ground } from './ground';
import { each, pause, until } from './ground';

const refused = { times: -1, answer: { status: 422, body: { message: 'Not like this' } } };

/** The order of things: pairs, outputs, how many at once, and when nothing more is sent. */
export function running(ground: Ground): void {
	beforeEach(async () => await ground.reset());

	describe.each(ground.ways)('$title', (way) => {
		it('outputs items in the order of the input, whichever was answered first', async () => {
			const trial = ground.trial(way, { count: 8, options: { concurrency: 8 } });
			trial.marks.forEach((_, item) => trial.strike(item, { delayMs: (8 - item) * 20 }));
			const result = await ground.run(trial);
			const [items = []] = outputsOf(result);
			expect(items.map(({ pairedItem }) => pairedItem)).toEqual(trial.marks.map((_, item) => ({ item })));
			expect(idsOf(items)).toEqual(trial.ids().flat());
			expect(items.map(({ json }) => wrongWithSuccess(way, json))).toEqual(items.map(() => []));
			const echoed = items.map(({ json }) => trial.marks.find((mark) => JSON.stringify(json).includes(mark)));
			if (ground.factsOf(way).echoes) expect(echoed).toEqual(trial.marks);
		});

		it('sends items in order with Concurrency 1', async () => {
			const trial = ground.trial(way, { count: 6, options: { concurrency: 1 } });
			trial.strike(1, { delayMs: 60 });
			await ground.run(trial);
			const starts = trial.requests().map(([request]) => request!.startedAt);
			expect(starts).toEqual([...starts].sort((a, b) => a - b));
			expect(starts[2]! - starts[1]!).toBeGreaterThan(50);
		});

		it('has exactly as many items in flight as Concurrency allows', async () => {
			ground.sandbox.configure({ latencyMs: 40 });
			const trial = ground.trial(way, { count: 12, options: { concurrency: 4 } });
			await ground.run(trial);
			expect(ground.sandbox.inFlight().peak).toBe(4);
			expect(trial.countsAtVendor()).toEqual(each(12));
		});

		it('sends failed items to the error output, with their input', async () => {
			const trial = ground.trial(way, { count: 6, settings: { onError: 'continueErrorOutput' } });
			for (const item of [1, 4]) trial.strike(item, refused);
			const [good = [], bad = []] = outputsOf(await ground.run(trial));
			expect(good.map(({ pairedItem }) => pairedItem)).toEqual([0, 2, 3, 5].map((item) => ({ item })));
			expect(idsOf(good)).toEqual(trial.ids().flat());
			expect(bad.map(({ pairedItem, json }) => [pairedItem, json.mark])).toEqual([1, 4].map((item) => [{ item }, trial.marks[item]]));
			expect(bad.map(({ json: { error } }) => problems('failure', { error }))).toEqual([[], []]);
			expect(trial.countsAtVendor()).toEqual([1, 0, 1, 1, 0, 1]);
		});

		it('keeps failed items in place on the regular output', async () => {
			const trial = ground.trial(way, { count: 6, settings: { onError: 'continueRegularOutput' } });
			for (const item of [1, 4]) trial.strike(item, refused);
			const [items = [], ...others] = outputsOf(await ground.run(trial));
			expect(others).toEqual([]);
			expect(items.map(({ pairedItem }) => pairedItem)).toEqual(trial.marks.map((_, item) => ({ item })));
			expect(items.map((item) => typeof endOf(item, 1))).toEqual(['string', 'object', 'string', 'string', 'object', 'string']);
		});

		it('stops at the first failure and says how many items are done', async () => {
			const trial = ground.trial(way, { count: 12, options: { concurrency: 1 } });
			trial.strike(4, refused);
			const { status, error } = await ground.run(trial);
			expect(status).toBe('error');
			expect(error).toMatchObject({ name: 'NodeApiError', httpCode: '422', context: { itemIndex: 4 } });
			expect(error!.description).toContain('Not like this');
			expect(error!.description).toContain(`Of 12 items, 4 ${doneWord(way)}, 1 failed and 7 were not tried.`);
			expect(trial.requests().map((requests) => requests.length)).toEqual([1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0]);
		});

		it('lets the items in flight finish at the first failure, and counts them', async () => {
			ground.sandbox.configure({ latencyMs: 30 });
			const trial = ground.trial(way, { count: 20, options: { concurrency: 5 } });
			trial.strike(2, refused);
			const { error } = await ground.run(trial);
			const [, done, failed, notTried] = /(\d+) (?:created|sent|asked), (\d+) failed and (\d+) were not tried/.exec(error!.description!)!.map(Number);
			const existing = trial.countsAtVendor().reduce((sum, count) => sum + count);
			expect([done, failed]).toEqual([existing, 1]);
			expect(existing).toBeLessThan(15);
			expect(notTried).toBe(20 - existing - 1);
			expect(trial.requests().filter((requests) => requests.length > 0)).toHaveLength(existing + 1);
		});

		it('sends nothing more once the execution is cancelled', async () => {
			ground.sandbox.configure({ latencyMs: 50 });
			const trial = ground.trial(way, { count: 40, options: { concurrency: 3 } });
			const stop = new AbortController();
			const running = ground.run(trial, { signal: stop.signal });
			const sent = () => trial.requests().filter((requests) => requests.length > 0).length;
			await until(() => sent() >= 6);
			stop.abort();
			const { status } = await running;
			const sentBefore = sent();
			await pause(150);
			expect(status).toBe('canceled');
			expect(sent()).toBe(sentBefore);
			expect(sentBefore).toBeLessThan(15);
			expect(trial.countsAtVendor().filter((count) => count > 0)).toHaveLength(sentBefore);
		});

		it('stops waiting for a Retry-After when the execution is cancelled', async () => {
			const trial = ground.trial(way, { count: 6, options: { concurrency: 2 } });
			trial.strike(0, { times: -1, answer: { status: 429, headers: { 'retry-after': '60' } } });
			const stop = new AbortController();
			const running = ground.run(trial, { signal: stop.signal });
			await until(() => trial.requests()[0]!.length > 0);
			await pause(50);
			stop.abort();
			const { status, metrics } = await running;
			expect(status).toBe('canceled');
			expect(metrics.wallMs).toBeLessThan(5000);
			expect(trial.requests()[0]).toHaveLength(1);
		});

		it('pauses the whole run for the Retry-After of one answer', async () => {
			ground.sandbox.configure({ latencyMs: 10 });
			const trial = ground.trial(way, { count: 12, options: { concurrency: 3 } });
			trial.strike(3, { answer: { status: 429, headers: { 'retry-after': '1' } } });
			await ground.run(trial);
			const [asked] = trial.requests()[3]!;
			const later = trial.requests().flat().map(({ startedAt }) => startedAt - asked!.startedAt);
			// Those that were under way when the answer came, and those after the wait.
			expect(later.filter((ms) => ms > 200 && ms < 990)).toEqual([]);
			expect(later.filter((ms) => ms >= 990).length).toBeGreaterThan(3);
			expect(trial.countsAtVendor()).toEqual(each(12));
		});
	});
}

const doneWord = ({ effect, operation }: Way) => (effect === 'creates' ? 'created' : /\.(ask|suggest)$/.test(operation) ? 'asked' : 'sent');
