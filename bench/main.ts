import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { execFileSync } from 'node:child_process';
import { repositoryRoot } from '../testing/engine/core';
import { duration, startProgress } from '../testing/wholeN8n/progress';
import { trustCertificate } from './certificate';
import { claimsOf, lineOf } from './claims';
import { contender, contenders } from './contenders';
import { measure, type Cell } from './measure';
import { node24 } from './node24';
import { expectedSeconds, fullPlan, OVERHEAD_S, quickPlan, type Plan } from './plan';
import { comparePools } from './pool';
import { writeReport, type Results } from './report';
import { startVendors, type Scheme, type Vendors } from './vendor';
import { weigh } from './weight';

const USAGE = `npm run bench [-- --quick] [-- --out FOLDER]
Takes about an hour, on a machine that does nothing else.

  --quick       the most telling tenth of it, in under two minutes; writes to build/bench/quick
  --only NAME   one measurement of one contender, with --items, --latency and --heap (MB for V8's old space); prints JSON
  --out FOLDER  where results.json, results.md and results.svg go; default: docs/performance
`;

/** What one pool comparison takes, in seconds. */
const POOL_S = 55;

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			quick: { type: 'boolean' },
			only: { type: 'string' },
			items: { type: 'string', default: '1000' },
			latency: { type: 'string', default: '20' },
			heap: { type: 'string' },
			out: { type: 'string' },
			help: { type: 'boolean' },
		},
	});
	if (values.help) return void process.stdout.write(USAGE);
	if (values.only) return await measureOnly(values.only, Number(values.items), Number(values.latency), values.heap);
	const quick = values.quick ?? false;
	const folder = path.resolve(values.out ?? path.join(repositoryRoot, ...(quick ? ['build', 'bench', 'quick'] : ['docs', 'performance'])));
	const nodePath = await node24();
	const results: Results = { machine: describeMachine(nodePath), startedAt: new Date().toISOString(), measurements: [], pools: [] };

	const vendors: Record<Scheme, Vendors> = { http: await startVendors('http'), https: await startVendors('https') };
	const forget = trustCertificate(vendors.https.sandbox.certificate);
	try {
		await runAll(quick ? quickPlan() : fullPlan(), vendors, nodePath, results, quick ? 15 : 60, () => writeReport(folder, results));
	} finally {
		forget();
		await Promise.all(Object.values(vendors).map(async ({ stop }) => await stop()));
	}
	process.stdout.write(`${claimsOf(results.measurements, results.pools, results.weight).map(lineOf).join('\n')}\n`);
	process.stderr.write(`The figures are in ${path.relative(process.cwd(), folder) || '.'}\n`);
}

async function measureOnly(name: string, items: number, latencyMs: number, heap: string | undefined): Promise<void> {
	const contender = contenders.find((one) => one.name === name);
	if (!contender) throw new Error(`--only is one of ${contenders.map((one) => one.name).join(', ')}`);
	const heapMb = heap === undefined ? undefined : Number(heap);
	const cell: Cell = { contender: contender.name, expressionEngine: 'vm', scheme: 'http', latencyMs, items, heapMb };
	const vendors = await startVendors('http');
	try {
		const measured = await measure(cell, 0, contender, vendors.sandbox, await node24());
		process.stdout.write(`${JSON.stringify(measured, null, 2)}\n`);
	} finally {
		await vendors.stop();
	}
}

async function runAll(
	{ steps, pools }: Plan,
	vendors: Record<Scheme, Vendors>,
	nodePath: string,
	results: Results,
	weighings: number,
	save: () => void,
): Promise<void> {
	const progress = startProgress();
	let leftS = steps.reduce((sum, { cell }) => sum + expectedSeconds(cell) + OVERHEAD_S, 0) + pools.length * POOL_S;
	const total = steps.length + pools.length;
	let done = 0;
	const show = (what: string) => progress.show(`${done} of ${total}, about ${duration(leftS * 1000)} left: ${what}`);

	progress.show('Weighing');
	results.weight = await weigh(nodePath, weighings);
	for (const [index, { round, cell }] of steps.entries()) {
		const { title } = contender(cell.contender);
		show(`round ${round + 1}, ${cell.expressionEngine}, ${cell.scheme}, ${cell.items} items at ${cell.latencyMs} ms: ${title}`);
		results.measurements.push(await measure(cell, round, contender(cell.contender), vendors[cell.scheme].sandbox, nodePath));
		leftS -= expectedSeconds(cell) + OVERHEAD_S;
		done += 1;
		if (steps[index + 1]?.round !== round) save();
	}
	for (const { round, pool } of pools) {
		show(`round ${round + 1}: 20 requests a second allowed, concurrency ${pool.concurrency}`);
		results.pools.push(...(await comparePools(pool, round, vendors.http, nodePath)));
		leftS -= POOL_S;
		done += 1;
	}
	save();
	progress.done(`Measured ${total} times`);
}

function describeMachine(nodePath: string): Results['machine'] {
	const manifest = path.join(repositoryRoot, 'node_modules', 'n8n-core', 'package.json');
	const [cpu] = cpus();
	return {
		node: execFileSync(nodePath, ['--version'], { encoding: 'utf8' }).trim().slice(1),
		n8nCore: (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version,
		cpu: cpu?.model.trim() ?? 'unknown',
		cores: cpus().length,
		memoryGb: Math.round(totalmem() / 2 ** 30),
		platform: `${process.platform} ${process.arch}`,
	};
}

main().catch((error: Error) => {
	process.stderr.write(`${error.stack ?? error.message}\n`);
	process.exitCode = 1;
});
