import { AutomaticPlaces } from '../../nodes/shared/send/automaticPlaces';
import { FixedPlaces } from '../../nodes/shared/send/places';
import { alwaysIdle } from './alwaysIdle';
import { sliding } from './limits';
import type { SimulatedResult } from './simulate';
import { simulate } from './simulate';
import { bot, crowded, limited, moodyBot, queue, steady, type SimulatedVendor } from './vendors';

export interface Case {
	title: string;
	vendor: SimulatedVendor;
}

/** Vendors of every kind. */
export const cases: Case[] = [
	{ title: 'answers in 20 ms', vendor: steady(20) },
	{ title: 'answers in 200 ms', vendor: steady(200) },
	{ title: 'answers in 5 s', vendor: steady(5000) },
	{ title: 'a bot: between 1 and 60 s', vendor: bot(1000, 60_000) },
	{ title: 'a bot: mostly 5 s, sometimes 100', vendor: moodyBot(5000) },
	{ title: 'serves 12 at once in 200 ms, the others wait', vendor: queue(12, 200) },
	{ title: 'serves 5 at once in 200 ms, the others wait', vendor: queue(5, 200) },
	{ title: 'serves 12 at once, slower the more wait', vendor: queue(12, 200, true) },
	{ title: 'allows 20 a second, says how long to wait', vendor: limited(() => sliding(20), 200) },
	{ title: 'allows 20 a second, does not say', vendor: limited(() => sliding(20, false), 200) },
	{ title: 'allows 100 a second', vendor: limited(() => sliding(100), 200) },
	{ title: 'allows 6 at once (429)', vendor: crowded(6, 200, { status: 429, retryAfterMs: null }) },
	{ title: 'allows 15 at once (429)', vendor: crowded(15, 200, { status: 429, retryAfterMs: null }) },
	{ title: 'allows 15 at once (429, wait a second)', vendor: crowded(15, 200, { status: 429, retryAfterMs: 1000 }) },
	{ title: 'fails from 30 at once (503)', vendor: crowded(30, 200, { status: 503, retryAfterMs: null }) },
	{ title: 'refuses connections from 30 at once', vendor: crowded(30, 200, { code: 'ECONNREFUSED' }) },
];

export const FIXED = [1, 2, 5, 10, 15, 20, 30, 40, 50];

export interface Fixed extends SimulatedResult {
	concurrency: number;
}

/** How the run does without a number, and with each of these. */
export async function compare({ vendor }: Case, items: number, concurrencies = FIXED, seed = 1) {
	const automatic = await simulate({ vendor, items, places: new AutomaticPlaces(alwaysIdle()), seed });
	const fixed: Fixed[] = [];
	for (const concurrency of concurrencies) {
		fixed.push({ concurrency, ...(await simulate({ vendor, items, places: new FixedPlaces(concurrency), seed })) });
	}
	const fewest = Math.min(...fixed.map(({ failed }) => failed));
	const best = fixed.filter(({ failed }) => failed === fewest).reduce((one, other) => (other.seconds < one.seconds ? other : one));
	return { automatic, fixed, best };
}
