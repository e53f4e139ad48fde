import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

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
	await withLock(`${folder}.lock`, waiting, async () => {
		if (existsSync(folder)) return;
		const partial = `${folder}.partial`;
		await rm(partial, { recursive: true, force: true });
		await mkdir(partial);
		await fill(partial);
		await rename(partial, folder);
	});
	return folder;
}

async function withLock(file: string, waiting: () => void, work: () => Promise<void>): Promise<void> {
	while (!(await take(file))) {
		waiting();
		await sleep(1000);
	}
	try {
		await work();
	} finally {
		await rm(file, { force: true });
	}
}

async function take(file: string): Promise<boolean> {
	try {
		await writeFile(file, String(process.pid), { flag: 'wx' });
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
	}
	const holder = Number(await readFile(file, 'utf8').catch(() => '0'));
	// 0: just made and not yet written, or just released. A holder that no longer lives left its lock behind.
	if (holder > 0 && !lives(holder)) await rm(file, { force: true });
	return false;
}

function lives(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}
