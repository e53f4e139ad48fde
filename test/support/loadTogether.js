'use strict';
// Loads packages into one process, in the given order and once more in the reverse one, each by n8n's own loader, and
// finds credential types as n8n does (getCredential in packages/cli/src/load-nodes-and-credentials.ts): the last
// package that has the type gives it. Prints, for each order, what all packages offer and whose each credential type is.
const { loadCore, makeUserFolder } = require('../../build/testing/engine/core');
const { rmSync } = require('node:fs');

const [coreName, ...packageDirs] = process.argv.slice(2);
const userFolder = makeUserFolder();
Object.assign(process.env, { N8N_USER_FOLDER: userFolder, N8N_ENCRYPTION_KEY: 'only-for-this-test', N8N_LOG_LEVEL: 'silent' });

const request = { url: 'https://vendor.example/path', headers: { own: 'kept' } };
const data = new Proxy({ authentication: 'accessToken' }, { get: (own, name) => own[name] ?? `the ${String(name)}` });

async function load({ PackageDirectoryLoader }, directories) {
	const offers = [];
	for (const directory of directories) {
		const loader = new PackageDirectoryLoader(directory);
		await loader.loadAll();
		const { packageName, known } = loader;
		const credentials = {};
		for (const name of Object.keys(known.credentials)) {
			const { type } = loader.getCredential(name);
			credentials[name] = { definition: JSON.parse(JSON.stringify(type)), sent: await type.authenticate?.(data, request) };
		}
		offers.push({ packageName, nodes: Object.keys(known.nodes).map((name) => `${packageName}.${name}`), credentials });
	}
	const owners = Object.assign({}, ...offers.map(({ packageName, credentials }) => mapValues(credentials, () => packageName)));
	return { offers, owners };
}

const mapValues = (object, change) => Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));

(async () => {
	const { core } = loadCore(coreName);
	const orders = [await load(core, packageDirs), await load(core, [...packageDirs].reverse())];
	process.stdout.write(JSON.stringify(orders));
})().finally(() => rmSync(userFolder, { recursive: true, force: true }));
