import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CORES } from '../testing/stage';
import { checkOut } from './support/checkout';

// The steps of CONTRIBUTING.md, in a copy of the repository, for vendors that do not exist: what the generator asks, what is written by
// hand (in fixtures/vendors), what commands make, and then every test that looks at all vendors.

const root = path.resolve(__dirname, '..');
const byHand = path.join(__dirname, 'fixtures', 'vendors');

/** Has an ID in its path, a number in its body, a header of its own, a rate limit that names the time of its end, a list and a reuse. */
const acmeDesk = {
	name: 'acmeDesk',
	displayName: 'Acme Desk',
	docsUrl: 'https://docs.acme-desk.example/create',
	baseUrl: 'https://api.acme-desk.example/v2',
	keyHeader: 'X-Acme-Key',
	keyPlace: 'the settings, under API',
	readPath: '/v1/me',
	createPath: '/v1/inboxes/{inbox_id}/threads',
	textField: 'text',
	idField: 'thread_id',
};
/** As the generator lays it; n8n has a credential type alienVaultApi of its own. */
const alienVault = {
	...acmeDesk,
	name: 'alienVault',
	displayName: 'Alien Vault',
	keyHeader: 'Authorization',
	createPath: '/v1/accounts/{account_id}/boxes/{boxId}/threads',
};
/** Signs by OAuth2 at a token endpoint, takes a file as a part, and streams its answer as events. */
const riverChat = {
	...acmeDesk,
	name: 'riverChat',
	displayName: 'River Chat',
	docsUrl: 'https://docs.river-chat.example/create',
	baseUrl: 'https://api.river-chat.example/v1',
	keyHeader: 'Authorization',
	readPath: '/me',
	createPath: '/conversations',
	textField: 'message',
	idField: 'id',
};
const vendors = [acmeDesk, alienVault, riverChat];

const laidFor = (name: string, page: string, credential: string) => {
	const Name = name[0]!.toUpperCase() + name.slice(1);
	return [
		`credentials/${credential}.credentials.ts`,
		`docs/${page}.md`,
		`icons/${name}.dark.svg`,
		`icons/${name}.svg`,
		`nodes/${Name}/${Name}.node.json`,
		`nodes/${Name}/${Name}.node.ts`,
		`nodes/${Name}/conversation/create.operation.ts`,
		`nodes/${Name}/vendor.ts`,
		`packages/n8n-nodes-${page}/README.md`,
		`packages/n8n-nodes-${page}/package.json`,
		`testing/sandbox/vendors/${name}.ts`,
	];
};
const laid = [
	...laidFor('acmeDesk', 'acme-desk', 'AcmeDeskApi'),
	...laidFor('alienVault', 'alien-vault', 'AlienVaultConversationsApi'),
	...laidFor('riverChat', 'river-chat', 'RiverChatApi'),
];
/** What `npm run docs` makes of the others. */
const MADE = ['README.md', 'docs/README.md', 'docs/packages.md', 'docs/self-hosting.md', 'package.json'];
const OWN = /acme-?desk|alien-?vault|river-?chat/i;

let copy: string;
let afterGenerator: string[];

const run = (command: string, args: string[], more: NodeJS.ProcessEnv = {}): string => {
	const { JEST_WORKER_ID: _worker, NODE_ENV: _environment, ...env } = process.env;
	try {
		return execFileSync(command, args, { cwd: copy, encoding: 'utf8', env: { ...env, ...more }, stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64 * 1024 * 1024 });
	} catch (error) {
		const { stdout, stderr } = error as { stdout: string; stderr: string };
		throw new Error(`${path.basename(args[0] ?? command)} failed:\n${stdout.slice(-4000)}\n${stderr.slice(-8000)}`);
	}
};
const node = (...args: string[]) => run(process.execPath, args);
const git = (...args: string[]) => run('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.com', ...args]);
const changed = () => git('status', '--porcelain', '--untracked-files=all').trimEnd().split('\n').map((line) => line.slice(3)).sort();

/** As `npm run new:vendor` does. */
function generate(values: Record<string, string>): void {
	const options = ['--plopfile', 'scripts/newVendor/plopfile.js', '--dest', '.'];
	node('node_modules/plop/bin/plop.js', ...options, 'vendor', '--', ...Object.entries(values).flatMap(([name, value]) => [`--${name}`, value]));
}

/** By hand: the registry wants the credential type of OAuth2 called so, and the one that was laid is another. */
function callOAuth2(): void {
	rmSync(path.join(copy, 'credentials/RiverChatApi.credentials.ts'));
	for (const file of ['nodes/RiverChat/RiverChat.node.ts', 'docs/river-chat.md', 'packages/n8n-nodes-river-chat/README.md', 'package.json']) {
		const text = readFileSync(path.join(copy, file), 'utf8');
		writeFileSync(path.join(copy, file), text.replace(/(River ?Chat)( ?)(api)\b/gi, '$1$2OAuth2$2$3').replaceAll('river-chat-api', 'river-chat-oauth2-api'));
	}
}

beforeAll(() => {
	copy = mkdtempSync(path.join(tmpdir(), 'new-vendor-'));
	checkOut(copy);
	for (const folder of ['node_modules', 'scripts/scanner/node_modules']) symlinkSync(path.join(root, folder), path.join(copy, folder));
	git('init', '-q');
	git('add', '-A');
	git('commit', '-qm', 'before');

	for (const answers of vendors) generate(answers);
	afterGenerator = changed();
	callOAuth2();
	for (const name of readdirSync(byHand)) cpSync(path.join(byHand, name), copy, { recursive: true });

	node('node_modules/gulp/bin/gulp.js', 'build');
	node('build/scripts/makeDocs.js');
}, 400_000);

