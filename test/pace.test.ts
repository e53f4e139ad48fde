import { Pace } from '../nodes/shared/send/pace';
import { FixedPlaces } from '../nodes/shared/send/places';
import type { Limit } from '../testing/simulation/limits';
import { bucket, passing, sliding, windows } from '../testing/simulation/limits';
import type { SimulatedRun } from '../testing/simulation/simulate';
import { simulate } from '../testing/simulation/simulate';
import { limited } from '../testing/simulation/vendors';

interface Load extends Pick<SimulatedRun, 'items' | 'seed' | 'pace'> {
	limit: Limit;
	concurrency: number;
	latencyMs: number;
}

const play = async ({ limit, concurrency, latencyMs, ...run }: Load) =>
	await simulate({ ...run, vendor: limited(() => limit, latencyMs), places: new FixedPlaces(concurrency) });

/** A pool that stays as wide as it is. */
const fixed: Load['pace'] = { delay: () => 0, gap: () => 0, started: () => {}, acceptedOne: () => {}, pushedBack: () => {} };

const POOLS = [
	{ concurrency: 10, latencyMs: 20 },
	{ concurrency: 10, latencyMs: 200 },
	{ concurrency: 50, latencyMs: 20 },
	{ concurrency: 50, latencyMs: 200 },
];
const free: Limit = () => undefined;

describe('before a vendor with a limit', () => {
	const limits: Array<[string, () => Limit]> = [
		['20 in any second', () => sliding(20)],
		['20 in any second, no Retry-After', () => sliding(20, false)],
		['20 in each second', () => windows(20)],
		['a bucket of 20 that fills with 20 a second', () => bucket(20, 20)],
	];
	const cases = limits.flatMap(([name, limit]) => POOLS.map((pool) => ({ name, limit, ...pool })));

	it.each(cases)('$name, $concurrency at once, $latencyMs ms: every item comes through, near the limit', async ({ limit, ...pool }) => {
		for (const seed of [1, 2, 3, 4, 5]) {
			const { failed, seconds, pushedBack } = await play({ ...pool, seed, limit: limit(), items: 400 });
			expect(failed).toBe(0);
			expect(seconds).toBeLessThan(24);
			expect(pushedBack).toBeLessThan(pool.concurrency + 40);
		}
	});

	it.each(POOLS.filter(({ latencyMs }) => latencyMs === 200))('ends sooner than a fixed pool, $concurrency at once', async (pool) => {
		const run = { ...pool, items: 1000 };
		const ours = await play({ ...run, limit: sliding(20) });
		const theirs = await play({ ...run, limit: sliding(20), pace: fixed });
		expect(ours.failed).toBe(0);
		expect(ours.seconds / theirs.seconds).toBeLessThan(0.9);
		expect(ours.pushedBack).toBeLessThan(theirs.pushedBack / 5);
	});

	it.each(POOLS)('loses nothing when the limit drops to a quarter: $concurrency at once, $latencyMs ms', async (pool) => {
		const [before, after] = [sliding(20), sliding(5)];
		const limit: Limit = (now) => (now < 5000 ? before : after)(now);
		const { failed, seconds } = await play({ ...pool, limit, items: 200 });
		expect(failed).toBe(0);
		expect(seconds).toBeLessThan(40);
	});

	it.each([1, 2, 5, 100])('stays below a limit of %i a second', async (perSecond) => {
		const items = 40 * perSecond;
		const { failed, seconds } = await play({ limit: sliding(perSecond), items, concurrency: 10, latencyMs: 20 });
		expect(failed).toBe(0);
		expect(seconds).toBeLessThan(60);
	});
});

describe('after a push-back that passes', () => {
	it.each<[string, Limit, (typeof POOLS)[number]]>([
		['in the middle', passing(1000, 1020), { concurrency: 10, latencyMs: 20 }],
		['in the middle of slow ones', passing(3000, 3050), { concurrency: 10, latencyMs: 200 }],
		['in the middle of many', passing(3000, 3050), { concurrency: 50, latencyMs: 200 }],
		['without Retry-After', passing(3000, 3050, null), { concurrency: 50, latencyMs: 200 }],
	])('%s, it costs little more than the wait itself', async (_where, limit, pool) => {
		const run = { ...pool, items: 1000 };
		const undisturbed = (await play({ ...run, limit: free })).seconds;
		expect((await play({ ...run, limit })).seconds - undisturbed).toBeLessThan(2.5);
	});

	it('of all first requests, it is at full speed again within seconds', async () => {
		const { starts } = await play({ limit: passing(0, 120), items: 1000, concurrency: 10, latencyMs: 20 });
		const lateStarts = starts.filter((at) => at > 7000 && at < 7200);
		expect(lateStarts.length).toBeGreaterThan(70);
	});
});

it('does nothing as long as nobody pushes back', () => {
	const pace = new Pace();
	for (let now = 0; now < 1000; now += 1) {
		expect(pace.delay(now)).toBe(0);
		pace.started(now);
		pace.acceptedOne();
	}
});

it('holds all requests until the wait is over', () => {
	const pace = new Pace();
	pace.started(0);
	pace.pushedBack(100, 0, 7000);
	expect(pace.delay(100)).toBe(7000);
	expect(pace.delay(7099)).toBe(1);
	expect(pace.delay(7100)).toBe(0);
});

it('is free again after a calm while, and then holds all requests at the next push-back', () => {
	const pace = new Pace();
	pace.started(0);
	pace.pushedBack(100, 0, 1000);
	expect(pace.delay(10_000)).toBe(0);
	pace.started(10_000);
	pace.acceptedOne();
	expect(pace.delay(10_000)).toBe(0);
	pace.pushedBack(10_100, 10_000, 1000);
	expect(pace.delay(10_100)).toBe(1000);
});

it('counts push-backs of requests that were in flight together as one', () => {
	const gapAfter = (pushBacks: number) => {
		const pace = new Pace();
		for (let request = 0; request < 20; request += 1) pace.started(0);
		for (let request = 0; request < 10; request += 1) pace.acceptedOne();
		for (let request = 0; request < pushBacks; request += 1) pace.pushedBack(100, 0, 1000);
		return pace.gap(1100);
	};
	expect(gapAfter(1)).toBe(110);
	expect(gapAfter(10)).toBe(110);
});

it('counts what is accepted after the push-back but was sent before', () => {
	const pace = new Pace();
	for (let request = 0; request < 30; request += 1) pace.started(0);
	for (let request = 0; request < 10; request += 1) pace.acceptedOne();
	pace.pushedBack(100, 0, 1000);
	for (let request = 0; request < 10; request += 1) pace.acceptedOne();
	expect(pace.gap(1100)).toBe(55);
});

it('never waits longer than two seconds between two starts', () => {
	const pace = new Pace();
	let now = 0;
	for (let round = 0; round < 20; round += 1) {
		now += pace.delay(now);
		pace.started(now);
		pace.pushedBack(now + 10, now, 10);
		now += 10;
	}
	expect(pace.gap(now + 10)).toBeLessThanOrEqual(2000);
});
