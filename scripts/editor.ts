import { setTimeout as sleep } from 'node:timers/promises';
import { readExamples } from '../testing/examples';
import { ensureN8n } from '../testing/wholeN8n/install';
import { startProgress } from '../testing/wholeN8n/progress';
import { isMajor, releases } from '../testing/wholeN8n/releases';
import { owner, type Workflow } from '../testing/wholeN8n/rest';
import { local, openStage } from '../testing/wholeN8n/stage';

const HOURS = 4;

/** `npm run editor [-- --n8n 1]`: n8n's editor with these nodes, local vendors, credentials and example workflows. */
async function main(args: string[]): Promise<void> {
	const major = args.includes('--n8n') ? args[args.indexOf('--n8n') + 1] : '2';
	if (!major || !isMajor(major)) throw new Error(`--n8n is one of ${Object.keys(releases).join(', ')}`);
	const stopped = new Promise<void>((resolve) => {
		process.once('SIGINT', () => resolve());
		process.once('SIGTERM', () => resolve());
	});

	const installed = await ensureN8n(releases[major]);
	const progress = startProgress();
	const stage = await openStage(installed, { say: progress.show });
	try {
		const examples = readExamples<Workflow>();
		for (const { workflow } of examples) {
			progress.show(`Importing "${workflow.name}"`);
			await stage.n8n.rest.createWorkflow(local(workflow, stage));
		}
		progress.done(`n8n ${installed.release.n8n} is ready`);
		process.stdout.write(`
  ${stage.n8n.url}/home/workflows

  Log in as   ${owner.email}
  Password    ${owner.password}

  There are ${examples.length} example workflows, and a credential of each type that leads to vendors on this machine.
  To make a credential yourself, paste:
${pasteable(stage.sandbox.credentials)}
  Ctrl-C stops it all and leaves nothing behind; it stops by itself after ${HOURS} hours, or when n8n ends.

`);
		const ended = await Promise.race([
			stopped,
			sleep(HOURS * 3600_000, undefined, { ref: false }),
			stage.n8n.process.exited,
		]);
		if (ended) throw new Error(`n8n ended by itself:\n${stage.n8n.process.log()}`);
	} finally {
		process.stderr.write('Stopping\n');
		await stage.stop();
	}
}

/** The fields of each credential type, with what the local vendors take. */
const pasteable = (credentials: Record<string, Record<string, string>>): string =>
	Object.entries(credentials)
		.map(([type, fields]) => [`\n  ${type}`, ...Object.entries(fields).map(([name, value]) => `    ${name.padEnd(18)}${value}`), ''].join('\n'))
		.join('');

main(process.argv.slice(2)).catch((error: Error) => {
	process.stderr.write(`${error.message}\n`);
	process.exitCode = 1;
});
