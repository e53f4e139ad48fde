import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Engine } from '../../testing/engine';
import { repositoryRoot } from '../../testing/engine/core';
import type { Sandbox } from '../../testing/sandbox';
import { isInTables } from '../../testing/vendors';
import { credentialsOfTypes, jsons, runNode } from '../../testing/workflows';
import type { Schema } from './infer';
import { complete } from './infer';
import { previewOf } from './shapes';

type Json = Record<string, unknown>;

/** What the nodes really put out, by the file in which n8n looks for its preview, from the root of the repository. */
export async function seenOutputs(engine: Engine, sandbox: Sandbox): Promise<Map<string, Json[]>> {
	const seen = new Map<string, Json[]>();
	const { nodes } = await engine.describe();
	for (const { name, polling } of nodes) {
		if (!isInTables(name.replace(/Trigger$/, ''))) continue;
		for (const [operation, { samples }] of Object.entries(sandbox.operations[name] ?? {})) {
			const items: Json[] = [];
			for (const sample of samples) {
				sandbox.reset();
				items.push(...jsons(await runNode(engine, { vendor: name, ...sample })));
			}
			seen.set(`${schemaFolder(name)}/${operation.replace('.', '/')}.json`, items);
		}
		sandbox.reset();
		if (polling) seen.set(`${schemaFolder(name)}.json`, await pollAll(engine, name));
	}
	return seen;
}

/** The text of each preview file, by its path from the root of the repository. */
export async function freshSchemas(engine: Engine, sandbox: Sandbox): Promise<Map<string, string>> {
	const seen = await seenOutputs(engine, sandbox);
	const byVendor = new Map<string, Json[]>();
	for (const [file, items] of seen) byVendor.set(vendorOf(file), [...(byVendor.get(vendorOf(file)) ?? []), ...items]);
	const fresh = [...seen].map(([file, items]): [string, string] => {
		const alike = (byVendor.get(vendorOf(file)) ?? []).filter(hasShapeOf(items));
		return [file, asText(complete(previewOf(items, alike), previewOf(alike)))];
	});
	return new Map(fresh);
}

// n8n looks for it beside the compiled node, by the version of the node with three numbers.
const schemaFolder = (node: string) => `nodes/${folderOf(node)}/__schema__/v1.0.0`;

function folderOf(node: string): string {
	const { n8n } = JSON.parse(readFileSync(path.join(repositoryRoot, 'package.json'), 'utf8')) as { n8n: { nodes: string[] } };
	const compiled = n8n.nodes.find((file) => path.basename(file, '.node.js').toLowerCase() === node.toLowerCase());
	if (!compiled) throw new Error(`package.json has no node "${node}"`);
	return path.basename(path.dirname(compiled));
}

const vendorOf = (file: string) => file.split('/')[1]!;

const hasShapeOf = ([first = {}]: Json[]) => {
	const keys = Object.keys(first).join();
	return (item: Json) => Object.keys(item).join() === keys;
};

/** As n8n writes its own, but a list of types stands in one line. */
const asText = (schema: Schema) =>
	`${JSON.stringify({ ...schema, version: 1 }, null, 2)}\n`.replace(/\[\s+("\w+"),\s+"null"\s+\]/g, '[$1, "null"]');

/** The sample that the editor's test shows for each event of a trigger. */
async function pollAll(engine: Engine, name: string): Promise<Json[]> {
	const { nodes } = await engine.describe();
	const { properties = [], credentials = [] } = nodes.find((node) => node.name === name) ?? {};
	const events = properties.find((property) => property.name === 'event')?.options ?? [];
	const items: Json[] = [];
	for (const event of events) {
		const parameters = { event: (event as { value: string }).value };
		const node = { name, type: `n8n-nodes-conversations.${name}`, typeVersion: 1, parameters, credentials: credentialsOfTypes(credentials.map((one) => one.name)) };
		const { emitted, error } = await engine.poll({ nodes: [node], connections: {} }, { mode: 'manual' });
		if (error) throw new Error(`${name}: ${error.message} ${error.description ?? ''}`);
		items.push(...(emitted ?? []).flat().map(({ json }) => json));
	}
	return items;
}
