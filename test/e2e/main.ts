import { parseArgs } from 'node:util';
import { ensureN8n } from '../../testing/wholeN8n/install';
import { pack, scratch } from '../../testing/wholeN8n/package';
import { credentialsPart } from './credentials';
import { editorPart } from './editor';
import { executionsPart } from './executions';
import { installsPart } from './installs';
import type { Part } from './part';
import { queuePart } from './queue';
import { duration } from '../../testing/wholeN8n/progress';
import { isMajor, releases, type Major } from '../../testing/wholeN8n/releases';
import { startReport } from './report';

const parts: Record<string, Part> = {
	installs: installsPart,
	credentials: credentialsPart,
	executions: executionsPart,
	editor: editorPart,
	queue: queuePart,
};

/** `npm run test:e2e [-- part…] [--n8n 1|2] [--screenshots folder]`: whole n8n, real HTTP, real databases. */
async function main(args: string[]): Promise<void> {
	const startedAt = Date.now();
	const { values, positionals: wanted } = parseArgs({
		args,
		allowPositionals: true,
		options: { n8n: { type: 'string' }, screenshots: { type: 'string' } },
	});
	const majors = chosenMajors(values.n8n);
	const unknown = wanted.filter((name) => !parts[name]);
	if (unknown.length) throw new Error(`No part ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}`);

	const report = startReport();
	const { folder, remove } = await scratch();
	try {
		for (const major of majors) await ensureN8n(releases[major]);
		const tarball = await pack(folder);
		for (const major of majors) {
			const installed = await ensureN8n(releases[major]);
			for (const [name, part] of Object.entries(parts)) {
				if (wanted.length && !wanted.includes(name)) continue;
				report.section(`n8n ${installed.release.n8n}: ${name}`);
				await part({ installed, tarball, scratch: folder, screenshots: values.screenshots, report }).catch((error: Error) =>
					report.check(`${name} could go on`, async () => {
						throw error;
					}),
				);
			}
		}
	} finally {
		await remove();
	}
	process.stdout.write(
		`\n${duration(Date.now() - startedAt)}\n${report.passed} passed, ${report.failed} failed\n`,
	);
	process.exitCode = report.failed > 0 || report.passed === 0 ? 1 : 0;
}

function chosenMajors(major?: string): Major[] {
	if (major === undefined) return ['2', '1'];
	if (!isMajor(major)) throw new Error(`--n8n is one of ${Object.keys(releases).join(', ')}`);
	return [major];
}

main(process.argv.slice(2)).catch((error: Error) => {
	process.stderr.write(`${error.message}\n`);
	process.stdout.write('0 passed, 1 failed\n');
	process.exitCode = 1;
});
