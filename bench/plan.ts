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
	/** The most rounds. What takes long is measured less often. */
	rounds: number;
	/** Seconds. Measurements that would take longer are left out. */
	longestS: number;
}

const OWN = { expressionEngine: 'vm', scheme: 'http', longestS: 210 } as const;
const ALL_MS = [0, 20, 200];

/** n8n's default setting is measured most often, the others only to see that they make no difference. */
const FIELDS: Field[] = [
	{ ...OWN, items: [1, 100, 1000], latenciesMs: ALL_MS, rounds: 3 },
	{ ...OWN, items: [10_000], latenciesMs: [0, 20], rounds: 1 },
	{ ...OWN, items: [10_000], latenciesMs: [200], rounds: 3 },
	{ expressionEngine: 'vm', scheme: 'https', items: [1, 100, 1000, 10_000], latenciesMs: ALL_MS, rounds: 1, longestS: 60 },
	{ expressionEngine: 'legacy', scheme: 'http', items: [1000], latenciesMs: ALL_MS, rounds: 1, longestS: 60 },
];

/** What all rounds of one measurement together may take, if there is to be more than one. In seconds. */
const ENOUGH_S = 140;

/** Everything, in rounds: in each, all contenders at one load one after the other. */
export function fullPlan(): Plan {
	const rounds = [0, 1, 2];
	const cells = FIELDS.flatMap((field) =>
		field.items.flatMap((items) =>
			field.latenciesMs.flatMap((latencyMs) =>
				contenders
					.filter(({ name }) => name !== 'ours-25' || latencyMs === 20)
					.map(({ name }) => cellOf(field, name, items, latencyMs))
					.map((cell) => ({ cell, rounds: roundsOf(cell, field) })),
			),
		),
	);
	return {
		steps: rounds.flatMap((round) => cells.filter((one) => round < one.rounds).map(({ cell }) => ({ round, cell }))),
		pools: [0, 1, 2].flatMap((round) => poolCases(400).map((pool) => ({ round, pool }))),
	};
}

/** A selection that shows within two minutes whether something went wrong. */
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

function roundsOf(cell: Cell, { rounds, longestS }: Field): number {
	const seconds = expectedSeconds(cell);
	return seconds > longestS ? 0 : Math.max(1, Math.min(rounds, Math.floor(ENOUGH_S / seconds)));
}

/** A rough estimate, to order the measurements and to show the remaining time. */
export function expectedSeconds({ contender, items, latencyMs }: Cell): number {
	const [width, costMs] = EXPECTED[contender];
	return (items * (costMs + latencyMs / width)) / 1000;
}

/** How many requests are under way at once, and the processor's time for one, in milliseconds. */
const EXPECTED: Record<ContenderName, [number, number]> = {
	'ours-10': [10, 0.5],
	'ours-25': [25, 0.5],
	'ours-50': [50, 0.5],
	http: [1000, 1.6],
	'http-batched': [50, 1.7],
	declarative: [1000, 4],
	sequential: [1, 2],
	floor: [50, 0.1],
};

/** Starting an engine and warming it up. */
export const OVERHEAD_S = 2;
