import Ajv from 'ajv';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Schema } from '../scripts/schemas/infer';
import { complete, infer } from '../scripts/schemas/infer';
import { freshSchemas, seenOutputs } from '../scripts/schemas';
import { CORES, type Stage, startStage } from '../testing/stage';
import { isInTables, vendorsInTables } from '../testing/vendors';

// The previews that n8n's editor shows before a node has run.

const root = path.join(__dirname, '..');
/** Of the vendors in tables. */
const onDisk = () => inAllFolders().filter((file) => vendorsInTables().some(({ name }) => file.split('/')[1]!.toLowerCase() === name.toLowerCase()));
const inAllFolders = () =>
	readdirSync(path.join(root, 'nodes'), { recursive: true, encoding: 'utf8' })
		.filter((file) => file.includes('__schema__') && file.endsWith('.json'))
		.map((file) => path.posix.join('nodes', ...file.split(path.sep)));
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

let stage: Stage;
beforeAll(async () => (stage = await startStage()), 120_000);
afterAll(async () => await stage?.stop());

it('match the nodes of today; else: npm run docs', async () => {
	const fresh = await freshSchemas(stage.engines.newest, stage.sandbox);
	expect(onDisk().sort()).toEqual([...fresh.keys()].sort());
	for (const [file, text] of fresh) expect({ file, text: read(file) }).toEqual({ file, text });
});

it('exist for each operation and for the trigger', async () => {
	const { nodes } = await stage.engines.newest.describe();
	const expected = nodes.flatMap(({ name, properties, polling }) => {
		const folder = `nodes/${(name[0]!.toUpperCase() + name.slice(1)).replace('Trigger', '')}/__schema__/v1.0.0`;
		if (!isInTables(name.replace(/Trigger$/, ''))) return [];
		const operations = properties
			.filter((property) => property.name === 'operation')
			.flatMap(({ options = [], displayOptions }) =>
				options.map((option) => `${folder}/${String(displayOptions?.show?.resource?.[0])}/${(option as { value: string }).value}.json`),
			);
		return polling ? [`${folder}.json`] : operations;
	});
	expect(onDisk().sort()).toEqual([...new Set(expected)].sort());
});

it.each(CORES)('fit every output of the nodes on the %s n8n', async (core) => {
	const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
	for (const [file, items] of await seenOutputs(stage.engines[core], stage.sandbox)) {
		const { version, ...schema } = JSON.parse(read(file)) as Schema & { version: number };
		expect(version).toBe(1);
		const fits = ajv.compile(closed(schema));
		for (const item of items) expect({ file, problems: fits(withoutNulls(item)) ? [] : fits.errors }).toEqual({ file, problems: [] });
		expect([file, items.length > 0]).toEqual([file, true]);
	}
});

it('are inferred from outputs', () => {
	expect(infer([{ a: 1, b: null, c: [{ d: 'x' }, { e: true }] }, { a: null, b: null }])).toEqual({
		type: 'object',
		properties: {
			a: { type: ['number', 'null'] },
			b: { type: 'null' },
			c: { type: 'array', items: { type: 'object', properties: { d: { type: 'string' }, e: { type: 'boolean' } } } },
		},
	});
	expect(complete(infer([{ a: null, b: [], c: null, d: 1 }]), infer([{ a: 'x', b: ['y'], c: { e: 1 }, d: 'other', f: 2 }]))).toEqual({
		type: 'object',
		properties: {
			a: { type: ['string', 'null'] },
			b: { type: 'array', items: { type: 'string' } },
			c: { type: 'object', properties: { e: { type: 'number' } } },
			d: { type: 'number' },
		},
	});
});

/** The same schema, which allows nothing that it does not name. */
function closed(schema: Schema): object {
	const { properties, items } = schema;
	if (properties) {
		const parts = Object.entries(properties).map(([name, part]) => [name, closed(part)]);
		return { ...schema, properties: Object.fromEntries(parts), additionalProperties: false };
	}
	return items ? { ...schema, items: closed(items) } : schema;
}

/** The editor shows a part that may be null as what it is otherwise. */
function withoutNulls(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(withoutNulls);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== null).map(([name, part]) => [name, withoutNulls(part)]));
}
