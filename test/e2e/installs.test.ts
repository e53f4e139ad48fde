import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Cleanup } from '../../testing/cleanup';
import { startSandbox, type Sandbox } from '../../testing/sandbox';
import { cacheRoot } from '../../testing/wholeN8n/cache';
import { boot, installTarball, newHome, type Home, type N8n } from '../../testing/wholeN8n/n8n';
import { manifest, pack, PACKAGE, packSingle } from '../../testing/wholeN8n/package';
import { startRegistry, type Registry } from '../../testing/wholeN8n/registry';
import type { Credential, StoredWorkflow } from '../../testing/wholeN8n/rest';
import { makeCredentials, openStage, type Stage } from '../../testing/wholeN8n/stage';
import { figure } from './support/figure';
import { generations } from './support/generations';
import { offersAll, runsAgain, runsNewWorkflow, typesIn, VENDOR } from './support/offersAll';
import { until } from './support/until';

/** n8n installs from another registry than the public one only where npm's settings name it for a scope. */
const SCOPED = `@sandbox/${PACKAGE}`;
const SINGLE = 'n8n-nodes-poppy-ai';
const LARGEST_TARBALL = 60_000;
/** n8n writes its lists of types anew some time after a change, and they may be read half written. */
const LISTED_WITHIN_MS = 15_000;

let scratch: string;
let tarball: string;
let version: string;
let next: string;

beforeAll(async () => {
	scratch = await mkdtemp(path.join(tmpdir(), 'n8n-nodes-conversations-'));
	tarball = await pack(scratch);
	({ version } = await manifest());
	next = version.replace(/\d+$/, (patch) => String(Number(patch) + 1));
});
afterAll(async () => await rm(scratch, { recursive: true, force: true }));

it(`the tarball is at most ${LARGEST_TARBALL / 1000} kB`, async () => {
	const { size } = await stat(tarball);
	expect(size).toBeLessThanOrEqual(LARGEST_TARBALL);
	figure(`${size} bytes`);
});

