import { contenders, type ContenderName } from './contenders';
import type { Cell, ExpressionEngine } from './measure';
import type { PoolCase } from './pool';
import type { SingleCase } from './single';
import { NETWORK_MS, type Scheme } from './vendor';

/** One thing to measure in one round. */
export interface Step {
	round: number;
	cell: Cell;
}

export interface Plan {
	steps: Step[];
	pools: Array<{ round: number; pool: PoolCase }>;
	singles: Array<{ round: number; one: SingleCase; turns: number }>;
	/** Whether who allocates what is sampled, for some minutes. */
	heap: boolean;
	/** How often the files of the package are loaded. */
	weighings: number;
}

interface Field {
	expressionEngine: ExpressionEngine;
	scheme: Scheme;
	networkMs?: number;
	items: number[];
	latenciesMs: number[];
	/** All by default. */
	names?: ContenderName[];
	/** The most rounds. What takes long is measured less often. */
	rounds: number;
	/** Seconds. Measurements that would take longer are left out. */
	longestS: number;
}

const OWN = { expressionEngine: 'vm', scheme: 'http', longestS: 210 } as const;
const LEGACY = { expressionEngine: 'legacy', scheme: 'http', longestS: 60 } as const;
const HTTPS = { expressionEngine: 'vm', scheme: 'https', longestS: 60 } as const;
const FAR = { expressionEngine: 'vm', networkMs: NETWORK_MS, longestS: 60 } as const;
const ALL_MS = [0, 20, 200];
/** Those that a claim about all rows compares. */
const RIVALS: ContenderName[] = ['ours-500', 'http'];
const FEW: ContenderName[] = ['automatic', 'ours-50', 'ours-500', 'http'];
const OWN_AND_FLOOR: ContenderName[] = ['ours-10', 'ours-25', 'floor'];
const TWINS: ContenderName[] = ['http-batched', 'declarative', 'sequential', 'plain-50'];
const OTHERS: ContenderName[] = [...OWN_AND_FLOOR, ...TWINS];

/** n8n's default setting is measured most often, the others to see where they make a difference. */
const FIELDS: Field[] = [
	{ ...OWN, items: [100], latenciesMs: [200], rounds: 1 },
	{ ...OWN, items: [1000], latenciesMs: ALL_MS, names: FEW, rounds: 3 },
	{ ...OWN, items: [1000], latenciesMs: ALL_MS, names: OWN_AND_FLOOR, rounds: 2 },
	{ ...OWN, items: [1000], latenciesMs: ALL_MS, names: TWINS, rounds: 1, longestS: 60 },
	{ ...OWN, items: [10_000], latenciesMs: [0, 20], names: [...RIVALS, 'ours-50'], rounds: 2 },
	{ ...OWN, items: [10_000], latenciesMs: [0, 20], names: ['automatic', ...OTHERS], rounds: 1 },
	{ ...OWN, items: [10_000], latenciesMs: [200], names: [...FEW, 'plain-50'], rounds: 2 },
	{ ...OWN, items: [10_000], latenciesMs: [200], names: OTHERS.filter((name) => name !== 'plain-50'), rounds: 1 },
	{ ...LEGACY, items: [1000], latenciesMs: ALL_MS, names: FEW, rounds: 3 },
	{ ...LEGACY, items: [1000], latenciesMs: ALL_MS, names: OTHERS, rounds: 1 },
	{ ...LEGACY, items: [10_000], latenciesMs: ALL_MS, names: RIVALS, rounds: 2 },
	{ ...LEGACY, items: [10_000], latenciesMs: [0, 20], names: ['automatic', 'ours-50'], rounds: 1 },
	{ ...HTTPS, items: [1000], latenciesMs: [20, 200], names: [...FEW, ...OWN_AND_FLOOR], rounds: 1 },
	{ ...FAR, scheme: 'http', items: [1000], latenciesMs: [20], names: [...FEW, 'floor'], rounds: 3 },
	{ ...FAR, scheme: 'https', items: [1000], latenciesMs: [20], names: [...FEW, 'floor'], rounds: 2 },
];

/** What all rounds of one measurement together may take, if there is to be more than one. In seconds. */
const ENOUGH_S = 140;

const VM = { expressionEngine: 'vm', scheme: 'http' } as const;
const SINGLES: SingleCase[] = [
	{ ...VM, latencyMs: 0 },
	{ ...VM, latencyMs: 20 },
	{ ...VM, expressionEngine: 'legacy', latencyMs: 0 },
	{ ...VM, networkMs: NETWORK_MS, latencyMs: 20 },
	{ ...VM, scheme: 'https', networkMs: NETWORK_MS, latencyMs: 20 },
];

