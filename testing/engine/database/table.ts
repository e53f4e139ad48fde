import { access, link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Rows of JSON by workflow and name. Each call stands alone, as a statement without a transaction does: what others do
 * between two calls is seen, or lost.
 */
export interface Table {
	read(workflowId: string, name: string): Promise<unknown>;
	/** Answers false where the row is there already. */
	insert(workflowId: string, name: string, row: unknown): Promise<boolean>;
	/** Does nothing where there is no such row. */
	update(workflowId: string, name: string, row: unknown): Promise<void>;
	/** Without a name all rows of the workflow, without a workflow everything. */
	remove(workflowId?: string, name?: string): Promise<void>;
}

/** Rows are kept as text: what a database costs in reading and writing JSON, this costs too. */
export class MemoryTable implements Table {
	private readonly workflows = new Map<string, Map<string, string>>();

	async read(workflowId: string, name: string): Promise<unknown> {
		const text = this.workflows.get(workflowId)?.get(name);
		return text === undefined ? undefined : JSON.parse(text);
	}

	async insert(workflowId: string, name: string, row: unknown): Promise<boolean> {
		const rows = this.workflows.get(workflowId) ?? new Map<string, string>();
		this.workflows.set(workflowId, rows);
		if (rows.has(name)) return false;
		rows.set(name, JSON.stringify(row));
		return true;
	}

	async update(workflowId: string, name: string, row: unknown): Promise<void> {
		const rows = this.workflows.get(workflowId);
		if (rows?.has(name)) rows.set(name, JSON.stringify(row));
	}

	async remove(workflowId?: string, name?: string): Promise<void> {
		if (workflowId === undefined) this.workflows.clear();
		else if (name === undefined) this.workflows.delete(workflowId);
		else this.workflows.get(workflowId)?.delete(name);
	}
}

/** Rows in files, so that several processes share them and they outlive each of them. */
export class FolderTable implements Table {
	private written = 0;

	constructor(private readonly folder: string) {}

	async read(workflowId: string, name: string): Promise<unknown> {
		const text = await unless('ENOENT', readFile(this.file(workflowId, name), 'utf8'));
		return text === undefined ? undefined : JSON.parse(text);
	}

	async insert(workflowId: string, name: string, row: unknown): Promise<boolean> {
		const file = this.file(workflowId, name);
		await mkdir(path.dirname(file), { recursive: true });
		const fresh = await this.write(file, row);
		const isNew = await unless('EEXIST', link(fresh, file).then(() => true));
		await rm(fresh);
		return isNew ?? false;
	}

	async update(workflowId: string, name: string, row: unknown): Promise<void> {
		const file = this.file(workflowId, name);
		await alone(file, async () => {
			const isThere = await unless('ENOENT', access(file).then(() => true));
			if (isThere) await rename(await this.write(file, row), file);
		});
	}

	async remove(workflowId?: string, name?: string): Promise<void> {
		if (workflowId !== undefined && name !== undefined) {
			const file = this.file(workflowId, name);
			await alone(file, async () => await rm(file, { force: true }));
			return;
		}
		await rm(workflowId === undefined ? this.folder : this.of(workflowId), { recursive: true, force: true });
	}

	/** A reader sees the old row or the new one, never half of it, also when the writer is killed. */
	private async write(file: string, row: unknown): Promise<string> {
		const fresh = `${file}.${process.pid}-${++this.written}`;
		await writeFile(fresh, JSON.stringify(row));
		return fresh;
	}

	private of(workflowId: string): string {
		return path.join(this.folder, `of-${encodeURIComponent(workflowId)}`);
	}

	private file(workflowId: string, name: string): string {
		return path.join(this.of(workflowId), `${encodeURIComponent(name)}.json`);
	}
}

/** No process holds a file as long, unless it was killed. */
const ABANDONED_MS = 500;

/** Does what is more than one step while no other process does such a thing to the file: an update must not bring back what another one removed. */
async function alone(file: string, work: () => Promise<void>): Promise<void> {
	const holder = `${file}.held`;
	await unless('ENOENT', acquire(holder).then(async () => await work().finally(async () => await rm(holder, { recursive: true, force: true }))));
}

async function acquire(holder: string): Promise<void> {
	for (let until = Date.now() + ABANDONED_MS; ; await sleep(1)) {
		if (await unless('EEXIST', mkdir(holder).then(() => true))) return;
		if (Date.now() < until) continue;
		await rm(holder, { recursive: true, force: true });
		until = Date.now() + ABANDONED_MS;
	}
}

async function unless<T>(code: string, work: Promise<T>): Promise<T | undefined> {
	try {
		return await work;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === code) return undefined;
		throw error;
	}
}

/** A table that takes its time, so that others get between reading a row and writing it. */
export function slowed(table: Table, delayMs: () => number): Table {
	const after = async <T>(work: () => Promise<T>): Promise<T> => {
		// Also without a delay an answer never comes in the same turn.
		await sleep(delayMs());
		return await work();
	};
	return {
		read: async (...args) => await after(async () => await table.read(...args)),
		insert: async (...args) => await after(async () => await table.insert(...args)),
		update: async (...args) => await after(async () => await table.update(...args)),
		remove: async (...args) => await after(async () => await table.remove(...args)),
	};
}

/** A table that counts how often each row was written, by `workflow name`. */
export function counted(table: Table, written: Map<string, number>): Table {
	const count = (workflowId: string, name: string) => {
		const row = `${workflowId} ${name}`;
		written.set(row, (written.get(row) ?? 0) + 1);
	};
	return {
		read: async (...args) => await table.read(...args),
		insert: async (...args) => (count(args[0], args[1]), await table.insert(...args)),
		update: async (...args) => (count(args[0], args[1]), await table.update(...args)),
		remove: async (...args) => await table.remove(...args),
	};
}
