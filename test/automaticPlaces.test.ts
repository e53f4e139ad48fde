import { setTimeout as sleep } from 'node:timers/promises';
import { AutomaticPlaces } from '../nodes/shared/send/automaticPlaces';
import { alwaysIdle } from '../testing/simulation/alwaysIdle';
import { simulate } from '../testing/simulation/simulate';
import { cases, compare } from '../testing/simulation/table';
import { queue, steady } from '../testing/simulation/vendors';

const ITEMS = 1000;

describe('without a number, a run', () => {
	it.each(cases)('takes at most 1.3 times as long as with the best one, and loses nothing, at a vendor that $title', async (one) => {
		const { automatic, best } = await compare(one, ITEMS, [5, 15, 30, 50]);

		expect(automatic.failed).toBe(0);
		expect(automatic.mostInFlight).toBeLessThanOrEqual(50);
		expect(automatic.seconds / best.seconds).toBeLessThan(1.3);
	}, 120_000);

	it('begins with 10 in flight', async () => {
		const { starts } = await simulate({ vendor: steady(200), items: 100, places: new AutomaticPlaces(alwaysIdle()) });

		expect(starts.filter((at) => at < 190)).toHaveLength(10);
	});

	it('has 50 in flight after the time of four answers', async () => {
		const { mostInFlight } = await simulate({ vendor: steady(1000), items: 150, places: new AutomaticPlaces(alwaysIdle()) });

		expect(mostInFlight).toBe(50);
	});

	it('has few waiting in line at a vendor that serves 12 at once', async () => {
		const places = new AutomaticPlaces(alwaysIdle());
		await simulate({ vendor: queue(12, 200), items: 2000, places });

		expect(places.limit).toBeGreaterThanOrEqual(12);
		expect(places.limit).toBeLessThan(40);
	});
});

describe('places', () => {
	const answer = (places: AutomaticPlaces, from: number, ms: number, count: number) => {
		const flights = Array.from({ length: count }, () => places.started(from));
		for (const flight of flights) flight.answered(from + ms);
	};

	it('make room for one more with every answer, up to 50', () => {
		const places = new AutomaticPlaces(alwaysIdle());
		answer(places, 0, 100, 10);
		expect(places.limit).toBe(20);
		answer(places, 100, 100, 100);
		expect(places.limit).toBe(50);
	});

	it('are fewer than were in flight when a request was refused, and no more for a while', () => {
		const places = new AutomaticPlaces(alwaysIdle());
		answer(places, 0, 100, 10);
		const flights = Array.from({ length: 20 }, () => places.started(100));
		for (const flight of flights.slice(0, 15)) flight.answered(200);
		expect(flights[15]!.pushedBack(200, false)).toBe(true);
		expect(places.limit).toBe(13);
		answer(places, 300, 100, 100);
		expect(places.limit).toBe(13);
		answer(places, 20_000, 100, 20);
		expect(places.limit).toBeGreaterThan(13);
	});

	it('stay as they are when the pace is to blame', () => {
		const places = new AutomaticPlaces(alwaysIdle());
		answer(places, 0, 100, 10);
		expect(places.started(100).pushedBack(200, true)).toBe(false);
		expect(places.limit).toBe(20);
	});

	it('are never fewer than one', () => {
		const places = new AutomaticPlaces(alwaysIdle());
		for (let at = 0; at < 1_000_000; at += 200_000) places.started(at).broken(at + 10);
		expect(places.limit).toBe(1);
	});

	it('are never fewer than 10 because answers are slow', () => {
		const places = new AutomaticPlaces(alwaysIdle());
		answer(places, 0, 10, 40);
		for (let at = 1000; at < 1_000_000; at += 10_000) answer(places, at, 9000, 40);
		expect(places.limit).toBeGreaterThanOrEqual(10);
	});

	it.each([
		['are fewer when answers get slower', alwaysIdle(), false],
		['stay as they are when answers get slower because this process is busy', () => 0, true],
	])('%s', (_, idleMs, stay) => {
		const places = new AutomaticPlaces(idleMs);
		answer(places, 0, 20, 100);
		expect(places.limit).toBe(50);
		answer(places, 1000, 100, 40);
		expect(places.limit === 50).toBe(stay);
	});

	it.each([
		['are fewer when answers get slower and this process waits', async () => await sleep(300), false],
		['stay as they are when answers get slower and this process works', async () => work(300), true],
	])('%s', async (_, pass, stay) => {
		const places = new AutomaticPlaces();
		answer(places, 0, 20, 100);
		const startedAt = performance.now();
		const flights = Array.from({ length: 40 }, () => places.started(startedAt));
		await pass();
		for (const flight of flights) flight.answered(performance.now());
		expect(places.limit === 50).toBe(stay);
	});
});

/** Keeps this process busy. */
function work(ms: number): void {
	const until = performance.now() + ms;
	while (performance.now() < until);
}
