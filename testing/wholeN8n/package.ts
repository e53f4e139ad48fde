import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildPackage } from '../../scripts/packages/build';
import { planPackages } from '../../scripts/packages/plan';
import { repositoryRoot } from '../engine/core';
import { npm } from './install';

export const PACKAGE = 'n8n-nodes-conversations';

export const checkout = repositoryRoot;

export interface Manifest {
	name: string;
	version: string;
	n8n: { nodes: string[]; credentials: string[] };
}

export const manifest = async (): Promise<Manifest> =>
	JSON.parse(await readFile(path.join(checkout, 'package.json'), 'utf8')) as Manifest;

/** `dist/nodes/PoppyAi/PoppyAi.node.js` holds the class PoppyAi, whose name in n8n is poppyAi. */
export const typeName = (file: string): string => {
	const name = path.basename(file).split('.')[0] as string;
	return name.charAt(0).toLowerCase() + name.slice(1);
};

/** A folder for files of this run, taken away with `remove`. */
export async function scratch(): Promise<{ folder: string; remove(): Promise<void> }> {
	const folder = await mkdtemp(path.join(tmpdir(), 'n8n-nodes-conversations-'));
	return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Packs the built package into `folder` as it would be published, under another name or version where one is given. */
export async function pack(folder: string, change: Partial<Pick<Manifest, 'name' | 'version'>> = {}): Promise<string> {
	const original = await manifest();
	const missing = [...original.n8n.nodes, ...original.n8n.credentials].filter(
		(file) => !existsSync(path.join(checkout, file)),
	);
	if (missing.length) throw new Error(`Not built: ${missing.join(', ')}`);

	const changed = { ...original, ...change };
	const work = path.join(folder, `pack-${changed.name.replace(/\W+/g, '-')}-${changed.version}`);
	await mkdir(work, { recursive: true });
	for (const entry of ['dist', 'README.md', 'LICENSE']) {
		const from = path.join(checkout, entry);
		if (existsSync(from)) await cp(from, path.join(work, entry), { recursive: true });
	}
	await writeFile(path.join(work, 'package.json'), JSON.stringify(changed, null, '\t'));
	return await packIn(work);
}

/** Packs the package of one vendor, such as `n8n-nodes-poppy-ai`. */
export async function packSingle(folder: string, name: string): Promise<string> {
	const plans = planPackages(checkout);
	const [umbrella, single] = [PACKAGE, name].map((one) => plans.find(({ manifest }) => manifest.name === one));
	if (!umbrella || !single) throw new Error(`There is no package ${name}`);
	const work = path.join(folder, `pack-${name}`);
	await buildPackage(checkout, single, umbrella.manifest, work);
	return await packIn(work);
}

async function packIn(work: string): Promise<string> {
	await npm(['pack', '--ignore-scripts', '--pack-destination', work], { cwd: work });
	const tarball = (await readdir(work)).find((entry) => entry.endsWith('.tgz'));
	if (!tarball) throw new Error(`npm pack left no tarball in ${work}`);
	return path.join(work, tarball);
}
