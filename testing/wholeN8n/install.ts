import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { cached } from './cache';
import { startProgress, type Progress } from './progress';
import { isMajor, releases, type Release } from './releases';

/** Where a whole n8n stands and the Node binary it runs on. */
export interface Installed {
	release: Release;
	node: string;
	/** The folder whose node_modules hold n8n. */
	folder: string;
	/** n8n's command file, run by `node`. */
	bin: string;
}

const LINES_KEPT = 40;

/** Installs n8n unless the cache has it: minutes the first time, nothing after that. */
export async function ensureN8n(release: Release): Promise<Installed> {
	const { packages: _, ...recipe } = release;
	const name = `n8n-${release.n8n}`;
	const root = await cached(
		name,
		{ ...recipe, platform: process.platform, arch: process.arch },
		(folder) => install(release, folder),
		() => process.stderr.write(`Waiting for another install of ${name} to end\n`),
	);
	return {
		release,
		node: nodeIn(root),
		folder: path.join(root, 'n8n'),
		bin: path.join(root, 'n8n', 'node_modules', 'n8n', 'bin', 'n8n'),
	};
}

const nodeIn = (root: string): string =>
	path.join(root, 'node', 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

async function install(release: Release, root: string): Promise<void> {
	const progress = startProgress();
	const title = `Installing n8n ${release.n8n}, once`;

	progress.show(`${title}: Node ${release.node}`);
	const nodeFolder = await privatePackage(path.join(root, 'node'), { dependencies: { node: release.node } });
	await npm(['install', '--ignore-scripts=false'], { cwd: nodeFolder });
	const nodeBin = path.dirname(nodeIn(root));

	const folder = await privatePackage(path.join(root, 'n8n'), {
		dependencies: { n8n: release.n8n },
		overrides: release.overrides,
	});
	progress.show(`${title}: looking up packages`);
	await npm(['install', '--ignore-scripts', '--loglevel', 'http'], {
		cwd: folder,
		nodeBin,
		onLine: countPackages(title, release.packages, progress),
	});

	progress.show(`${title}: building its database driver`);
	await npm(['rebuild', 'sqlite3', '--ignore-scripts=false', '--foreground-scripts'], {
		cwd: folder,
		nodeBin,
		// The headers came along with the binary.
		env: { npm_config_nodedir: await headersOf(nodeFolder) },
	});
	progress.done(`Installed n8n ${release.n8n}`);
}

/** The npm package `node` puts the binary's own package, named for the platform, inside itself. */
async function headersOf(nodeFolder: string): Promise<string> {
	const inner = path.join(nodeFolder, 'node_modules', 'node', 'node_modules');
	const name = (await readdir(inner)).find((entry) => existsSync(path.join(inner, entry, 'include', 'node')));
	if (!name) throw new Error(`No Node headers below ${inner}`);
	return path.join(inner, name);
}

async function privatePackage(folder: string, manifest: object): Promise<string> {
	await mkdir(folder, { recursive: true });
	await writeFile(path.join(folder, 'package.json'), JSON.stringify({ private: true, ...manifest }, null, '\t'));
	return folder;
}

function countPackages(title: string, expected: number, progress: Progress): (line: string) => void {
	let lookedUp = 0;
	let arrived = 0;
	return (line) => {
		if (!/ http (fetch|cache) /.test(line)) return;
		if (/\.tgz\b/.test(line)) arrived += 1;
		else lookedUp += 1;
		progress.show(
			arrived ? `${title}: ${arrived} of about ${expected} packages` : `${title}: ${lookedUp} packages looked up`,
		);
	};
}

export interface NpmOptions {
	cwd: string;
	/** Folder of the Node binary that npm itself shall run on. */
	nodeBin?: string;
	env?: Record<string, string>;
	onLine?: (line: string) => void;
}

/** Runs npm as from a fresh shell: nothing an outer `npm run` put into the environment reaches it. */
export async function npm(args: string[], { cwd, nodeBin, env, onLine }: NpmOptions): Promise<string> {
	const outer = Object.entries(process.env).filter(([key]) => !/^npm_/i.test(key));
	const child = spawn('npm', [...args, '--no-audit', '--no-fund'], {
		cwd,
		env: {
			...Object.fromEntries(outer),
			...(nodeBin ? { PATH: `${nodeBin}${path.delimiter}${process.env.PATH}` } : {}),
			...env,
		},
		shell: process.platform === 'win32',
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const output: string[] = [];
	const tail: string[] = [];
	createInterface({ input: child.stdout }).on('line', (line) => {
		output.push(line);
		tail.push(line);
	});
	createInterface({ input: child.stderr }).on('line', (line) => {
		onLine?.(line);
		tail.push(line);
		if (tail.length > LINES_KEPT) tail.shift();
	});
	const code = await new Promise<number | null>((resolve, reject) => {
		child.once('error', reject);
		child.once('close', resolve);
	});
	if (code !== 0) throw new Error(`npm ${args.join(' ')} failed (${code}):\n${tail.join('\n')}`);
	return output.join('\n');
}

if (require.main === module) {
	const majors = process.argv.slice(2).filter(isMajor);
	(async () => {
		for (const major of majors.length ? majors : (['2', '1'] as const)) {
			const { folder } = await ensureN8n(releases[major]);
			process.stdout.write(`n8n ${releases[major].n8n}: ${folder}\n`);
		}
	})().catch((error: Error) => {
		process.stderr.write(`${error.message}\n`);
		process.exitCode = 1;
	});
}
