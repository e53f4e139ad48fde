import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { packAndUnpack } from './support/pack';
import { scan } from './support/scan';

const root = path.resolve(__dirname, '..');
let folder: string;

beforeAll(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'scanner-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the scanner finds nothing in the source and in the packed files', () => {
	const [source, packed] = scan(`source=${root}`, `packed=${packAndUnpack(root, folder)}`);

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
