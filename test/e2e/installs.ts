import assert from 'node:assert/strict';
import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Cleanup } from '../../testing/cleanup';
import type { Sample } from '../../testing/sandbox';
import { startSandbox } from '../../testing/sandbox';
import { cacheRoot } from '../../testing/wholeN8n/cache';
import { boot, installTarball, newHome, type Home, type N8n } from '../../testing/wholeN8n/n8n';
import { manifest, pack, PACKAGE, packSingle, typeName } from '../../testing/wholeN8n/package';
import { startRegistry } from '../../testing/wholeN8n/registry';
import type { StoredWorkflow } from '../../testing/wholeN8n/rest';
import { call, makeCredentials, openStage, type Stage } from '../../testing/wholeN8n/stage';
import { namedWorkflow, vendorStep, webhook } from '../../testing/wholeN8n/workflows';
import type { Part, PartContext } from './part';

/** n8n installs from another registry than the public one only where npm's settings name it for a scope. */
const SCOPED = `@sandbox/${PACKAGE}`;
const VENDOR = 'poppyAi';
const SINGLE = 'n8n-nodes-poppy-ai';
const LARGEST_TARBALL = 60_000;

export const installsPart: Part = async (context) => {
	await fromTarball(context);
	await besideSingle(context);
	await byUpgrade(context);
	await fromRegistry(context);
};

async function fromTarball({ installed, tarball, report }: PartContext): Promise<void> {
	await report.check(`the tarball is at most ${LARGEST_TARBALL / 1000} kB`, async () => {
		const { size } = await stat(tarball);
		assert(size <= LARGEST_TARBALL, `${size} bytes`);
		return `${size} bytes`;
	});
	const stage = await openStage(installed, { tarball });
	try {
		await report.check('tarball in the nodes folder: every node and credential is offered, with its icons', () =>
			offersAll(stage.n8n, PACKAGE),
		);
		await report.check('tarball in the nodes folder: a saved workflow runs', async () => {
			await runsWorkflow(stage, PACKAGE);
			return `n8n started in ${(stage.n8n.bootMs / 1000).toFixed(1)} s`;
		});
		await report.check('n8n says nothing bad of the package in its log', async () => {
			// Our cache's and the user folder's paths hold the package's name, too.
			const log = stage.n8n.process.log().replaceAll(cacheRoot(), '').replaceAll(stage.n8n.home.folder, '');
			const bad = log
				.split('\n')
				.filter((line) => line.includes(PACKAGE) && /error|warn|fail|deprecat/i.test(line));
			assert.deepEqual(bad, []);
		});
	} finally {
		await stage.stop();
	}
}

/** Both packages bring a node and a credential type of the same name. */
async function besideSingle({ installed, tarball, scratch, report }: PartContext): Promise<void> {
	const cleanup = new Cleanup();
	try {
		const sandbox = await startSandbox();
		cleanup.add(() => sandbox.stop());
		const home = await newHome(installed);
		cleanup.add(home.remove);
		await installTarball(home, tarball);
		await installTarball(home, await packSingle(scratch, SINGLE));
		const n8n = await boot(home);
		cleanup.add(n8n.stop);

		await report.check(`beside ${SINGLE}: both are offered, and the nodes of either run with the same credential`, async () => {
			await offersAll(n8n, PACKAGE);
			const offered = (await types(n8n, 'nodes')).map(({ name }) => name);
			assert(offered.includes(`${SINGLE}.${VENDOR}`));
			const credentials = await makeCredentials(n8n, sandbox);
			await runsWorkflow({ n8n, sandbox, credentials }, PACKAGE, 'umbrella');
			await runsWorkflow({ n8n, sandbox, credentials }, SINGLE, 'single');
		});
	} finally {
		await cleanup.run();
	}
}

/** A user saves credentials and a workflow, stops n8n, installs the next version and starts it again. */
async function byUpgrade({ installed, tarball, scratch, report }: PartContext): Promise<void> {
	const cleanup = new Cleanup();
	try {
		const { version } = await manifest();
		const next = nextVersion(version);
		const sandbox = await startSandbox();
		cleanup.add(() => sandbox.stop());
		const home = await newHome(installed);
		cleanup.add(home.remove);

		await installTarball(home, tarball);
		const before = await boot(home);
		cleanup.add(before.stop);
		const credentials = await makeCredentials(before, sandbox);
		const workflow = await runsWorkflow({ n8n: before, sandbox, credentials }, PACKAGE);
		await before.stop();

		await installTarball(home, await pack(scratch, { version: next }));
		const after = await boot(home);
		cleanup.add(after.stop);
		await report.check(`upgraded from ${version} to ${next}: the saved workflow and its credential still work`, async () => {
			assert.equal(await versionIn(home, PACKAGE), next);
			await runsAgain({ n8n: after, sandbox }, workflow);
			for (const [type, credential] of Object.entries(credentials)) {
				const { status, message } = await after.rest.testCredential(credential, sandbox.credentials[type] ?? {});
				assert.equal(status, 'OK', `${type}: ${message}`);
			}
		});
	} finally {
		await cleanup.run();
	}
}

