import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { execFileSync } from 'node:child_process';
import { repositoryRoot } from '../testing/engine/core';
import { duration, startProgress } from '../testing/wholeN8n/progress';
import { trustCertificate } from './certificate';
import { claimsOf, lineOf } from './claims';
import { contenders } from './contenders';
import { sampleHeap } from './heap';
import { measure, type Cell } from './measure';
import { node24 } from './node24';
import { fullPlan, planSingles, quickPlan } from './plan';
import { writeReport, type Results } from './report';
import { heapTable } from './report/heap';
import { tasksOf, type Task } from './tasks';
import { forgetUnfinished, readUnfinished, writeUnfinished, type Unfinished } from './unfinished';
import { startVendors, type Scheme, type Vendors } from './vendor';

const USAGE = `npm run bench [-- --quick] [-- --resume] [-- --out FOLDER]
Takes about an hour, on a machine that does nothing else. Then \`npm run docs\` writes its figures into the pages.

  --quick       the most telling tenth of it, in under two minutes; writes to build/bench/quick
  --resume      goes on with a run that was ended, as long as nothing was built since
  --singles     measures only single messages, the counts of requests and the weight, and replaces these figures of the last run
  --only NAME   one measurement of one contender, with --items, --latency and --heap (MB for V8's old space); prints JSON
  --memory      who allocates what in a run of 10,000 items, ours and HTTP Request; takes some minutes
  --out FOLDER  where results.json, results.md and results.svg go; default: docs/performance
`;

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			quick: { type: 'boolean', default: false },
			resume: { type: 'boolean', default: false },
			memory: { type: 'boolean' },
			singles: { type: 'boolean', default: false },
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
	if (values.memory) return await showMemory();
	const name = values.quick ? 'quick' : values.singles ? 'singles' : 'full';
	const folder = path.resolve(values.out ?? path.join(repositoryRoot, ...(values.quick ? ['build', 'bench', 'quick'] : ['docs', 'performance'])));
	const nodePath = await node24();
	const begun: Unfinished = (values.resume ? readUnfinished(name) : undefined) ?? {
		results: values.singles ? { ...lastResults(folder), singles: [] } : noResults(nodePath),
		done: [],
	};

	const vendors: Record<Scheme, Vendors> = { http: await startVendors('http'), https: await startVendors('https') };
	const forget = trustCertificate(vendors.https.sandbox.certificate);
	try {
		const plan = values.quick ? quickPlan() : values.singles ? planSingles() : fullPlan();
		await runAll(tasksOf(plan, vendors, nodePath), begun, () => writeUnfinished(name, begun));
	} finally {
		forget();
		await Promise.all(Object.values(vendors).map(async ({ stop }) => await stop()));
	}
	writeReport(folder, begun.results);
	forgetUnfinished(name);
	const claims = claimsOf(begun.results);
	const measured = claims.filter(({ held }) => held !== null);
	process.stdout.write(`${(values.quick ? measured : claims).map(lineOf).join('\n')}\n`);
	if (values.quick) process.stdout.write(`${claims.length - measured.length} others are measured without --quick\n`);
	process.stderr.write(`The figures are in ${path.relative(process.cwd(), folder) || '.'}\n`);
}

async function measureOnly(name: string, items: number, latencyMs: number, heap: string | undefined): Promise<void> {
	const contender = contenders.find((one) => one.name === name);
	if (!contender) throw new Error(`--only is one of ${contenders.map((one) => one.name).join(', ')}`);
	const heapMb = heap === undefined ? undefined : Number(heap);
	const cell: Cell = { contender: contender.name, expressionEngine: 'vm', scheme: 'http', latencyMs, items, heapMb };
	const vendors = await startVendors('http');
	try {
		const measured = await measure(cell, 0, contender, vendors, await node24());
		process.stdout.write(`${JSON.stringify(measured, null, 2)}\n`);
	} finally {
		await vendors.stop();
	}
}

const noResults = (nodePath: string): Results => ({ machine: describeMachine(nodePath), startedAt: new Date().toISOString(), measurements: [], pools: [] });

const lastResults = (folder: string): Results => JSON.parse(readFileSync(path.join(folder, 'results.json'), 'utf8')) as Results;

async function showMemory(): Promise<void> {
	const vendors = await startVendors('http');
	try {
		const shares = [];
		for (const kind of ['held', 'moved'] as const) {
			for (const name of ['ours', 'http'] as const) shares.push(await sampleHeap(name, kind, vendors, await node24()));
		}
		process.stdout.write(`${heapTable(shares)}\n`);
	} finally {
		await vendors.stop();
	}
}

async function runAll(tasks: Task[], { results, done }: Unfinished, save: () => void): Promise<void> {
	const progress = startProgress();
	const left = tasks.filter(({ key }) => !done.includes(key));
	const totalS = left.reduce((sum, { seconds }) => sum + seconds, 0);
	const startedAt = Date.now();
	let estimatedS = 0;
	for (const { key, title, seconds, run } of left) {
		const leftS = (totalS - estimatedS) * slowness((Date.now() - startedAt) / 1000, estimatedS);
		progress.show(`${done.length} of ${tasks.length}, about ${duration(leftS * 1000)} left: ${title}`);
		await run(results);
		estimatedS += seconds;
		done.push(key);
		save();
	}
	progress.done(`Measured ${left.length} times`);
}

/** How many times as long as estimated it takes on this machine. Early on it is too soon to say. */
const slowness = (tookS: number, estimatedS: number): number => (estimatedS < 60 ? 1 : tookS / estimatedS);

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
