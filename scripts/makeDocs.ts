import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../testing/engine/core';
import { freshPages, listVendors, manifestTexts, readPages, startDocsStage, type DocsStage } from './docs';
import { layHome } from './packages/build';
import { planPackages } from './packages/plan';
import { freshSchemas } from './schemas';

// `npm run docs`: makes anew, from runs and from the built nodes, all that is made and committed: the previews of outputs, which n8n's
// editor shows before a node has run, the texts of the manifests, the homes of the packages, and all examples and tables in the pages.

const inRepository = (file: string) => path.join(repositoryRoot, file);

function write(file: string, text: string): void {
	mkdirSync(path.dirname(inRepository(file)), { recursive: true });
	writeFileSync(inRepository(file), text);
}

/** Also into what is built, which would otherwise be old at once. */
async function makeSchemas({ engine, sandbox }: DocsStage): Promise<void> {
	const schemas = await freshSchemas(engine, sandbox);
	for (const [file, text] of schemas) {
		write(file, text);
		write(`dist/${file}`, JSON.stringify(JSON.parse(text)));
	}
	console.log(`${schemas.size} previews are made`);
}

async function makeManifests(stage: DocsStage): Promise<void> {
	const manifest = JSON.parse(readFileSync(inRepository('package.json'), 'utf8')) as object;
	write('package.json', `${JSON.stringify({ ...manifest, ...manifestTexts(await listVendors(stage)) }, null, 2)}\n`);
	const [, ...singles] = planPackages(repositoryRoot);
	for (const plan of singles) layHome(repositoryRoot, plan);
}

async function makePages(stage: DocsStage): Promise<void> {
	const before = readPages();
	for (const [file, page] of await freshPages(stage)) {
		if (before.get(file) === page) continue;
		write(file, page);
		console.log(`${file} is new`);
	}
	console.log(`${before.size} pages are up to date`);
}

async function main(): Promise<void> {
	const stage = await startDocsStage();
	try {
		await makeSchemas(stage);
		await makeManifests(stage);
		await makePages(stage);
	} finally {
		await stage.stop();
	}
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
