import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../../testing/engine/core';

/** What lives in each folder. A name in angle brackets stands for any name. `npm run docs` fails where a folder has no line. */
const FOLDERS: Record<string, string> = {
	bench: 'How fast, beside other nodes',
	'bench/faults': 'What becomes of items under each fault, beside other nodes',
	'bench/keys': 'What keys cost, and what becomes of them with two workers',
	'bench/twins': 'Nodes that do the same in other ways, to compare with',
	credentials: 'A file for each credential type: its form, how a request is signed, its test',
	'credentials/<vendor>': 'What only the credentials of this vendor need',
	'credentials/shared': 'What all credential types sign requests with',
	docs: 'The pages for users',
	'docs/images': 'The pictures in them',
	'docs/performance': 'What the benchmark measured last',
	examples: 'Workflows to import',
	icons: 'A light and a dark picture for each vendor',
	nodes: 'What is published',
	'nodes/<Vendor>':
		'`<Vendor>.node.ts` (the description), `vendor.ts` (its operations by name, its account, its advice), a folder for each resource with a file for each operation',
	'nodes/shared':
		'What a vendor is written with (`vendor.ts`, `operation.ts`, `request.ts`), and the way from form to item, the same for all. It knows no vendor',
	'nodes/shared/failure': 'What a failed item says, and blacking out secrets',
	'nodes/shared/form': 'Reading and checking parameters; the fields that all forms have',
	'nodes/shared/output': 'Reading an answer; the common shape',
	'nodes/shared/run': 'All items of a run, and what earlier attempts brought; what a list or a trigger asks',
	'nodes/shared/send': 'One request: account, concurrency and pace, time limit, whether to send again',
	packages: 'What each single package says of itself',
	'packages/<package>': 'Its README and manifest, and links to the sources',
	scripts: 'What the commands run',
	'scripts/docs': 'Makes the outputs, tables and texts in the pages',
	'scripts/newVendor': 'Lays a new vendor: questions and templates',
	'scripts/packages': 'Makes the packages that are published',
	'scripts/scanner': "The scanner of n8n's registry, with a manifest of its own",
	'scripts/schemas': 'Makes the previews of outputs that the editor shows',
	test: 'Tests of all vendors on both engines, of what is packed, and of the pages',
	'test/conformance': 'What every operation must hold to, whoever the vendor is',
	'test/e2e': 'Tests in whole n8n',
	'test/fixtures': 'A package that only tests load',
	'test/support': 'Helpers of tests',
	'test/unit': 'Tables of tests for single functions',
	testing: 'What tests, pages and benchmark stand on: the stage that starts it all, workflows of one node',
	'testing/engine': "n8n's own engine, both generations, in a process of its own",
	'testing/faults': 'Every fault that an API can have, and what must become of the items',
	'testing/sandbox': 'Stand-ins for the vendors: strict about what their pages allow, with faults to order',
	'testing/sandbox/vendors': 'A file for each vendor: its routes, and samples of every operation',
	'testing/wholeN8n': 'Installs and drives whole n8n',
};

/** Those whose folders are told apart one level deeper. */
const TOLD_DEEPER = ['nodes/shared', 'testing/sandbox'];
const ANY: Record<string, string> = { credentials: '<vendor>', nodes: '<Vendor>', packages: '<package>' };

/** A line for each folder of the first two levels. */
export function folderTable(): string {
	const rows = folders().map((folder) => {
		const line = FOLDERS[folder];
		if (line === undefined) throw new Error(`scripts/docs/folders.ts says nothing of ${folder}`);
		return `| \`${folder}/\` | ${line} |`;
	});
	return ['| folder | what lives there |', '| --- | --- |', ...rows].join('\n');
}

const folders = (): string[] =>
	inside('.').flatMap((folder) => [
		folder,
		...unique(inside(folder).map(general)).flatMap((inner) => [inner, ...(TOLD_DEEPER.includes(inner) ? inside(inner) : [])]),
	]);

/** `nodes/<Vendor>` for `nodes/UserDesk`. */
function general(folder: string): string {
	if (FOLDERS[folder] !== undefined) return folder;
	const parent = path.posix.dirname(folder);
	return ANY[parent] === undefined ? folder : `${parent}/${ANY[parent]}`;
}

const unique = (names: string[]) => [...new Set(names)].sort();

const inside = (folder: string): string[] =>
	readdirSync(path.join(repositoryRoot, folder), { withFileTypes: true })
		.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !ignored().includes(`${entry.name}/`))
		.map(({ name }) => path.posix.join(folder, name))
		.sort();

const ignored = () => readFileSync(path.join(repositoryRoot, '.gitignore'), 'utf8').split('\n');
