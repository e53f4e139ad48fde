import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startEngine } from '../testing/engine';
import { repositoryRoot } from '../testing/engine/core';
import { startSandbox } from '../testing/sandbox';
import { freshSchemas } from './schemas';

// Makes the previews of what each operation puts out, which n8n's editor shows before a node has run, from real runs.

async function main(): Promise<void> {
	const sandbox = await startSandbox();
	const engine = await startEngine({ core: 'newest', credentials: sandbox.credentials });
	try {
		const schemas = await freshSchemas(engine, sandbox);
		for (const [file, text] of schemas) {
			mkdirSync(path.dirname(path.join(repositoryRoot, file)), { recursive: true });
			writeFileSync(path.join(repositoryRoot, file), text);
		}
		console.log(`${schemas.size} previews are made`);
	} finally {
		await engine.stop();
		await sandbox.stop();
	}
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
