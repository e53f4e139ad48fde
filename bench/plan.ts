import { contenders, type ContenderName } from './contenders';
import type { Cell, ExpressionEngine } from './measure';
import type { PoolCase } from './pool';
import type { Scheme } from './vendor';

/** One thing to measure in one round. */
export interface Step {
	round: number;
	cell: Cell;
}

export interface Plan {
	steps: Step[];
	pools: Array<{ round: number; pool: PoolCase }>;
}

interface Field {
	expressionEngine: ExpressionEngine;
	scheme: Scheme;
	items: number[];
	latenciesMs: number[];
	rounds: number;
}

const ITEMS = [1, 100, 1000, 10_000];
const LATENCIES_MS = [0, 20, 200];

/** The product's own setting first and most often; the others to see that nothing hangs on it. */
const FIELDS: Field[] = [
	{ expressionEngine: 'vm', scheme: 'http', items: ITEMS, latenciesMs: LATENCIES_MS, rounds: 5 },
	{ expressionEngine: 'vm', scheme: 'https', items: ITEMS, latenciesMs: LATENCIES_MS, rounds: 3 },
	{ expressionEngine: 'legacy', scheme: 'http', items: [100, 1000], latenciesMs: LATENCIES_MS, rounds: 3 },
];

const LONG_S = 20;
const VERY_LONG_S = 90;
const TOO_LONG_S = 250;

/** Everything, in rounds: in each, all contenders at one load one after the other. */
export function fullPlan(): Plan {
	const rounds = [0, 1, 2, 3, 4];
	const cells = FIELDS.flatMap((field) =>
		field.items.flatMap((items) =>
			field.latenciesMs.flatMap((latencyMs) =>
				contenders
					.filter(({ name }) => name !== 'ours-25' || latencyMs === 20)
					.map(({ name }) => ({ field, cell: cellOf(field, name, items, latencyMs) })),
			),
		),
	);
	return {
		steps: rounds.flatMap((round) =>
			cells.filter(({ field, cell }) => round < roundsOf(cell, field.rounds)).map(({ cell }) => ({ round, cell })),
		),
		pools: [0, 1, 2].flatMap((round) => poolCases(400).map((pool) => ({ round, pool }))),
	};
}

/** What tells within two minutes whether something went wrong. */
export function quickPlan(): Plan {
	const vm = { expressionEngine: 'vm', scheme: 'http' } as const;
	const names = (latencyMs: number, items: number, ...contenderNames: ContenderName[]) =>
		contenderNames.map((name) => ({ round: 0, cell: cellOf(vm, name, items, latencyMs) }));
	return {
		steps: [
			...names(200, 1000, 'ours-50', 'floor'),
			...names(20, 1000, 'ours-25', 'ours-50', 'http', 'declarative'),
			...names(200, 100, 'ours-10', 'sequential'),
		],
		pools: [{ round: 0, pool: { concurrency: 10, latencyMs: 200, items: 100 } }],
	};
}

const poolCases = (items: number): PoolCase[] => [
	{ concurrency: 10, latencyMs: 200, items },
	{ concurrency: 50, latencyMs: 200, items },
];

const cellOf = (
	{ expressionEngine, scheme }: Pick<Field, 'expressionEngine' | 'scheme'>,
	contender: ContenderName,
	items: number,
	latencyMs: number,
): Cell => ({ contender, expressionEngine, scheme, latencyMs, items });

/** What takes long is measured less often, and what takes far too long not at all. */
function roundsOf(cell: Cell, most: number): number {
	const seconds = expectedSeconds(cell);
	if (seconds > TOO_LONG_S) return 0;
	if (seconds > VERY_LONG_S) return 1;
	return seconds > LONG_S ? Math.min(most, most > 3 ? 3 : 1) : most;
}

/** Roughly, for the order of things and for telling how long it still takes. */
export function expectedSeconds({ contender, items, latencyMs }: Cell): number {
	const [width, costMs] = EXPECTED[contender];
	return (items * (costMs + latencyMs / width)) / 1000;
}

/** How many requests are under way at once, and the processor's time for one, in milliseconds. */
const EXPECTED: Record<ContenderName, [number, number]> = {
	'ours-10': [10, 1],
	'ours-25': [25, 1],
	'ours-50': [50, 1],
	http: [1000, 3],
	'http-batched': [50, 3],
	declarative: [1000, 10],
	sequential: [1, 4],
	floor: [50, 0.4],
};

/** Starting an engine and warming it up. */
export const OVERHEAD_S = 3;