describe.each(generations())('n8n $n8n', ({ installed }) => {
	let cleanup: Cleanup;
	beforeAll(() => void (cleanup = new Cleanup()));

	/** An n8n that has not started yet, and the vendors; both are gone at the end of the tests around it. */
	const open = async (settings?: Record<string, string>): Promise<{ home: Home; sandbox: Sandbox }> => {
		const sandbox = await startSandbox();
		cleanup.add(() => sandbox.stop());
		const home = await newHome(await installed(), settings);
		cleanup.add(home.remove);
		return { home, sandbox };
	};
	const start = async (home: Home): Promise<N8n> => {
		const n8n = await boot(home);
		cleanup.add(n8n.stop);
		return n8n;
	};
	const cleanUp = async () => await cleanup.run();

	describe('with the tarball in its nodes folder', () => {
		let stage: Stage;
		beforeAll(async () => (stage = await openStage(await installed(), { tarball })));
		afterAll(async () => await stage?.stop());

		it('offers every node and credential, with its icons', async () => await offersAll(stage.n8n, PACKAGE));

		it('runs a saved workflow', async () => {
			await runsNewWorkflow(stage, PACKAGE);
			figure(`n8n started in ${(stage.n8n.bootMs / 1000).toFixed(1)} s`);
		});

		it('logs no error or warning about the package', () => {
			// Our cache's and the user folder's paths hold the package's name, too.
			const log = stage.n8n.process.log().replaceAll(cacheRoot(), '').replaceAll(stage.n8n.home.folder, '');
			const lines = log.split('\n').filter((line) => line.includes(PACKAGE));
			expect(lines.filter((line) => /error|warn|fail|deprecat/i.test(line))).toEqual([]);
		});
	});

	/** Both packages bring a node and a credential type of the same name. */
	describe(`with ${SINGLE} beside it`, () => {
		let n8n: N8n;
		let sandbox: Sandbox;
		let credentials: Record<string, Credential>;
		beforeAll(async () => {
			const opened = await open();
			sandbox = opened.sandbox;
			await installTarball(opened.home, tarball);
			await installTarball(opened.home, await packSingle(scratch, SINGLE));
			n8n = await start(opened.home);
			credentials = await makeCredentials(n8n, sandbox);
		});
		afterAll(cleanUp);

		it('offers the nodes of both', async () => {
			await offersAll(n8n, PACKAGE);
			expect((await typesIn(n8n, 'nodes')).map(({ name }) => name)).toContain(`${SINGLE}.${VENDOR}`);
		});

		it.each([PACKAGE, SINGLE])('runs the node of %s with the same credential', async (from) => {
			await runsNewWorkflow({ n8n, sandbox, credentials }, from, `from-${from}`);
		});
	});

	/** A user saves credentials and a workflow, stops n8n, installs the next version and starts it again. */
	it('runs a saved workflow with its credentials after an upgrade by hand', async () => {
		try {
			const { home, sandbox } = await open();
			await installTarball(home, tarball);
			const before = await start(home);
			const credentials = await makeCredentials(before, sandbox);
			const workflow = await runsNewWorkflow({ n8n: before, sandbox, credentials }, PACKAGE);
			await before.stop();

			await installTarball(home, await pack(scratch, { version: next }));
			const after = await start(home);
			expect(await versionIn(home, PACKAGE)).toBe(next);
			await runsAgain({ n8n: after, sandbox }, workflow);
			for (const [type, credential] of Object.entries(credentials)) {
				const { status, message } = await after.rest.testCredential(credential, sandbox.credentials[type] ?? {});
				expect({ type, status, message }).toMatchObject({ status: 'OK' });
			}
		} finally {
			await cleanUp();
		}
	});

	describe('its community nodes screen', () => {
		let registry: Registry;
		let home: Home;
		let n8n: N8n;
		let sandbox: Sandbox;
		let workflow: StoredWorkflow;
		beforeAll(async () => {
			registry = await startRegistry();
			cleanup.add(registry.stop);
			const npmrc = path.join(scratch, 'npmrc');
			await writeFile(npmrc, `@sandbox:registry=${registry.url}\naudit=false\nfund=false\n`);
			await registry.publish(await pack(scratch, { name: SCOPED }), { name: SCOPED, version });
			const npmCache = await mkdtemp(path.join(scratch, 'npm-cache-'));
			({ home, sandbox } = await open({ NPM_CONFIG_USERCONFIG: npmrc, NPM_CONFIG_CACHE: npmCache }));
			n8n = await start(home);
		});
		afterAll(cleanUp);

		const ask = async (method: 'POST' | 'PATCH', requested: string) =>
			await n8n.rest.request<{ installedVersion: string }>(method, '/community-packages', { name: SCOPED, version: requested });

		it('installs the package', async () => {
			expect(await ask('POST', version)).toMatchObject({ installedVersion: version });
			await until(() => offersAll(n8n, SCOPED).then(() => true), 'n8n offers all of it', LISTED_WITHIN_MS);
		});

		it('runs what it installed', async () => {
			const credentials = await makeCredentials(n8n, sandbox);
			workflow = await runsNewWorkflow({ n8n, sandbox, credentials }, SCOPED);
		});

		it('updates it while n8n runs, and the saved workflow still works', async () => {
			await registry.publish(await pack(scratch, { name: SCOPED, version: next }), { name: SCOPED, version: next });
			expect(await ask('PATCH', next)).toMatchObject({ installedVersion: next });
			expect(await versionIn(home, SCOPED)).toBe(next);
			await runsAgain({ n8n, sandbox }, workflow);
		});

		it('uninstalls it', async () => {
			await n8n.rest.request('DELETE', `/community-packages?name=${encodeURIComponent(SCOPED)}`);
			const isGone = async () => !(await typesIn(n8n, 'nodes')).some(({ name }) => name.startsWith(`${SCOPED}.`));
			await until(isGone, 'n8n no longer offers it', LISTED_WITHIN_MS);
		});
	});
});

async function versionIn(home: Home, name: string): Promise<string> {
	const file = path.join(home.folder, '.n8n', 'nodes', 'node_modules', name, 'package.json');
	return (JSON.parse(await readFile(file, 'utf8')) as { version: string }).version;
}
