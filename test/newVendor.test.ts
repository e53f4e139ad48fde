import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEngine } from '../testing/engine';
import type { RemoteSandbox } from '../testing/sandbox';
import { startSandboxProcess, type SandboxProcess } from '../testing/sandbox/process';
import { checkOut } from './support/checkout';
import { scan } from './support/scan';
import { problems } from './support/schemas';
import { CORES } from '../testing/stage';
import { jsons, runNode } from '../testing/workflows';

// The steps of CONTRIBUTING.md, in a copy of the repository, for a vendor that does not exist.

const root = path.resolve(__dirname, '..');
const answers = {
	name: 'acmeDesk',
	displayName: 'Acme Desk',
	docsUrl: 'https://docs.acme-desk.example/create',
	baseUrl: 'https://api.acme-desk.example/v2',
	keyHeader: 'X-Acme-Key',
	keyPlace: 'the settings, under API',
	readPath: '/v1/me',
	createPath: '/v1/threads',
	textField: 'text',
	idField: 'thread_id',
};
const laid = [
	'credentials/AcmeDeskApi.credentials.ts',
	'docs/acme-desk.md',
	'icons/acmeDesk.dark.svg',
	'icons/acmeDesk.svg',
	'nodes/AcmeDesk/AcmeDesk.node.json',
	'nodes/AcmeDesk/AcmeDesk.node.ts',
	'nodes/AcmeDesk/conversation/create.operation.ts',
	'nodes/AcmeDesk/vendor.ts',
	'package.json',
	'packages/n8n-nodes-acme-desk/README.md',
	'packages/n8n-nodes-acme-desk/package.json',
	'testing/sandbox/vendors/acmeDesk.ts',
];

let copy: string;
let sandboxProcess: SandboxProcess | undefined;
let sandbox: RemoteSandbox;
let changed: string[];

const run = (command: string, ...args: string[]): string => {
	const { JEST_WORKER_ID: _worker, NODE_ENV: _environment, ...env } = process.env;
	try {
		return execFileSync(command, args, { cwd: copy, encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64 * 1024 * 1024 });
	} catch (error) {
		const { stdout, stderr } = error as { stdout: string; stderr: string };
		throw new Error(`${path.basename(args[0] ?? command)} failed:\n${stdout.slice(-4000)}\n${stderr.slice(-8000)}`);
	}
};
const node = (script: string, ...args: string[]) => run(process.execPath, script, ...args);
const git = (...args: string[]) => run('git', '-c', 'user.name=test', '-c', 'user.email=test@example.com', ...args);

/** As `npm run new:vendor` does. */
function generate(values: Record<string, string>): void {
	const options = ['--plopfile', 'scripts/newVendor/plopfile.js', '--dest', '.'];
	node('node_modules/plop/bin/plop.js', ...options, 'vendor', '--', ...Object.entries(values).flatMap(([name, value]) => [`--${name}`, value]));
}

beforeAll(async () => {
	copy = mkdtempSync(path.join(tmpdir(), 'new-vendor-'));
	checkOut(copy);
	for (const folder of ['node_modules', 'scripts/scanner/node_modules']) symlinkSync(path.join(root, folder), path.join(copy, folder));
	git('init', '-q');
	git('add', '-A');
	git('commit', '-qm', 'before');

	generate(answers);
	changed = git('status', '--porcelain', '--untracked-files=all').trimEnd().split('\n').map((line) => line.slice(3)).sort();

	node('node_modules/gulp/bin/gulp.js', 'build');
	node('build/scripts/makeSchemas.js');
	// As the next build does.
	cpSync(path.join(copy, 'nodes/AcmeDesk/__schema__'), path.join(copy, 'dist/nodes/AcmeDesk/__schema__'), { recursive: true });
	node('build/scripts/makeDocs.js');
	node('build/scripts/buildPackages.js');
	sandboxProcess = await startSandboxProcess(copy);
	sandbox = sandboxProcess.sandbox;
}, 240_000);

afterAll(async () => {
	await sandboxProcess?.stop();
	rmSync(copy, { recursive: true, force: true });
});

test('the generator lays these files and changes nothing else', () => {
	expect(changed).toEqual(laid);
});

test('the generator refuses answers that would not work', () => {
	expect(() => generate({ ...answers, name: 'Other Desk' })).toThrow('Something like: acmeDesk');
	expect(() => generate({ name: 'acmeDesk' })).toThrow('There is a acmeDesk already');
});

test('its files pass the linter, and the scanner as source and as package', () => {
	node('node_modules/eslint/bin/eslint.js', '--max-warnings', '0', ...laid.filter((file) => /\.ts$|^package\.json$/.test(file)));

	const name = 'n8n-nodes-acme-desk';
	const scans = scan(`checkout:${name}=${copy}`, `packed=${path.join(copy, 'dist-packages', name)}`);
	expect(scans).toMatchObject([
		{ kind: 'source', passed: true, findings: [] },
		{ kind: 'packed', passed: true, findings: [] },
	]);
}, 120_000);

