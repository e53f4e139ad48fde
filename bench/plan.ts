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
	rounds: number;
}

const LATENCIES_MS = [0, 20, 200];

/** The product's own setting most often; the others to see that nothing hangs on it. */
const FIELDS: Field[] = [
	{ expressionEngine: 'vm', scheme: 'http', items: [1, 100], rounds: 3 },
	{ expressionEngine: 'vm', scheme: 'http', items: [1000], rounds: 5 },
	{ expressionEngine: 'vm', scheme: 'http', items: [10_000], rounds: 3 },
	{ expressionEngine: 'vm', scheme: 'https', items: [1, 100, 1000, 10_000], rounds: 1 },
	{ expressionEngine: 'legacy', scheme: 'http', items: [100, 1000], rounds: 1 },
];

/** What takes long is measured less often, and what would take far too long not at all. In seconds. */
const ENOUGH_S = 45;
const TOO_LONG_S = 250;

/** Everything, in rounds: in each, all contenders at one load one after the other. */
export function fullPlan(): Plan {
	const rounds = [0, 1, 2, 3, 4];
	const cells = FIELDS.flatMap((field) =>
		field.items.flatMap((items) =>
			LATENCIES_MS.flatMap((latencyMs) =>
				contenders
					.filter(({ name }) => name !== 'ours-25' || latencyMs === 20)
					.map(({ name }) => cellOf(field, name, items, latencyMs))
					.map((cell) => ({ cell, rounds: roundsOf(cell, field.rounds) })),
			),
		),
	);
	return {
		steps: rounds.flatMap((round) => cells.filter((one) => round < one.rounds).map(({ cell }) => ({ round, cell }))),
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

function roundsOf(cell: Cell, most: number): number {
	const seconds = expectedSeconds(cell);
	return seconds > TOO_LONG_S ? 0 : Math.max(1, Math.min(most, Math.floor(ENOUGH_S / seconds)));
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
	http: [1000, 2.5],
	'http-batched': [50, 2.5],
	declarative: [1000, 7],
	sequential: [1, 3],
	floor: [50, 0.4],
};

/** Starting an engine and warming it up. */
export const OVERHEAD_S = 2;
