import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../../testing/engine/core';

/** What lives in each folder. A name in angle brackets stands for any name. `npm run docs` fails where a folder has no line. */
const FOLDERS: Record<string, string> = {
	bench: 'How fast, beside other nodes',
	'bench/automatic': 'Concurrency that the node finds by itself, beside fixed numbers, on virtual time',
	'bench/claims': 'What must hold of what the benchmark measures',
	'bench/faults': 'What happens to the items under each fault, beside other nodes',
	'bench/keys': 'What keys cost, and what becomes of them with two workers',
	'bench/report': 'The tables and the picture of the benchmark',
	'bench/stream': 'How soon the pieces of an answer reach the client of a chat',
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
	'nodes/shared/account': 'Which base URL and credential a request uses, renewing a token, and which values are secret',
	'nodes/shared/answer': 'Readers of answers that are no JSON: text, events and lines while they come, files',
	'nodes/shared/base': 'What all the others use: reading JSON safely, hiding secrets in a text, digests',
	'nodes/shared/body': 'Bodies of requests that are no JSON: a form, parts with files',
	'nodes/shared/failure': 'What a failed item says, and the error that n8n is thrown',
	'nodes/shared/form': 'Reading and checking parameters; the fields that all forms have',
	'nodes/shared/keys': 'Idempotency keys: which ones were used, and the output of the item that used them',
	'nodes/shared/output': 'The common shape of conversations and replies',
	'nodes/shared/query': 'Reading from a vendor outside a run: for From List and for a trigger',
	'nodes/shared/run': 'All items of a run, what earlier attempts completed, and looking for an item after a failure',
	'nodes/shared/send': 'Sending one request: concurrency and pace, time limit, whether to send again',
	packages: 'What each single package says of itself',
	'packages/<package>': 'Its README and manifest, and links to the sources',
	scripts: 'What the commands run',
	'scripts/docs': 'Makes the outputs, tables and texts in the pages',
	'scripts/live': 'Tries a few calls on a live account, and says what is as documented',
	'scripts/newVendor': 'Makes the files of a new vendor: questions and templates',
	'scripts/packages': 'Makes the packages that are published',
	'scripts/scanner': "The scanner of n8n's registry, with a manifest of its own",
	'scripts/schemas': 'Makes the previews of outputs that the editor shows',
	test: 'Tests of all vendors on both engines, of what is packed, and of the pages',
	'test/conformance': 'What every operation of every vendor must do',
	'test/e2e': 'Tests in whole n8n',
	'test/fixtures': 'Packages that only tests load, and what is written by hand for vendors that do not exist',
	'test/support': 'Helpers of tests',
	'test/unit': 'Tables of tests for single functions',
	testing: 'What tests, pages and benchmarks share: starting an engine with a sandbox, workflows of one node',
	'testing/deduplication': "What n8n's own deduplication store does, tried on real databases",
	'testing/engine': "n8n's own engine, both generations, in a process of its own",
	'testing/faults': 'Every fault that an API can have, and how the items must end',
	'testing/sandbox': "Local stand-ins for the vendors: they refuse what the vendor's page does not allow, and fail when a test asks for it",
	'testing/sandbox/vendors': 'A file for each vendor: its routes, and samples of every operation',
	'testing/simulation': 'Runs of the real gate before simulated vendors, on a clock of their own',
	'testing/trial': 'A vendor that does not exist and needs what no vendor of ours does',
	'testing/vendorPages': "What the vendors' pages name: every field, status and value, a table for each vendor",
	'testing/wholeN8n': 'Installs and drives whole n8n',
};

/** Their subfolders get a line each as well. */
const LISTED_DEEPER = ['nodes/shared', 'testing/sandbox'];
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
		...unique(inside(folder).map(general)).flatMap((inner) => [inner, ...(LISTED_DEEPER.includes(inner) ? inside(inner) : [])]),
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
