import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { check, lock } from 'proper-lockfile';

/** Everything large lives here, outside any checkout, and serves all of them. */
export const cacheRoot = (): string =>
	process.env.N8N_NODES_CACHE ?? path.join(homedir(), '.cache', 'n8n-nodes-conversations');

export const hashOf = (recipe: unknown): string =>
	createHash('sha256').update(JSON.stringify(recipe)).digest('hex').slice(0, 10);

/**
 * The folder `name`-`hash of recipe` of the cache, filled by `fill` if it is not there yet. `fill` works in a folder
 * beside it that is renamed when all is done, so a folder under its own name is always whole.
 */
export async function cached(
	name: string,
	recipe: unknown,
	fill: (folder: string) => Promise<void>,
	waiting: () => void,
): Promise<string> {
	const folder = path.join(cacheRoot(), `${name}-${hashOf(recipe)}`);
	if (existsSync(folder)) return folder;
	await mkdir(cacheRoot(), { recursive: true });
	await withLock(folder, waiting, async () => {
		if (existsSync(folder)) return;
		const partial = `${folder}.partial`;
		await rm(partial, { recursive: true, force: true });
		await mkdir(partial);
		await fill(partial);
		await rename(partial, folder);
	});
	return folder;
}

/** A lock that nobody has renewed for so long was left behind by a process that was killed. */
const STALE_MS = 60_000;

async function withLock(folder: string, waiting: () => void, work: () => Promise<void>): Promise<void> {
	const options = { realpath: false, stale: STALE_MS };
	if (await check(folder, options)) waiting();
	const release = await lock(folder, { ...options, retries: { forever: true, factor: 1, minTimeout: 1000 } });
	try {
		await work();
	} finally {
		await release();
	}
}
