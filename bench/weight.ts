import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '../testing/engine/core';
import { spreadOf, type Spread } from './statistics';

const run = promisify(execFile);

/** What n8n has to load of this package when it starts. */
export interface Weight {
	/** Milliseconds for all node and credential files together, in a process that has nothing of them yet. */
	load: Spread;
	/** Milliseconds for n8n-workflow, which every package needs, in the same processes: how fast this machine loads code. */
	n8nWorkflow?: Spread;
	/** What the first run of a node loads besides. */
	firstRun?: { load: Spread; files: number; bytes: number };
	packedBytes: number;
	files: number;
}

export async function weigh(nodePath: string, samples: number, packageDir = repositoryRoot): Promise<Weight> {
	const loads: Load[] = [];
	for (let sample = 0; sample < samples; sample += 1) loads.push(await loadOnce(nodePath, packageDir));
	const spread = (time: (load: Load) => number) => spreadOf(loads.map(time)) as Spread;
	const { files, bytes } = loads[0]!;
	return { load: spread(({ startMs }) => startMs), n8nWorkflow: spread(({ n8nWorkflowMs }) => n8nWorkflowMs), firstRun: { load: spread(({ runMs }) => runMs), files, bytes }, ...(await packedSize(packageDir)) };
}

interface Load {
	n8nWorkflowMs: number;
	startMs: number;
	runMs: number;
	files: number;
	bytes: number;
}

/**
 * Requires and constructs every class that the manifest names, as n8n's loader does; n8n itself has long loaded the two others. Then all
 * other code of the package, which is what a run loads.
 */
const PROBE = `
const [packageDir, files, n8nWorkflow] = JSON.parse(process.argv[1]);
require('node:crypto');
const askedAt = process.hrtime.bigint();
require(n8nWorkflow);
const n8nWorkflowMs = Number(process.hrtime.bigint() - askedAt) / 1e6;
const path = require('node:path');
const startedAt = process.hrtime.bigint();
for (const file of files) {
	const exported = require(path.join(packageDir, file));
	new exported[path.basename(file).split('.')[0]]();
}
const startedMs = Number(process.hrtime.bigint() - startedAt) / 1e6;
const { readdirSync, statSync } = require('node:fs');
const all = readdirSync(path.join(packageDir, 'dist'), { recursive: true }).map((file) => path.join(packageDir, 'dist', file));
const rest = all.filter((file) => file.endsWith('.js') && !(file in require.cache));
const runAt = process.hrtime.bigint();
for (const file of rest) require(file);
const runMs = Number(process.hrtime.bigint() - runAt) / 1e6;
const bytes = rest.reduce((sum, file) => sum + statSync(file).size, 0);
process.stdout.write(JSON.stringify({ n8nWorkflowMs, startMs: startedMs, runMs, files: rest.length, bytes }));
`;

async function loadOnce(nodePath: string, packageDir: string): Promise<Load> {
	const { n8n } = JSON.parse(readFileSync(path.join(packageDir, 'package.json'), 'utf8')) as {
		n8n: { nodes: string[]; credentials: string[] };
	};
	const probeArguments = [packageDir, [...n8n.nodes, ...n8n.credentials], require.resolve('n8n-workflow')];
	const { stdout } = await run(nodePath, ['-e', PROBE, JSON.stringify(probeArguments)]);
	return JSON.parse(stdout) as Load;
}

export async function packedSize(packageDir = repositoryRoot): Promise<{ packedBytes: number; files: number }> {
	const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
		cwd: packageDir,
		shell: process.platform === 'win32',
	});
	const [packed] = JSON.parse(stdout) as [{ size: number; entryCount: number }];
	return { packedBytes: packed.size, files: packed.entryCount };
}
