import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cached } from '../testing/wholeN8n/cache';
import { npm } from '../testing/wholeN8n/install';
import { startProgress } from '../testing/wholeN8n/progress';
import { releases } from '../testing/wholeN8n/releases';

/** n8n's default expression engine wants Node 24: the running one where it is new enough, else one in the cache, installed once. */
export async function node24(): Promise<string> {
	if (Number.parseInt(process.versions.node, 10) >= 24) return process.execPath;
	const { node: version } = releases['2'];
	const folder = await cached(
		`node-${version}`,
		{ platform: process.platform, arch: process.arch },
		(partial) => install(version, partial),
		() => process.stderr.write(`Waiting for another install of Node ${version} to end\n`),
	);
	return path.join(folder, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

async function install(version: string, folder: string): Promise<void> {
	const progress = startProgress();
	progress.show(`Installing Node ${version}, once`);
	await mkdir(folder, { recursive: true });
	await writeFile(path.join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: { node: version } }));
	// The package fetches its binary in a script.
	await npm(['install', '--ignore-scripts=false'], { cwd: folder });
	progress.done(`Installed Node ${version}`);
}
