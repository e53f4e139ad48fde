import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { claimsOf, lineOf, speedClaims } from './claims';
import { contenders } from './contenders';
import type { Cell, Measurement } from './measure';
import { plotOf } from './plot';
import type { PoolMeasurement } from './pool';
import { spreadOf } from './statistics';
import type { Weight } from './weight';

/** All that a run of the benchmark measured. */
export interface Results {
	machine: { node: string; n8nCore: string; cpu: string; cores: number; memoryGb: number; platform: string };
	startedAt: string;
	measurements: Measurement[];
	pools: PoolMeasurement[];
	weight?: Weight;
}

/** Writes `results.json`, `results.md` and `results.svg`. */
export function writeReport(folder: string, results: Results): void {
	mkdirSync(folder, { recursive: true });
	const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
	write('results.json', `${JSON.stringify({ ...results, claims: claimsOf(results.measurements, results.pools, results.weight) }, null, '\t')}\n`);
	write('results.md', `${markdownOf(results)}\n`);
	write('results.svg', plotOf(results.measurements));
}

function markdownOf({ machine, startedAt, measurements, pools, weight }: Results): string {
	const { node, n8nCore, cpu, cores, memoryGb, platform } = machine;
	return [
		'# Benchmark results',
		`Made by \`npm run bench\` on ${startedAt.slice(0, 10)}: n8n-core ${n8nCore}, Node ${node}, ${platform}, ${cores} × ${cpu}, ${memoryGb} GB. The same figures for programs are in [results.json](results.json). How it is measured and what it means: [README.md](README.md).`,
		'![Time, CPU, memory and requests in flight of all contenders](results.svg)',
		'## What must hold',
		'With n8n\'s default expression engine over http.',
		block(claimsOf(measurements, pools, weight).map(lineOf)),
		...otherSettings(measurements).flatMap((setting) => [
			`With the \`${setting.expressionEngine}\` expression engine over ${setting.scheme}.`,
			block(speedClaims(measurements, setting).filter(({ held }) => held !== null).map(lineOf)),
		]),
		...loadsOf(measurements).map(tableOf(measurements)),
		...(pools.length > 0 ? ['## A vendor that allows 20 requests a second', poolTable(pools)] : []),
	].join('\n\n');
}

const block = (lines: string[]) => ['```', ...lines, '```'].join('\n');

const otherSettings = (measurements: Measurement[]) =>
	unique(measurements, ({ expressionEngine, scheme }) => ({ expressionEngine, scheme })).filter(
		({ expressionEngine, scheme }) => expressionEngine !== 'vm' || scheme !== 'http',
	);

type LoadOf = Pick<Cell, 'expressionEngine' | 'scheme' | 'items' | 'latencyMs'>;

const loadsOf = (measurements: Measurement[]): LoadOf[] =>
	unique(measurements, ({ expressionEngine, scheme, items, latencyMs }) => ({ expressionEngine, scheme, items, latencyMs }));

const tableOf =
	(measurements: Measurement[]) =>
	(load: LoadOf): string => {
		const here = measurements.filter((one) => key(load) === key({ ...load, ...pick(one, Object.keys(load)) }));
		const rows = contenders.flatMap(({ name, title }) => {
			const rounds = here.filter(({ contender }) => contender === name);
			if (rounds.length === 0) return [];
			const cell = (figure: keyof Measurement, digits: number) => spreadText(rounds.map((one) => one[figure] as number), digits);
			return [
				[
					title,
					cell('wallMs', 0),
					cell('cpuMsPerItem', 2),
					cell('rssGrowthMb', 0),
					cell('inFlight', 0),
					cell('sockets', 0),
					cell('longestBlockMs', 0),
					String(rounds.length),
				],
			];
		});
		const { expressionEngine, scheme, items, latencyMs } = load;
		return [
			`## ${items.toLocaleString('en')} ${items === 1 ? 'item' : 'items'} at ${latencyMs} ms, ${scheme}, \`${expressionEngine}\` expressions`,
			table(['', 'time, ms', 'CPU an item, ms', 'memory growth, MB', 'in flight', 'sockets', 'longest block, ms', 'rounds'], rows),
		].join('\n\n');
	};

const poolTable = (pools: PoolMeasurement[]): string =>
	table(
		['', 'time, s', 'items lost', 'requests turned away', 'rounds'],
		unique(pools, ({ pool, concurrency, latencyMs, items }) => ({ pool, concurrency, latencyMs, items })).map((cellKey) => {
			const rounds = pools.filter((one) => key(cellKey) === key(pick(one, Object.keys(cellKey)) as object));
			const cell = (values: number[], digits: number) => spreadText(values, digits);
			return [
				`${cellKey.pool === 'ours' ? 'UserDesk node' : 'The same with a fixed pool'}, concurrency ${cellKey.concurrency}, ${cellKey.items} items at ${cellKey.latencyMs} ms`,
				cell(rounds.map(({ wallMs }) => wallMs / 1000), 1),
				cell(rounds.map(({ failed }) => failed), 0),
				cell(rounds.map(({ pushedBack }) => pushedBack), 0),
				String(rounds.length),
			];
		}),
	);

/** A median, with what it lies between in brackets where that differs. */
function spreadText(values: number[], digits: number): string {
	const spread = spreadOf(values);
	if (!spread) return '';
	const [median, min, max] = [spread.median, spread.min, spread.max].map((value) => number(value, digits));
	return min === max ? String(median) : `${median} (${min}–${max})`;
}

const number = (value: number, digits: number) =>
	value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });

const table = (head: string[], rows: string[][]): string =>
	[head, head.map((_, column) => (column === 0 ? '---' : '---:')), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const unique = <T, K extends object>(all: T[], of: (one: T) => K): K[] => [
	...new Map(all.map((one) => [key(of(one)), of(one)])).values(),
];

const key = (value: object): string => JSON.stringify(value);

const pick = (from: object, names: string[]): object =>
	Object.fromEntries(names.map((name) => [name, from[name as keyof object]]));
