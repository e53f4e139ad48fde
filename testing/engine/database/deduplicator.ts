import type { INode } from 'n8n-workflow';
import { createHash } from 'node:crypto';

import type { Core } from '../core';
import type { Table } from './table';

type Value = string | number;
type Mode = 'entries' | 'latestIncrementalKey' | 'latestDate';
interface Options {
	mode: Mode;
	maxEntries?: number;
}
/** What the core hands over with each call. */
interface Owner {
	workflow: { id?: string };
	node?: INode;
}
interface Row {
	mode: Mode;
	data: string[] | Value | undefined;
}
interface Checked {
	new: Value[];
	processed: Value[];
}

/**
 * Remembers values for n8n's deduplication helpers, as n8n's own implementation does, with all that is strange about it:
 * testing/deduplication/cases.ts is run against both.
 */
export class Deduplicator {
	constructor(
		private readonly core: Core,
		private readonly table: Table,
		private readonly isSaved: (workflowId: string) => boolean,
	) {}

	async checkProcessedAndRecord(items: Value[], scope: 'node' | 'workflow', owner: Owner, options: Options): Promise<Checked> {
		const name = rowName(scope, owner);
		const id = this.idOf(owner);
		const row = (await this.table.read(id, name)) as Row | undefined;
		if (row && row.mode !== options.mode) {
			throw this.failure(
				'Deduplication data was originally saved with an incompatible setting of the ‘Keep Items Where’ parameter. Try ’Clean Database’ operation to reset.',
			);
		}
		return options.mode === 'entries'
			? await this.recordEntries(id, name, row, items, options.maxEntries)
			: await this.recordLatest(id, name, row, items, options.mode);
	}

	async removeProcessed(items: Value[], scope: 'node' | 'workflow', owner: Owner, { mode }: Options): Promise<void> {
		if (mode !== 'entries') throw this.failure('Removing processed data is not possible in mode "latest"');
		const name = rowName(scope, owner);
		const id = this.idOf(owner);
		const row = (await this.table.read(id, name)) as Row | undefined;
		if (!Array.isArray(row?.data)) return;
		for (const value of items) {
			const index = row.data.indexOf(digest(value));
			if (index !== -1) row.data.splice(index, 1);
		}
		await this.table.update(id, name, row);
	}

	async clearAllProcessedItems(scope: 'node' | 'workflow', owner: Owner): Promise<void> {
		await this.table.remove(this.idOf(owner), rowName(scope, owner));
	}

	async getProcessedDataCount(scope: 'node' | 'workflow', owner: Owner, { mode }: Options): Promise<number> {
		const row = (await this.table.read(this.idOf(owner), rowName(scope, owner))) as Row | undefined;
		return mode === 'entries' && Array.isArray(row?.data) ? row.data.length : 0;
	}

	private async recordEntries(id: string, name: string, row: Row | undefined, items: Value[], max = 0): Promise<Checked> {
		const digests = items.map(digest);
		if (!row) {
			await this.insert(id, name, { mode: 'entries', data: newest(digests, max) });
			return { new: items, processed: [] };
		}
		const checked: Checked = { new: [], processed: [] };
		if (!Array.isArray(row.data)) return checked;
		const recorded = new Set(row.data);
		const isNew = digests.map((one) => !recorded.has(one));
		items.forEach((item, index) => checked[isNew[index] ? 'new' : 'processed'].push(item));
		row.data = newest([...row.data, ...digests.filter((_, index) => isNew[index])], max);
		await this.table.update(id, name, row);
		return checked;
	}

	private async recordLatest(id: string, name: string, row: Row | undefined, items: Value[], mode: Mode): Promise<Checked> {
		const sorted = [...items].sort((a, b) => this.compare(mode, a, b));
		if (!row) {
			await this.insert(id, name, { mode, data: sorted.at(-1) });
			return { new: items, processed: [] };
		}
		const checked: Checked = { new: [], processed: [] };
		const latest = row.data as Value;
		for (const item of sorted) checked[this.compare(mode, item, latest) > 0 ? 'new' : 'processed'].push(item);
		row.data = checked.new.at(-1) ?? latest;
		await this.table.update(id, name, row);
		return checked;
	}

	private compare(mode: Mode, a: Value, b: Value): number {
		try {
			const [one, other] = [a, b].map((value) => this.toNumber(mode, value)) as [number, number];
			return one - other;
		} catch {
			throw this.failure(
				mode === 'latestDate'
					? 'Invalid value. Only valid dates are supported in mode "latestDate"'
					: 'Invalid value. Only numbers are supported in mode "latestIncrementalKey"',
			);
		}
	}

	private toNumber(mode: Mode, value: Value): number {
		const number = mode === 'latestDate' ? this.core.workflow.tryToParseDateTime(value).toMillis() : Number(value);
		if (Number.isNaN(number)) throw new Error('not a number');
		return number;
	}

	private async insert(id: string, name: string, row: Row): Promise<void> {
		if (!this.isSaved(id)) throw new QueryFailedError('FOREIGN KEY constraint failed');
		const done = await this.table.insert(id, name, row);
		if (!done) throw new QueryFailedError('UNIQUE constraint failed: processed_data.workflowId, processed_data.context');
	}

	private idOf({ workflow }: Owner): string {
		if (workflow.id) return workflow.id;
		// n8n has it from node:assert, with the source of the line as the text.
		throw Object.assign(new Error('The expression evaluated to a falsy value:\n\n  assert.ok(contextData.workflow.id)\n'), {
			name: 'AssertionError',
			code: 'ERR_ASSERTION',
		});
	}

	private failure(message: string): Error {
		return new this.core.workflow.UnexpectedError(`Deduplication Failed: ${message}`);
	}
}

/** What n8n's database layer throws when the database refuses; this one speaks as SQLite. */
class QueryFailedError extends Error {
	readonly driverError: Error;

	constructor(refusal: string) {
		super(`SQLITE_CONSTRAINT: ${refusal}`);
		this.name = 'QueryFailedError';
		this.driverError = Object.assign(new Error(this.message), { code: 'SQLITE_CONSTRAINT', errno: 19 });
		Object.assign(this, { code: 'SQLITE_CONSTRAINT', errno: 19 });
	}
}

export const digest = (value: Value): string => createHash('md5').update(value.toString()).digest('base64');

export const nodeRow = (nodeId: string): string => `n:${nodeId}`;

const rowName = (scope: 'node' | 'workflow', { node }: Owner): string => (scope === 'node' ? nodeRow(node!.id) : '');

const newest = (entries: string[], max: number): string[] => (max > 0 ? entries.slice(-max) : entries);