test('its page is filled', () => {
	const page = readFileSync(path.join(copy, 'docs/acme-desk.md'), 'utf8');
	expect(page).toContain('| API Key | `apiKey` | secret |');
	expect(page).toContain('POST https://api.acme-desk.example/v2/v1/threads');
	expect(page).toContain('"vendor": "acmeDesk"');
});

describe.each(CORES)('on the %s core', (core) => {
	test.each(['n8n-nodes-conversations', 'n8n-nodes-acme-desk'])('its create works, in %s', async (packageName) => {
		await sandbox.reset();
		const credentials = sandbox.credentials;
		const engine = await startEngine({ core, packageDir: path.join(copy, 'dist-packages', packageName), credentials });
		try {
			const { parameters, credentials: types } = sandbox.operations.acmeDesk!['conversation.create']!.samples[1]!;
			const setup = { vendor: 'acmeDesk', parameters, credentials: types, settings: { type: `${packageName}.acmeDesk` } };
			const [output] = jsons(await runNode(engine, setup));
			const [created, ...others] = await sandbox.created('acmeDesk');

			expect(problems('conversation', output)).toEqual([]);
			expect(output).toMatchObject({ vendor: 'acmeDesk', conversationId: created!.id });
			expect(created!.body).toEqual({ text: 'Where is my order?' });
			expect(others).toEqual([]);
			expect((await sandbox.requests()).map(({ headers }) => headers['x-acme-key'])).toEqual(['sandbox-acme-desk-key']);
			expect(await engine.testCredential('acmeDeskApi', credentials.acmeDeskApi!)).toMatchObject({ status: 'OK' });
			expect(await engine.testCredential('acmeDeskApi', { ...credentials.acmeDeskApi, apiKey: 'wrong' })).toMatchObject({ status: 'Error' });
		} finally {
			await engine.stop();
		}
	}, 60_000);
});

/** What came of test files in the copy, one after the other: beside this one, others are at work. Throws when a test failed. */
function runTests(...options: string[]): { files: string[]; passed: string[] } {
	const results = path.join(copy, 'build', 'results.json');
	node('node_modules/jest/bin/jest.js', '--selectProjects', 'unit', 'engine', '--maxWorkers', '1', '--json', '--outputFile', results, ...options);
	const { testResults } = JSON.parse(readFileSync(results, 'utf8')) as {
		testResults: Array<{ name: string; assertionResults: Array<{ fullName: string; status: string }> }>;
	};
	return {
		files: testResults.map(({ name }) => path.relative(copy, name)),
		passed: testResults
			.flatMap(({ assertionResults }) => assertionResults)
			.filter(({ status }) => status === 'passed')
			.map(({ fullName }) => fullName),
	};
}

/**
 * What no new vendor can change: `unit/` and `pace` call shared code and single vendors by their import, `engine` runs a
 * package of its own, and the others run operations of vendors that they name. All other files look at every vendor.
 */
const UNAFFECTED = ['test/unit/', '(pace|engine|trigger|trigger\\.histories|reuse|parameters)\\.test\\.ts$'];
const CONFORMANCE = 'conformance\\.(newest|oldest)';

test('with it among the vendors, all that `npm test` runs passes', () => {
	const { files, passed } = runTests('--testPathIgnorePatterns', ...UNAFFECTED, CONFORMANCE);
	expect(files.length).toBeGreaterThan(12);
	expect(passed.filter((name) => /acme-?desk/i.test(name)).length).toBeGreaterThan(10);
}, 900_000);

// Last, because it leaves nobody else in the copy: this suite goes through all vendors for minutes before its first test.
test('the conformance suite finds it by itself, and it passes, on both cores', () => {
	const manifestFile = path.join(copy, 'package.json');
	const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as { n8n: { nodes: string[]; credentials: string[] } };
	manifest.n8n.nodes = manifest.n8n.nodes.filter((file) => file.includes('AcmeDesk'));
	manifest.n8n.credentials = manifest.n8n.credentials.filter((file) => file.includes('AcmeDesk'));
	writeFileSync(manifestFile, JSON.stringify(manifest));

	const { files, passed } = runTests(CONFORMANCE, '-t', 'acmeDesk|the package');
	expect(files).toHaveLength(2);
	for (const core of CORES) {
		const names = passed.filter((name) => name.startsWith(`on the ${core} engine`) && name.includes('acmeDesk conversation.create'));
		expect(names.length).toBeGreaterThan(40);
	}
}, 300_000);
