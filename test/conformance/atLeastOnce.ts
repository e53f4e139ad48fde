import type { FailureJson } from '../../nodes/shared/failure/failure';
import type { Fault } from '../../testing/sandbox';
import { inLanes } from '../../testing/inLanes';
import { outputsOf } from '../../testing/workflows';
import type { Ground } from './ground';

/** Seconds. */
const TIMEOUT = 2;
const MAX_RETRIES = 2;

type Strike = Omit<Fault, 'vendor' | 'operation' | 'match'>;
interface Case {
	name: string;
	strike: Strike;
	/** How often a request is sent for the item, and what it ends as; null where it is made in the end. */
	sent: number;
	end: Pick<FailureJson, 'outcome' | 'retries'> | null;
	says?: string;
}

const always = -1;
const broken = { status: 500, body: 'Something broke' };
const usedUp = { outcome: 'unknown', retries: MAX_RETRIES } as const;
const LAST = 'That was the last of 2 retries that Max Retries allows.';

const cases: Case[] = [
	{ name: 'a 500 that passes', strike: { answer: broken }, sent: 2, end: null },
	{ name: 'a 500 that stays', strike: { answer: broken, times: always }, sent: 3, end: usedUp, says: LAST },
	{ name: 'a cut connection that passes', strike: { cut: 'beforeAnswer', times: 2 }, sent: 3, end: null },
	{ name: 'a cut connection that stays', strike: { cut: 'beforeAnswer', times: always }, sent: 3, end: usedUp, says: LAST },
	{ name: 'no answer in time', strike: { answer: broken, delayMs: TIMEOUT * 1500 }, sent: 2, end: null },
	{ name: 'an unreadable 200 that passes', strike: { answer: { status: 200, body: '<p>Hello</p>' } }, sent: 2, end: null },
	{ name: 'an unreadable 200 that stays', strike: { answer: { status: 200, body: 'null' }, times: always }, sent: 3, end: usedUp, says: LAST },
	{ name: 'a redirect', strike: { answer: { status: 307, headers: { location: '/__sandbox/elsewhere' } }, times: always }, sent: 1, end: { outcome: 'unknown', retries: 0 }, says: 'Base URL' },
	{ name: 'a refusal', strike: { answer: { status: 422, body: { message: 'No' } }, times: always }, sent: 1, end: { outcome: 'notCreated', retries: 0 } },
	{ name: 'a push-back', strike: { answer: { status: 503, headers: { 'retry-after': '1' } } }, sent: 2, end: null },
];

/** Delivery set to At Least Once: what may have worked is sent again, within Max Retries. */
export function atLeastOnce(ground: Ground): void {
	const ended = new Map<string, Array<{ sent: number; made: number; error?: FailureJson }>>();

	beforeAll(async () => {
		await ground.reset();
		await inLanes(4, ground.ways, async (way) => {
			const trial = ground.trial(way, {
				count: cases.length,
				options: { delivery: 'atLeastOnce', concurrency: cases.length, timeout: TIMEOUT, maxRetries: MAX_RETRIES },
				settings: { onError: 'continueRegularOutput' },
			});
			cases.forEach(({ strike }, item) => trial.strike(item, strike));
			const [items = []] = outputsOf(await ground.run(trial));
			const [sent, made] = [trial.requests(), trial.countsAtVendor()];
			const results = items.map(({ json }, item) => ({ sent: sent[item]!.length, made: made[item]!, error: json.error as FailureJson | undefined }));
			ended.set(way.title, results);
		});
	}, 180_000);

	it.each(cases.map((one, item) => ({ ...one, item })))('sends as often as it should after $name', ({ item, sent, end, says = '' }) => {
		for (const { title } of ground.ways) {
			const { error, ...counts } = ended.get(title)![item]!;
			expect([title, counts, error]).toEqual([title, { sent, made: end ? 0 : 1 }, end ? expect.objectContaining(end) : undefined]);
			if (end) expect([title, error!.description]).toEqual([title, expect.stringContaining(says)]);
		}
	});

	describe.each(ground.ways.slice(0, 1))('$title', (way) => {
		beforeEach(async () => await ground.reset());
		const options = { delivery: 'atLeastOnce', maxRetries: MAX_RETRIES, concurrency: 10, timeout: TIMEOUT };

		it('is still in doubt when it is refused in the end', async () => {
			const trial = ground.trial(way, { count: 1, options, settings: { onError: 'continueRegularOutput' } });
			trial.strike(0, { answer: broken });
			trial.strike(0, { answer: { status: 422, body: { message: 'There is one' } } });
			const { error } = outputsOf(await ground.run(trial))[0]![0]!.json as { error: FailureJson };
			expect(error).toMatchObject({ reason: 'validation', outcome: 'unknown', retries: 1 });
			expect(error.description).toContain('An earlier request of this item may have done its work all the same');
		});

		it('is still in doubt when the run stops before the next try', async () => {
			const trial = ground.trial(way, { count: 2, options });
			trial.strike(0, { answer: broken, times: always });
			trial.strike(1, { answer: { status: 403, body: { message: 'No' } }, delayMs: 100, times: always });
			const { error } = await ground.run(trial);
			expect(error?.description).toContain('1 may exist at the vendor all the same (item 0)');
			expect(trial.requests()[0]).toHaveLength(1);
		});
	});
}