/** What n8n's community nodes screen does: install, update to a newer version while running, uninstall. */
async function fromRegistry({ installed, scratch, report }: PartContext): Promise<void> {
	const cleanup = new Cleanup();
	try {
		const { version } = await manifest();
		const next = nextVersion(version);
		const registry = await startRegistry();
		cleanup.add(registry.stop);
		const npmrc = path.join(scratch, 'npmrc');
		await writeFile(npmrc, `@sandbox:registry=${registry.url}\naudit=false\nfund=false\n`);
		await registry.publish(await pack(scratch, { name: SCOPED }), { name: SCOPED, version });

		const sandbox = await startSandbox();
		cleanup.add(() => sandbox.stop());
		const home = await newHome(installed, {
			NPM_CONFIG_USERCONFIG: npmrc,
			NPM_CONFIG_CACHE: path.join(scratch, 'npm-cache'),
		});
		cleanup.add(home.remove);
		const n8n = await boot(home);
		cleanup.add(n8n.stop);
		const { rest } = n8n;
		let workflow: StoredWorkflow;

		await report.check('community nodes screen: install', async () => {
			const answer = await rest.request<{ installedVersion: string }>('POST', '/community-packages', {
				name: SCOPED,
				version,
			});
			assert.equal(answer.installedVersion, version);
			await until(() => offersAll(n8n, SCOPED).then(Boolean));
		});
		await report.check('community nodes screen: what it installed runs', async () => {
			const credentials = await makeCredentials(n8n, sandbox);
			workflow = await runsWorkflow({ n8n, sandbox, credentials }, SCOPED);
		});
		await report.check(`community nodes screen: update to ${next}, with the saved workflow still running`, async () => {
			await registry.publish(await pack(scratch, { name: SCOPED, version: next }), { name: SCOPED, version: next });
			const answer = await rest.request<{ installedVersion: string }>('PATCH', '/community-packages', {
				name: SCOPED,
				version: next,
			});
			assert.equal(answer.installedVersion, next);
			assert.equal(await versionIn(home, SCOPED), next);
			await runsAgain({ n8n, sandbox }, workflow);
		});
		await report.check('community nodes screen: uninstall', async () => {
			await rest.request('DELETE', `/community-packages?name=${encodeURIComponent(SCOPED)}`);
			await until(async () => !(await types(n8n, 'nodes')).some(({ name }) => name.startsWith(`${SCOPED}.`)));
		});
	} finally {
		await cleanup.run();
	}
}

const nextVersion = (version: string): string => version.replace(/\d+$/, (patch) => String(Number(patch) + 1));

async function versionIn(home: Home, name: string): Promise<string> {
	const file = path.join(home.folder, '.n8n', 'nodes', 'node_modules', name, 'package.json');
	return (JSON.parse(await readFile(file, 'utf8')) as { version: string }).version;
}

interface Described {
	name: string;
	iconUrl?: string | { light: string; dark: string };
}

async function types(n8n: N8n, kind: 'nodes' | 'credentials'): Promise<Described[]> {
	const answer = await n8n.rest.asset(`/types/${kind}.json`);
	assert.equal(answer.status, 200);
	return (await answer.json()) as Described[];
}

/** n8n writes its lists of types anew some time after a change, and they may be read half written. */
async function until(met: () => Promise<boolean>): Promise<void> {
	for (const end = Date.now() + 15_000; !(await met().catch(() => false)); await sleep(200)) {
		if (Date.now() > end) throw new Error('n8n does not come to list its types so');
	}
}

async function offersAll(n8n: N8n, from: string): Promise<string> {
	const { n8n: wanted } = await manifest();
	const [nodes, credentials] = [await types(n8n, 'nodes'), await types(n8n, 'credentials')];
	const expected = [
		...wanted.nodes.map((file) => ({ in: nodes, name: `${from}.${typeName(file)}` })),
		...wanted.credentials.map((file) => ({ in: credentials, name: typeName(file) })),
	];
	let icons = 0;
	for (const { in: list, name } of expected) {
		const found = list.find((type) => type.name === name);
		assert(found, `${name} is not offered`);
		const { iconUrl } = found;
		const urls = typeof iconUrl === 'string' ? [iconUrl] : Object.values(iconUrl ?? {});
		assert.equal(urls.length, 2, `${name} has a light and a dark icon`);
		for (const url of urls) {
			const icon = await n8n.rest.asset(`/${url}`);
			assert.equal(icon.status, 200, `${url} answers ${icon.status}`);
			assert.match(await icon.text(), /<svg/, url);
			icons += 1;
		}
	}
	return `${wanted.nodes.length} nodes, ${wanted.credentials.length} credentials, ${icons} icons`;
}

async function runsWorkflow(
	{ n8n, sandbox, credentials }: Pick<Stage, 'n8n' | 'sandbox' | 'credentials'>,
	from: string,
	name = 'stays',
): Promise<StoredWorkflow> {
	const sample = sandbox.operations[VENDOR]?.['conversation.create']?.samples[0] as Sample;
	const stored = await n8n.rest.createWorkflow(
		namedWorkflow(name, [webhook(name), vendorStep(VENDOR, sample, credentials, { from })]),
	);
	await n8n.rest.activate(stored);
	await runsAgain({ n8n, sandbox }, stored);
	return stored;
}

async function runsAgain({ n8n, sandbox }: Pick<Stage, 'n8n' | 'sandbox'>, workflow: StoredWorkflow): Promise<void> {
	sandbox.reset();
	const [conversation] = await call({ n8n }, workflow);
	assert.equal(conversation?.conversationId, sandbox.created(VENDOR)[0]?.id);
	assert.equal(sandbox.created(VENDOR).length, 1);
}
