import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bundle } from './bundle';
import { layLinks, sourceLinks } from './links';
import type { Manifest } from './manifest';
import type { PackagePlan } from './plan';
import { renamed } from './rename';

/** Makes the folder that is published, in place of what was there. */
export async function buildPackage(root: string, plan: PackagePlan, umbrella: Manifest, target: string): Promise<void> {
	rmSync(target, { recursive: true, force: true });
	await bundle(root, plan.manifest.n8n, target);
	for (const file of plan.assets) {
		if (!file.endsWith('.json')) copy(path.join(root, file), path.join(target, file));
		else write(path.join(target, file), renamed(readFileSync(path.join(root, file), 'utf8'), umbrella, plan.manifest));
	}
	copy(path.join(root, 'LICENSE'), path.join(target, 'LICENSE'));
	copy(path.join(root, plan.home, 'README.md'), path.join(target, 'README.md'));
	write(path.join(target, 'package.json'), asJson(plan.manifest));
}

/** Brings a package's home up to date: what is derived in its manifest, and the links to its sources. */
export function layHome(root: string, plan: PackagePlan): void {
	write(path.join(root, plan.home, 'package.json'), asJson(plan.manifest));
	layLinks(path.join(root, plan.home), sourceLinks(plan));
}

const asJson = (manifest: Manifest): string => `${JSON.stringify(manifest, null, 2)}\n`;

function write(file: string, text: string): void {
	mkdirSync(path.dirname(file), { recursive: true });
	writeFileSync(file, text);
}

function copy(from: string, to: string): void {
	mkdirSync(path.dirname(to), { recursive: true });
	cpSync(from, to);
}
