import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What the registry's scanner says of a folder. */
export interface Scan {
	kind: string;
	passed: boolean;
	message?: string;
	details?: string;
	files: number;
	findings: Array<{ filePath: string; line: number; ruleId: string; text: string; severity: number }>;
}

const scanner = path.resolve(__dirname, '..', '..', 'scripts', 'scanner', 'scan.mjs');

/** The registry's scanner, in the one version of TypeScript it works with: see there for what it takes. */
export function scan(...wanted: string[]): Scan[] {
	// It leaves a folder behind among the temporary ones.
	const itsOwn = mkdtempSync(path.join(tmpdir(), 'scan-'));
	try {
		const output = execFileSync(process.execPath, [scanner, ...wanted], {
			encoding: 'utf8',
			// Where NODE_ENV is "test", as under jest, eslint-plugin-n8n-nodes-base takes every file for a trigger's.
			env: { ...process.env, NODE_ENV: 'production', TMPDIR: itsOwn },
		});
		return JSON.parse(output.trim().split('\n').pop()!) as Scan[];
	} finally {
		rmSync(itsOwn, { recursive: true, force: true });
	}
}
