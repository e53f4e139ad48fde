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
	packedBytes: number;
	files: number;
}

export async function weigh(nodePath: string, samples: number, packageDir = repositoryRoot): Promise<Weight> {
	const times: number[] = [];
	for (let sample = 0; sample < samples; sample += 1) times.push(await loadOnce(nodePath, packageDir));
	return { load: spreadOf(times) as Spread, ...(await packedSize(packageDir)) };
}

/** Requires and constructs every class that the manifest names, as n8n's loader does. n8n itself has long loaded the two others. */
const PROBE = `
const [packageDir, files, n8nWorkflow] = JSON.parse(process.argv[1]);
require('node:crypto');
require(n8nWorkflow);
const path = require('node:path');
const startedAt = process.hrtime.bigint();
for (const file of files) {
	const exported = require(path.join(packageDir, file));
	new exported[path.basename(file).split('.')[0]]();
}
process.stdout.write(String(Number(process.hrtime.bigint() - startedAt) / 1e6));
`;

async function loadOnce(nodePath: string, packageDir: string): Promise<number> {
	const { n8n } = JSON.parse(readFileSync(path.join(packageDir, 'package.json'), 'utf8')) as {
		n8n: { nodes: string[]; credentials: string[] };
	};
	const probeArguments = [packageDir, [...n8n.nodes, ...n8n.credentials], require.resolve('n8n-workflow')];
	const { stdout } = await run(nodePath, ['-e', PROBE, JSON.stringify(probeArguments)]);
	return Number(stdout);
}

export async function packedSize(packageDir = repositoryRoot): Promise<{ packedBytes: number; files: number }> {
	const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
		cwd: packageDir,
		shell: process.platform === 'win32',
	});
	const [packed] = JSON.parse(stdout) as [{ size: number; entryCount: number }];
	return { packedBytes: packed.size, files: packed.entryCount };
}