/** Everything, in rounds: in each, all contenders at one load one after the other. */
export function fullPlan(): Plan {
	const rounds = [0, 1, 2];
	const cells = FIELDS.flatMap((field) =>
		field.items.flatMap((items) =>
			field.latenciesMs.flatMap((latencyMs) =>
				contenders
					.filter(({ name }) => (field.names?.includes(name) ?? true) && (name !== 'ours-25' || latencyMs === 20))
					.map(({ name }) => cellOf(field, name, items, latencyMs))
					.map((cell) => ({ cell, rounds: roundsOf(cell, field) })),
			),
		),
	);
	const loads = [...new Set(cells.map(({ cell }) => loadOf(cell)))];
	const byLoad = cells.sort((a, b) => loads.indexOf(loadOf(a.cell)) - loads.indexOf(loadOf(b.cell)));
	return {
		steps: rounds.flatMap((round) => byLoad.filter((one) => round < one.rounds).map(({ cell }) => ({ round, cell }))),
		pools: poolCases(400).map((pool) => ({ round: 0, pool })),
		singles: rounds.flatMap((round) => SINGLES.filter(({ networkMs }) => networkMs === undefined || round < 2).map((one) => ({ round, one, turns: one.networkMs === undefined ? 30 : 10 }))),
		heap: true,
		weighings: 60,
	};
}

export const planSingles = (): Plan => ({ ...fullPlan(), steps: [], pools: [], heap: false });

/** A selection that shows within two minutes whether something went wrong. */
export function quickPlan(): Plan {
	const names = (load: Partial<Cell> & Pick<Cell, 'latencyMs' | 'items'>, ...contenderNames: ContenderName[]) =>
		contenderNames.map((name) => ({ round: 0, cell: { ...VM, ...load, contender: name } }));
	return {
		steps: [
			...names({ latencyMs: 200, items: 1000 }, 'ours-50', 'ours-500', 'http', 'floor'),
			...names({ latencyMs: 20, items: 1000 }, 'automatic', 'ours-25', 'ours-50', 'ours-500', 'http'),
			...names({ latencyMs: 200, items: 40 }, 'ours-10', 'sequential'),
		],
		pools: [{ round: 0, pool: { concurrency: 10, latencyMs: 200, items: 100 } }],
		singles: [{ round: 0, one: { ...VM, latencyMs: 0 }, turns: 8 }],
		heap: false,
		weighings: 9,
	};
}

const poolCases = (items: number): PoolCase[] => [
	{ concurrency: 10, latencyMs: 200, items },
	{ concurrency: 50, latencyMs: 200, items },
];

const cellOf = ({ expressionEngine, scheme, networkMs }: Field, contender: ContenderName, items: number, latencyMs: number): Cell => ({
	...{ contender, expressionEngine, scheme, latencyMs, items },
	...(networkMs !== undefined && { networkMs }),
});

const loadOf = ({ expressionEngine, scheme, networkMs, items, latencyMs }: Cell): string =>
	[expressionEngine, scheme, networkMs, items, latencyMs].join();

function roundsOf(cell: Cell, { rounds, longestS }: Field): number {
	const seconds = expectedSeconds(cell);
	return seconds > longestS ? 0 : Math.max(1, Math.min(rounds, Math.floor(ENOUGH_S / seconds)));
}

/** A rough estimate, to order the measurements and to show the remaining time. */
export function expectedSeconds({ contender, items, latencyMs, networkMs = 0 }: Cell): number {
	const [width, costMs] = EXPECTED[contender];
	const requestMs = latencyMs + networkMs * (contender === 'floor' ? 2 : 4);
	return (items * (costMs + requestMs / width)) / 1000;
}

/** How many requests are under way at once, and the processor's time for one, in milliseconds. */
const EXPECTED: Record<ContenderName, [number, number]> = {
	automatic: [45, 0.5],
	'ours-10': [10, 0.5],
	'ours-25': [25, 0.5],
	'ours-50': [50, 0.5],
	'ours-500': [500, 0.5],
	http: [1000, 1.6],
	'http-batched': [50, 1.7],
	declarative: [1000, 4],
	sequential: [1, 2],
	'plain-50': [50, 2],
	floor: [50, 0.1],
};
