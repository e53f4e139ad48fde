import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The registry's scanner, in the one version of TypeScript it works with: see tools/scanner. */
interface Scan {
	kind: string;
	passed: boolean;
	message?: string;
	details?: string;
	files: number;
	findings: Array<{ filePath: string; line: number; ruleId: string; text: string; severity: number }>;
}

const root = path.resolve(__dirname, '..');
const scanner = path.join(root, 'tools', 'scanner', 'scan.mjs');
let folder: string;

beforeAll(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'scanner-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Each argument is `source=<folder>` or `packed=<folder>`. */
function scan(...folders: string[]): Scan[] {
	const output = execFileSync(process.execPath, [scanner, ...folders], {
		encoding: 'utf8',
		// Where NODE_ENV is "test", as under jest, eslint-plugin-n8n-nodes-base takes every file for a trigger's.
		env: { ...process.env, NODE_ENV: 'production', TMPDIR: folder },
	});
	return JSON.parse(output.trim().split('\n').pop()!) as Scan[];
}

function unpackTarball(): string {
	const [packed] = JSON.parse(
		execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
			cwd: root,
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'ignore'],
			shell: process.platform === 'win32',
		}),
	) as [{ filename: string }];
	execFileSync('tar', ['-xzf', path.join(folder, packed.filename), '-C', folder]);
	return path.join(folder, 'package');
}

test('the scanner finds nothing in the source and in the packed files', () => {
	const [source, packed] = scan(`source=${root}`, `packed=${unpackTarball()}`);

	expect(source).toMatchObject({ passed: true, findings: [] });
	expect(packed).toMatchObject({ passed: true, findings: [] });
	expect(source!.files).toBeGreaterThan(10);
	expect(packed!.files).toBeGreaterThan(10);
}, 180_000);

test('the scanner finds what is wrong, also behind an inline disable', () => {
	const wrong = path.join(folder, 'wrong');
	mkdirSync(path.join(wrong, 'nodes'), { recursive: true });
	writeFileSync(path.join(wrong, 'package.json'), '{"name": "n8n-nodes-wrong", "version": "1.0.0"}');
	writeFileSync(path.join(wrong, 'nodes', 'wait.ts'), '/* eslint-disable */\nsetTimeout(() => {}, 1);\n');

	const [found] = scan(`source=${wrong}`);

	expect(found!.passed).toBe(false);
	expect(found!.findings.map(({ ruleId }) => ruleId)).toContain('@n8n/community-nodes/no-restricted-globals');
	expect(found!.findings.map(({ severity }) => severity)).toContain(1);
}, 60_000);
