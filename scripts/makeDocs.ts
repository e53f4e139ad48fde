import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../testing/engine/core';
import { freshPages, readPages, startDocsStage } from './docs';

// `npm run docs`: makes all examples and tables in the pages anew, from runs and from the built nodes.

async function main(): Promise<void> {
	const stage = await startDocsStage();
	try {
		const before = readPages();
		for (const [file, page] of await freshPages(stage)) {
			if (before.get(file) === page) continue;
			writeFileSync(path.join(repositoryRoot, file), page);
			console.log(`${file} is new`);
		}
		console.log(`${before.size} pages are up to date`);
	} finally {
		await stage.stop();
	}
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
