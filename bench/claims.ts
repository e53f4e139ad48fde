import { contender, type ContenderName } from './contenders';
import type { Cell, Measurement } from './measure';
import type { PoolMeasurement } from './pool';
import { spreadOf } from './statistics';
import type { Weight } from './weight';

/** One thing that must hold, and what was measured. */
export interface Claim {
	what: string;
	/** Null where this run did not measure it. */
	measured: number | null;
	/** What lies between, where it is a ratio of several rounds. */
	spread?: [number, number];
	unit?: string;
	limit: string;
	held: boolean | null;
}

type Setting = Pick<Cell, 'expressionEngine' | 'scheme'>;
type Load = Pick<Cell, 'items' | 'latencyMs'>;

/** What issue 4 of this project wants, computed from the product's own setting: `vm` expressions over http. */
export function claimsOf(measurements: Measurement[], pools: PoolMeasurement[], weight: Weight | undefined): Claim[] {
	const productSetting: Setting = { expressionEngine: 'vm', scheme: 'http' };
	return [...speedClaims(measurements, productSetting), ...poolClaims(pools), ...weightClaims(weight)];
}

export function speedClaims(all: Measurement[], setting: Setting): Claim[] {
	const of = (name: ContenderName, load: Load) =>
		all.filter((one) => one.contender === name && isSame(one, setting) && isSame(one, load));
	/** Ratios of one figure, pair by pair in the same round. */
	const ratios = (figure: keyof Measurement, [name, load]: [ContenderName, Load], [other, otherLoad]: [ContenderName, Load]) =>
		of(name, load).flatMap((one) => {
			const pair = of(other, otherLoad).find(({ round }) => round === one.round);
			return pair ? [(one[figure] as number) / (pair[figure] as number)] : [];
		});
	const highest = (figure: keyof Measurement, name: ContenderName, load: Load) => {
		const values = of(name, load).map((one) => one[figure] as number);
		return values.length > 0 ? [Math.max(...values)] : [];
	};
	const middle = (figure: keyof Measurement, name: ContenderName, load: Load) => of(name, load).map((one) => one[figure] as number);
	const thousand = (latencyMs: number): Load => ({ items: 1000, latencyMs });
	const tenThousand = (latencyMs: number): Load => ({ items: 10_000, latencyMs });
	const hasThousand = of('sequential', thousand(200)).length > 0;
	const sequentialLoad = hasThousand ? thousand(200) : { items: 100, latencyMs: 200 };

	return [
		atMost(1.25, '1,000 items at 200 ms, concurrency 50: time over the keep-alive floor', ratios('wallMs', ['ours-50', thousand(200)], ['floor', thousand(200)])),
		below(1, '1,000 items at 20 ms, concurrency 25: time over HTTP Request', ratios('wallMs', ['ours-25', thousand(20)], ['http', thousand(20)])),
		atMost(0.75, '1,000 items at 20 ms, concurrency 50: CPU an item over HTTP Request', ratios('cpuMsPerItem', ['ours-50', thousand(20)], ['http', thousand(20)])),
		atMost(1 / 3, '1,000 items at 20 ms, concurrency 50: CPU an item over the declarative twin', ratios('cpuMsPerItem', ['ours-50', thousand(20)], ['declarative', thousand(20)])),
		...(['ours-10', 'ours-50'] as const).flatMap((name) => {
			const { bound = 0 } = contender(name);
			return [
				atMost(bound, `10,000 items at 200 ms, concurrency ${bound}: most requests in flight`, highest('inFlight', name, tenThousand(200)), ''),
				atMost(bound, `10,000 items at 200 ms, concurrency ${bound}: most sockets open`, highest('sockets', name, tenThousand(200)), ''),
				atMost(0.4, `10,000 items at 200 ms, concurrency ${bound}: growth of memory over HTTP Request`, ratios('rssGrowthMb', [name, tenThousand(200)], ['http', tenThousand(200)])),
				atMost(10.3, `10,000 items at 200 ms, concurrency ${bound}: time over that of 1,000`, ratios('wallMs', [name, tenThousand(200)], [name, thousand(200)])),
			];
		}),
		atMost(50, '1,000 items at 200 ms, concurrency 50: longest event-loop block', middle('longestBlockMs', 'ours-50', thousand(200)), ' ms'),
		atMost(50, '1,000 items at 20 ms, concurrency 50: longest event-loop block', middle('longestBlockMs', 'ours-50', thousand(20)), ' ms'),
		atLeast(9, `${sequentialLoad.items.toLocaleString('en')} items at 200 ms, default setting: time of a sequential node over ours`, ratios('wallMs', ['sequential', sequentialLoad], ['ours-10', sequentialLoad])),
	];
}

function poolClaims(pools: PoolMeasurement[]): Claim[] {
	return ([10, 50] as const).flatMap((concurrency) => {
		const of = (pool: PoolMeasurement['pool']) => pools.filter((one) => one.pool === pool && one.concurrency === concurrency);
		const ratios = of('ours').flatMap((one) => {
			const pair = of('fixed').find(({ round }) => round === one.round);
			return pair ? [one.wallMs / pair.wallMs] : [];
		});
		const failed = of('ours').map((one) => one.failed);
		const vendor = `20 requests a second allowed, 200 ms, concurrency ${concurrency}`;
		return [
			below(1, `${vendor}: time over a fixed pool`, ratios),
			atMost(0, `${vendor}: items lost (a fixed pool: ${Math.max(0, ...of('fixed').map((one) => one.failed))})`, failed, ''),
		];
	});
}

const weightClaims = (weight: Weight | undefined): Claim[] => [
	atMost(5, 'Loading all nodes and credentials when n8n starts', weight ? [weight.load.median] : [], ' ms'),
	atMost(60, 'Packed size', weight ? [weight.packedBytes / 1000] : [], ' kB'),
];

const isSame = <T extends object>(one: T, values: Partial<T>): boolean =>
	Object.entries(values).every(([key, value]) => one[key as keyof T] === value);

const atMost = (limit: number, what: string, values: number[], unit?: string): Claim =>
	claim(what, values, `at most ${round(limit)}`, (value) => value <= limit, unit);
const atLeast = (limit: number, what: string, values: number[], unit?: string): Claim =>
	claim(what, values, `at least ${round(limit)}`, (value) => value >= limit, unit);
const below = (limit: number, what: string, values: number[]): Claim =>
	claim(what, values, `below ${round(limit)}`, (value) => value < limit);

function claim(what: string, values: number[], limit: string, test: (value: number) => boolean, unit = ' times'): Claim {
	const spread = spreadOf(values);
	if (!spread) return { what, measured: null, limit, unit, held: null };
	const { median, min, max, count } = spread;
	return { what, measured: median, ...(count > 1 && { spread: [min, max] }), limit, unit, held: test(median) };
}

/** One line that says whether it holds. */
export function lineOf({ what, measured, spread, limit, unit = '', held }: Claim): string {
	if (measured === null || held === null) return `not measured  ${what} (${limit}${unit})`;
	const between = spread && spread[0] !== spread[1] ? `, ${round(spread[0])} to ${round(spread[1])}` : '';
	return `${held ? 'held        ' : 'NOT HELD    '}  ${what}: ${round(measured)}${unit}${between} (${limit}${unit})`;
}

const round = (value: number): string => (value === 0 ? '0' : Number(value.toPrecision(3)).toString());
