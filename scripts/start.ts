import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { customerWhoAnswers } from '../testing/customer';
import type { RunResult, WorkflowJson } from '../testing/engine';
import { filledIn, needsWholeN8n, readExamples, withShortWaits } from '../testing/examples';
import { startStage } from '../testing/stage';
import { overview } from './overview';

// `npm start`: runs the workflows in examples/ on n8n's own engine against the local vendors, and shows what came out.
// What n8n marks as missing in them is filled in first: credentials, and IDs that the local vendors know.

const root = path.resolve(__dirname, '..', '..');
const outputFile = path.join(root, 'build', 'npm-start.json');

const all = readExamples<WorkflowJson>();
const examples = all.filter(({ workflow }) => !needsWholeN8n(workflow));
const others = all.filter(({ workflow }) => needsWholeN8n(workflow));

const outputsOf = (result: RunResult) =>
	Object.fromEntries(
		Object.entries(result.runs).map(([node, runs]) => [
			node,
			runs.map(({ outputs }) => outputs.map((items) => items.map(({ json }) => json))),
		]),
	);

async function main(): Promise<void> {
	console.log('Starting the local vendors and n8n …');
	const { sandbox, engines, stop } = await startStage({ newest: { core: 'newest' } });
	const engine = engines.newest;
	console.log(`n8n-core ${engine.version}; local vendors at ${sandbox.url}`);

	const kept: Record<string, unknown> = {};
	let failed = 0;
	try {
		for (const { file, workflow } of examples) {
			sandbox.reset();
			const stopAnswering = customerWhoAnswers(sandbox, 'It is order 4711.');
			const result = await engine.run(withShortWaits(filledIn(workflow, sandbox)));
			stopAnswering();
			kept[file] = outputsOf(result);
			console.log(`\n${workflow.name ?? file}  (examples/${file}, ${Math.round(result.metrics.wallMs)} ms)`);
			console.log(overview(workflow, result));
			if (result.status === 'success') continue;
			failed += 1;
			console.error(`This workflow failed: ${result.error?.message ?? result.status}`);
		}
	} finally {
		await stop();
	}

	mkdirSync(path.dirname(outputFile), { recursive: true });
	writeFileSync(outputFile, `${JSON.stringify(kept, null, 2)}\n`);
	console.log(`\nThe whole JSON of every node: ${path.relative(process.cwd(), outputFile)}`);
	console.log(`Not run, as chats, agents and data tables need a whole n8n: ${others.map(({ file }) => `examples/${file}`).join(', ')}`);
	console.log('To drag the nodes yourself, in a whole n8n with all examples: npm run editor');
	if (failed > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