afterAll(() => rmSync(copy, { recursive: true, force: true }));

test('the generator lays these files and changes nothing else', () => {
	expect(afterGenerator).toEqual([...laid, 'package.json'].sort());
});

test.each<[string, Record<string, string>, string]>([
	['a name with a blank', { ...acmeDesk, name: 'Other Desk' }, '--name ("Other Desk"): something like acmeDesk'],
	['a name that is there', { name: 'acmeDesk' }, '--name ("acmeDesk"): there is a acmeDesk already'],
	['a node of n8n', { name: 'intercom' }, '--name ("intercom"): n8n has a node intercom'],
	["a node of n8n's second package", { name: 'lmChatOpenAi' }, '--name ("lmChatOpenAi"): n8n has a node'],
	['a path without a slash', { ...acmeDesk, name: 'other', createPath: 'v1/threads' }, '--createPath ("v1/threads"): something like'],
	['a field of the form', { ...acmeDesk, name: 'other', createPath: '/v1/{message}' }, '--createPath ("/v1/{message}"): no second field called message'],
	['the same field twice', { ...acmeDesk, name: 'other', createPath: '/{box_id}/{boxId}' }, 'no second field called boxId'],
	['a name in the path that tests the key', { ...acmeDesk, name: 'other', readPath: '/v1/{id}' }, '--readPath ("/v1/{id}")'],
])('the generator refuses %s, and names the question', (_what, answers, text) => {
	expect(() => generate(answers)).toThrow(text);
});

test('only files of the vendors change, and what `npm run docs` makes', () => {
	expect(changed().filter((file) => !OWN.test(file))).toEqual(MADE);
	const { scripts: _scripts, ...before } = JSON.parse(git('show', 'HEAD:package.json')) as Record<string, unknown>;
	const after = JSON.parse(readFileSync(path.join(copy, 'package.json'), 'utf8')) as Record<string, unknown>;
	expect(Object.keys(before).filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))).toEqual(['description', 'keywords', 'n8n']);
});

test('their pages and their rows are filled', () => {
	const read = (file: string) => readFileSync(path.join(copy, file), 'utf8');
	const page = read('docs/acme-desk.md');
	expect(page).toContain('| API Key | `apiKey` | secret |');
	expect(page).toContain('POST https://api.acme-desk.example/v2/v1/inboxes/7/threads\nx-acme-key: ••••••');
	expect(page).toContain('"vendor": "acmeDesk"');
	expect(read('docs/alien-vault.md')).toContain('authorization: Bearer ••••••');
	expect(read('docs/river-chat.md')).toContain('POST https://api.river-chat.example/v1/conversations\nauthorization: Bearer ••••••\ncontent-type: multipart/form-data');
	expect(read('docs/river-chat.md')).toContain('"text": "You said: Where is my order? and sent order.txt"');
	expect(read('README.md')).toContain('| [Acme Desk](docs/acme-desk.md) | Create conversation | the conversation of that contact in the inbox | Inbox | – |');
	expect(read('docs/packages.md')).toContain('| `n8n-nodes-alien-vault` | Alien Vault |');
	expect(read('docs/self-hosting.md')).toContain('| `api.acme-desk.example` | Acme Desk |');
});

test('they pass the linter', () => {
	const files = changed().filter((file) => /\.(ts|js)$|^package\.json$/.test(file) && !file.startsWith('packages/'));
	node('node_modules/eslint/bin/eslint.js', '--max-warnings', '0', ...files);
}, 120_000);

/**
 * Those that take their vendors from testing/vendors.ts, once, with tables of the new vendors only: the others have theirs tested by the run
 * that this test is a part of. All other tests call what they import by name, and no new vendor changes that.
 */
test('every test that looks at all vendors passes for them', () => {
	const results = path.join(copy, 'build', 'results.json');
	const options = ['--selectProjects', 'unit', 'engine', '--maxWorkers', '2', '--json', '--outputFile', results];
	run(process.execPath, ['node_modules/jest/bin/jest.js', ...options, '--findRelatedTests', 'testing/vendors.ts'], { VENDORS: vendors.map(({ name }) => name).join() });

	const { testResults } = JSON.parse(readFileSync(results, 'utf8')) as {
		testResults: Array<{ assertionResults: Array<{ fullName: string; status: string }> }>;
	};
	const passed = testResults.flatMap(({ assertionResults }) => assertionResults).filter(({ status }) => status === 'passed').map(({ fullName }) => fullName);
	expect(testResults.length).toBeGreaterThan(14);
	for (const { name } of vendors) {
		for (const core of CORES) {
			expect(passed.filter((test) => test.startsWith(`on the ${core} engine`) && test.includes(`${name} conversation.create`)).length).toBeGreaterThan(40);
		}
	}
	for (const test of ['are renewed once when they expire under way', 'acmeDeskApi passes with the right key', 'acmeDesk searchInboxes lists by name', 'acmeDesk conversation.create: returns the conversation']) {
		expect([test, passed.some((name) => name.includes(test))]).toEqual([test, true]);
	}
}, 900_000);
