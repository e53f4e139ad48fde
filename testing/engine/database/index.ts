import type { IDataObject } from 'n8n-workflow';
import path from 'node:path';

import type { Core } from '../core';
import type { Database, NodeReference } from '../types';
import { Deduplicator, digest, nodeRow } from './deduplicator';
import { counted, FolderTable, MemoryTable, slowed, type Table } from './table';

/** What executions leave for later ones, in the place of n8n's database. */
export class EngineDatabase implements Database {
	private delayMs = 0;

	private readonly deleted = new Set<string>();

	private readonly written = new Map<string, number>();

	private readonly keys: Table;

	private readonly statics: Table;

	constructor(folder?: string) {
		const table = (name: string) => (folder === undefined ? new MemoryTable() : new FolderTable(path.join(folder, name)));
		this.keys = table('keys');
		this.statics = table('static');
	}

	/** Puts it behind the helpers that nodes get; once in a process, n8n allows no more. */
	async serve(core: Core): Promise<void> {
		const table = slowed(counted(this.keys, this.written), () => this.delayMs);
		const deduplicator = new Deduplicator(core, table, (workflowId) => !this.deleted.has(workflowId));
		await core.core.DataDeduplicationService.init(deduplicator as never);
	}

	async entries({ workflowId, nodeId }: NodeReference): Promise<string[] | null> {
		const row = (await this.keys.read(workflowId, rowOf(nodeId))) as { data: string[] } | undefined;
		return row?.data ?? null;
	}

	async writes({ workflowId, nodeId }: NodeReference): Promise<number> {
		return this.written.get(`${workflowId} ${rowOf(nodeId)}`) ?? 0;
	}

	async record({ workflowId, nodeId }: NodeReference, values: Array<string | number>): Promise<void> {
		const row = { mode: 'entries', data: values.map(digest) };
		if (await this.keys.insert(workflowId, rowOf(nodeId), row)) return;
		await this.keys.update(workflowId, rowOf(nodeId), row);
	}

	async staticData(workflowId: string): Promise<IDataObject> {
		return ((await this.statics.read(workflowId, 'data')) ?? {}) as IDataObject;
	}

	async saveStaticData(workflowId: string, data: IDataObject): Promise<void> {
		if (await this.statics.insert(workflowId, 'data', data)) return;
		await this.statics.update(workflowId, 'data', data);
	}

	async deleteWorkflow(workflowId: string): Promise<void> {
		this.deleted.add(workflowId);
		await Promise.all([this.keys.remove(workflowId), this.statics.remove(workflowId)]);
	}

	async clear(): Promise<void> {
		this.deleted.clear();
		this.written.clear();
		await Promise.all([this.keys.remove(), this.statics.remove()]);
	}

	async setDelay(delayMs: number): Promise<void> {
		this.delayMs = delayMs;
	}
}

const rowOf = (nodeId?: string): string => (nodeId === undefined ? '' : nodeRow(nodeId));
