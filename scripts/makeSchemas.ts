import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../testing/engine/core';
import { startStage } from '../testing/stage';
import { freshSchemas } from './schemas';

// Makes the previews of what each operation puts out, which n8n's editor shows before a node has run, from real runs.

async function main(): Promise<void> {
	const { sandbox, engines, stop } = await startStage({ newest: { core: 'newest' } });
	try {
		const schemas = await freshSchemas(engines.newest, sandbox);
		for (const [file, text] of schemas) {
			mkdirSync(path.dirname(path.join(repositoryRoot, file)), { recursive: true });
			writeFileSync(path.join(repositoryRoot, file), text);
		}
		console.log(`${schemas.size} previews are made`);
	} finally {
		await stop();
	}
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
