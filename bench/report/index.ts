import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { claimsIn, claimsOf, lineOf } from '../claims';
import { nameOf, otherSettings } from '../claims/settings';
import type { Growth } from '../growth';
import type { HeapShare } from '../heap';
import type { Measurement } from '../measure';
import type { PoolMeasurement } from '../pool';
import type { SingleMeasurement } from '../single';
import type { Weight } from '../weight';
import { growthTables } from './growth';
import { heapTable } from './heap';
import { loadsOf, loadTable } from './loads';
import { plotOf } from './plot';
import { poolTable } from './pool';
import { singleTable } from './single';

/** All that a run of the benchmark measured. */
export interface Results {
	machine: { node: string; n8nCore: string; cpu: string; cores: number; memoryGb: number; platform: string };
	startedAt: string;
	measurements: Measurement[];
	pools: PoolMeasurement[];
	singles?: SingleMeasurement[];
	growth?: Growth;
	heap?: HeapShare[];
	weight?: Weight;
}

/** Writes `results.json`, `results.md` and `results.svg`. */
export function writeReport(folder: string, results: Results): void {
	mkdirSync(folder, { recursive: true });
	const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
	write('results.json', `${JSON.stringify({ ...results, claims: claimsOf(results) }, null, '\t')}\n`);
	write('results.md', `${markdownOf(results)}\n`);
	write('results.svg', plotOf(results.measurements));
}

function markdownOf(results: Results): string {
	const { machine, startedAt, measurements, pools, singles = [], growth, heap = [] } = results;
	const { node, n8nCore, cpu, cores, memoryGb, platform } = machine;
	return [
		'# Benchmark results',
		`Made by \`npm run bench\` on ${startedAt.slice(0, 10)}: n8n-core ${n8nCore}, Node ${node}, ${platform}, ${cores} × ${cpu}, ${memoryGb} GB. The same figures for programs are in [results.json](results.json). How it is measured and what it means: [README.md](README.md).`,
		'![Time, CPU, memory and requests in flight of all contenders](results.svg)',
		'## What must hold',
		'With n8n\'s default expression engine over http.',
		block(claimsOf(results).map(lineOf)),
		...otherSettings(results).flatMap((setting) => [
			`${nameOf(setting)}.`,
			block(claimsIn(results, setting).filter(({ held }) => held !== null).map(lineOf)),
		]),
		...(singles.length > 0 ? ['## One item', singleTable(singles)] : []),
		...loadsOf(measurements).map((load) => loadTable(measurements, load)),
		...(pools.length > 0 ? ['## A vendor that allows 20 requests a second', poolTable(pools)] : []),
		...(growth ? ['## Requests where much is there and little is new', growthTables(growth)] : []),
		...(heap.length > 0 ? ['## Who allocates memory', '10,000 items at 200 ms (`npm run bench -- --memory`).', heapTable(heap)] : []),
	].join('\n\n');
}

const block = (lines: string[]) => ['```', ...lines, '```'].join('\n');
