import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../../testing/engine/core';
import { ensureN8n } from '../../testing/wholeN8n/install';
import { releases } from '../../testing/wholeN8n/releases';

// `node build/scripts/newVendor/langchain.js`: writes down the names in n8n's second package of nodes, which is not installed here, from whole n8n.

const KNOWN = 'node_modules/@n8n/n8n-nodes-langchain/dist/known';

void (async () => {
	const { folder } = await ensureN8n(releases[2]);
	const names = (kind: string) => Object.keys(JSON.parse(readFileSync(path.join(folder, KNOWN, `${kind}.json`), 'utf8')) as object).sort();
	const text = JSON.stringify({ credentials: names('credentials'), nodes: names('nodes') }, null, 2);
	writeFileSync(path.join(repositoryRoot, 'scripts/newVendor/langchain.json'), `${text}\n`);
})();
