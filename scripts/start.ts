import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { RunResult, WorkflowJson } from '../testing/engine';
import type { Sandbox } from '../testing/sandbox';
import { startStage } from '../testing/stage';
import { atLocalVendor } from '../testing/workflows';
import { overview } from './overview';

// `npm start`: runs every workflow in examples/ on n8n's own engine against the local vendors, and shows what came out.

const root = path.resolve(__dirname, '..', '..');
const exampleDir = path.join(root, 'examples');
const outputFile = path.join(root, 'build', 'npm-start.json');

const examples = ({ credentials }: Sandbox) =>
	readdirSync(exampleDir)
		.filter((file) => file.endsWith('.json'))
		.map((file) => ({ file, workflow: read(file, credentials) }));

const read = (file: string, credentials: Sandbox['credentials']): WorkflowJson => {
	const workflow = JSON.parse(readFileSync(path.join(exampleDir, file), 'utf8')) as WorkflowJson;
	return { ...workflow, nodes: workflow.nodes.map((node) => atLocalVendor(node, credentials)) };
};

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
		for (const { file, workflow } of examples(sandbox)) {
			const result = await engine.run(workflow);
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
	console.log('To drag the nodes yourself, in a whole n8n with these examples: npm run editor');
	if (failed > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
