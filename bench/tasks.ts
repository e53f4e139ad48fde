import { contender } from './contenders';
import { measureGrowth } from './growth';
import { sampleHeap } from './heap';
import { measure } from './measure';
import { expectedSeconds, type Plan } from './plan';
import { comparePools } from './pool';
import type { Results } from './report';
import { measureSingle, PAUSE_MS, singleContendersCount, WARM_UP_TURNS } from './single';
import type { Scheme, Vendors } from './vendor';
import { weigh } from './weight';

/** One thing to measure. What it finds goes into the results only when it is whole. */
export interface Task {
	/** The same in every run of the same plan. */
	key: string;
	title: string;
	seconds: number;
	run(results: Results): Promise<void>;
}

/** Starting an engine and warming it up. */
const OVERHEAD_S = 2;
/** What one comparison of pools takes, in seconds, for an item. */
const POOL_S_AN_ITEM = 0.12;
const SINGLE_RUN_S = 0.02;

export function tasksOf(plan: Plan, vendors: Record<Scheme, Vendors>, nodePath: string): Task[] {
	const weight: Task = {
		key: 'weight',
		title: 'weighing',
		seconds: plan.weighings * 0.2,
		run: async (results) => void (results.weight = await weigh(nodePath, plan.weighings)),
	};
	const growth: Task = {
		key: 'growth',
		title: 'counting the requests of triggers and of Reuse',
		seconds: 10,
		run: async (results) => void (results.growth = await measureGrowth(vendors.http.sandbox)),
	};
	const steps = plan.steps.map(({ round, cell }): Task => ({
		key: JSON.stringify({ round, ...cell }),
		title: `round ${round + 1}, ${cell.expressionEngine}, ${cell.scheme}, ${cell.items} items at ${cell.latencyMs} ms: ${contender(cell.contender).title}`,
		seconds: expectedSeconds(cell) + OVERHEAD_S,
		run: async (results) => void results.measurements.push(await measure(cell, round, contender(cell.contender), vendors[cell.scheme], nodePath)),
	}));
	const singles = plan.singles.map(({ round, one, turns }): Task => ({
		key: JSON.stringify({ round, single: one }),
		title: `round ${round + 1}, ${one.expressionEngine}, ${one.scheme}, one item at ${one.latencyMs} ms, again and again`,
		seconds: (2 * singleContendersCount + 2) * OVERHEAD_S + singleContendersCount * (turns + WARM_UP_TURNS) * (SINGLE_RUN_S + (PAUSE_MS + one.latencyMs + 4 * (one.networkMs ?? 0)) / 1000),
		run: async (results) => void (results.singles ??= []).push(...(await measureSingle(one, round, turns, vendors[one.scheme], nodePath))),
	}));
	const pools = plan.pools.map(({ round, pool }): Task => ({
		key: JSON.stringify({ round, pool }),
		title: `round ${round + 1}: 20 requests a second allowed, concurrency ${pool.concurrency}`,
		seconds: pool.items * POOL_S_AN_ITEM + 2 * OVERHEAD_S,
		run: async (results) => void results.pools.push(...(await comparePools(pool, round, vendors.http, nodePath))),
	}));
	const heap = (plan.heap ? (['held', 'moved'] as const) : []).flatMap((kind) =>
		(['ours', 'http'] as const).map((name): Task => ({
			key: `heap ${kind} ${name}`,
			title: `sampling what allocates: ${name}`,
			seconds: 30,
			run: async (results) => void (results.heap ??= []).push(await sampleHeap(name, kind, vendors.http, nodePath)),
		})),
	);
	return [weight, growth, ...steps, ...singles, ...pools, ...heap];
}
