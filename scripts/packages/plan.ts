import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { importClosure } from './closure';
import { readCredential, readNode, type Entry } from './entries';
import { derived, homeOf, published, type Manifest, type OwnWords } from './manifest';

/** What goes into one package. */
export interface PackagePlan {
	manifest: Manifest;
	/** Relative to the repository; the umbrella's is the repository itself. */
	home: string;
	/** The compiled modules that it publishes. */
	modules: string[];
	/** Icons, codex files and JSON Schemas, relative to the repository. */
	assets: string[];
}

/** The umbrella, and a package for every folder in `packages/`; all from what is built. */
export function planPackages(root: string): PackagePlan[] {
	const manifest = readJson<Manifest>(root, 'package.json');
	const all = {
		nodes: manifest.n8n.nodes.map((file) => readNode(root, file)),
		credentials: manifest.n8n.credentials.map((file) => readCredential(root, file)),
	};
	const umbrella = { manifest: published(manifest), home: '.', ...contentsOf(root, all) };
	return [umbrella, ...namesIn(root).map((name) => planOne(root, name, manifest, all))];
}

interface Entries {
	nodes: Entry[];
	credentials: Entry[];
}

function planOne(root: string, name: string, umbrella: Manifest, all: Entries): PackagePlan {
	const home = homeOf(name);
	const words = readJson<OwnWords>(root, `${home}/package.json`);
	const nodes = all.nodes.filter(({ file }) => packageNameOf(file) === name.replaceAll('-', ''));
	if (words.name !== name || nodes.length === 0) {
		throw new Error(`${home} is no package: its name is ${words.name}, and it has ${nodes.length} nodes`);
	}
	const used = new Set(nodes.flatMap(({ credentials }) => credentials));
	const entries = { nodes, credentials: all.credentials.filter((credential) => used.has(credential.name)) };
	const files = { nodes: filesOf(entries.nodes), credentials: filesOf(entries.credentials) };
	return { manifest: derived(umbrella, words, files), home, ...contentsOf(root, entries) };
}

/** A vendor's nodes are in one folder of `nodes/`, and `PoppyAi` there is `n8n-nodes-poppy-ai` here. Without the hyphens. */
const packageNameOf = (nodeFile: string): string =>
	`n8nnodes${path.posix.basename(path.posix.dirname(nodeFile)).toLowerCase()}`;

function contentsOf(root: string, { nodes, credentials }: Entries): Pick<PackagePlan, 'modules' | 'assets'> {
	const modules = importClosure(root, filesOf([...nodes, ...credentials]));
	const assets = [
		...[...nodes, ...credentials].flatMap(({ icons }) => icons),
		...nodes.map(({ file }) => file.replace(/\.js$/, '.json')),
		...foldersOf(modules).flatMap((folder) => schemasIn(root, `dist/${folder}`)),
	];
	return { modules, assets: [...new Set(assets)].sort() };
}

/** Schemas stand beside the code that they describe, or in the folder in which n8n looks for them. */
const schemasIn = (root: string, folder: string): string[] => [
	...filesUnder(root, folder).filter((file) => file.endsWith('.schema.json') && path.posix.dirname(file) === folder),
	...filesUnder(root, `${folder}/__schema__`).filter((file) => file.endsWith('.json')),
];

const filesOf = (entries: Entry[]): string[] => entries.map(({ file }) => file);

const foldersOf = (files: string[]): string[] => [...new Set(files.map((file) => path.posix.dirname(file)))];

function filesUnder(root: string, folder: string): string[] {
	if (!existsSync(path.join(root, folder))) return [];
	return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) =>
		entry.isDirectory() ? filesUnder(root, `${folder}/${entry.name}`) : [`${folder}/${entry.name}`],
	);
}

const namesIn = (root: string): string[] =>
	readdirSync(path.join(root, 'packages'), { withFileTypes: true })
		.filter((entry) => entry.isDirectory())
		.map(({ name }) => name)
		.sort();

const readJson = <T>(root: string, file: string): T => JSON.parse(readFileSync(path.join(root, file), 'utf8')) as T;
