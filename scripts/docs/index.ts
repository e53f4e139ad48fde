import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../../testing/engine/core';
import type { Writer } from './blocks';
import { fill } from './blocks';
import { example, output } from './example';
import { failure } from './failures';
import { credentialTable, operationTable, optionsTable } from './fields';
import { folderTable } from './folders';
import { measuredFigure, measuredTable } from './measured';
import { wayOfParameter } from './path';
import { scene } from './scenes';
import type { DocsStage } from './stage';
import { vendorList } from './vendors';

export { fill } from './blocks';
export { manifestTexts } from './manifest';
export { stable } from './stable';
export { startDocsStage, type DocsStage } from './stage';
export { listVendors } from './vendors';

/** A Markdown page by its path from the repository's root. */
export type Pages = Map<string, string>;

/** The pages as they are committed: README, docs, and the README of each package. */
export const readPages = (): Pages =>
	new Map(
		['.', 'docs', ...foldersIn('docs'), ...foldersIn('packages')].flatMap((folder) =>
			filesIn(folder).map((file): [string, string] => [file, readFileSync(path.join(repositoryRoot, file), 'utf8')]),
		),
	);

/** The pages with all that is generated in them made anew. */
export async function freshPages(stage: DocsStage, pages: Pages = readPages()): Promise<Pages> {
	const writers = writersOn(stage);
	const fresh: Pages = new Map();
	for (const [file, page] of pages) {
		fresh.set(
			file,
			await fill(page, writers).catch((error: unknown) => {
				throw new Error(`${file}: ${(error as Error).message}`);
			}),
		);
	}
	return fresh;
}

/** By the kind of a mark; docs/README.md lists them. */
function writersOn(stage: DocsStage): Record<string, Writer> {
	return {
		credential: (name) => credentialTable(stage.credential(name)),
		example: async (subject) => await example(stage, subject),
		failure: async (name) => await failure(stage, name),
		fields: (subject) => {
			const [node = '', operation = ''] = subject.split(' ');
			return operationTable(stage.node(node).properties, ...operation.split('.'));
		},
		figure: (name) => measuredFigure(name),
		folders: () => folderTable(),
		measured: (name) => measuredTable(name),
		options: (subject) => {
			const [node = '', resource = '', operation = ''] = subject.split(/[ .]/);
			return optionsTable(stage.node(node).properties, resource, operation);
		},
		output: async (subject) => await output(stage, subject),
		scene: async (name) => await scene(stage, name),
		vendors: async (name) => await vendorList(stage, name),
		way: async (subject) => await wayOfParameter(subject),
	};
}

const foldersIn = (folder: string): string[] => {
	const full = path.join(repositoryRoot, folder);
	if (!existsSync(full)) return [];
	return readdirSync(full, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [path.posix.join(folder, entry.name)] : []));
};

const filesIn = (folder: string): string[] => {
	const full = path.join(repositoryRoot, folder);
	if (!existsSync(full)) return [];
	return readdirSync(full)
		.filter((name) => name.endsWith('.md'))
		.map((name) => path.posix.join(folder, name));
};
