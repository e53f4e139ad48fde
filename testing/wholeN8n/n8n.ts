import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { npm, type Installed } from './install';
import { freePort } from './ports';
import { n8nEnv, runN8n, startN8nProcess, type Env, type N8nProcess } from './process';
import { Rest, type Workflow } from './rest';

/** The folder, the keys and the ports of one n8n, whether it runs or not. */
export interface Home {
	installed: Installed;
	/** n8n keeps its own files in `.n8n` below it. */
	folder: string;
	url: string;
	env: Env;
	remove(): Promise<void>;
}

/** A running n8n with its owner logged in. */
export interface N8n {
	home: Home;
	url: string;
	rest: Rest;
	process: N8nProcess;
	/** How long it took from the start until it answered, in milliseconds. */
	bootMs: number;
	stop(): Promise<void>;
}

/** Right after it was installed, n8n 2 took 64 s here, as it read all its files from the disk; 11 s after that. */
const BOOT_TIMEOUT_MS = 300_000;

/** `settings` are environment variables of n8n, e.g. of queue mode. */
export async function newHome(installed: Installed, settings: Env = {}): Promise<Home> {
	const folder = await mkdtemp(path.join(tmpdir(), 'n8n-nodes-conversations-'));
	const port = await freePort();
	return {
		installed,
		folder,
		url: `http://127.0.0.1:${port}`,
		env: n8nEnv(installed, {
			N8N_USER_FOLDER: folder,
			N8N_ENCRYPTION_KEY: randomBytes(16).toString('hex'),
			N8N_HOST: '127.0.0.1',
			N8N_LISTEN_ADDRESS: '127.0.0.1',
			N8N_PORT: String(port),
			N8N_RUNNERS_BROKER_PORT: String(await freePort()),
			...settings,
		}),
		remove: () => rm(folder, { recursive: true, force: true }),
	};
}

/** Installs packed packages the way a self-hosting user does by hand: into the nodes folder, before n8n starts. */
export async function installTarball(home: Home, ...tarballs: string[]): Promise<void> {
	const nodes = path.join(home.folder, '.n8n', 'nodes');
	await mkdir(nodes, { recursive: true });
	await npm(['install', ...tarballs, '--legacy-peer-deps', '--ignore-scripts', '--prefer-offline'], {
		cwd: nodes,
		nodeBin: path.dirname(home.installed.node),
		env: { npm_config_prefix: '' },
	});
}

/** Starts n8n's main process, waits until it serves and logs its owner in, who is made if there is none. */
export async function boot(home: Home): Promise<N8n> {
	const startedAt = Date.now();
	const running = startN8nProcess(home.installed, ['start'], home.env);
	try {
		await ready(home.url, running);
		const bootMs = Date.now() - startedAt;
		const rest = new Rest(home.url, fromN8n<{ parse(text: string): unknown }>(home.installed, 'flatted').parse);
		const { userManagement } = await rest.request<{ userManagement: { showSetupOnFirstLoad?: boolean } }>(
			'GET',
			'/settings',
		);
		await (userManagement.showSetupOnFirstLoad ? rest.setUpOwner() : rest.login());
		return { home, url: home.url, rest, process: running, bootMs, stop: running.stop };
	} catch (error) {
		await running.stop();
		throw error;
	}
}

async function ready(url: string, running: N8nProcess): Promise<void> {
	let ended = false;
	running.exited.then(
		() => (ended = true),
		() => (ended = true),
	);
	for (const until = Date.now() + BOOT_TIMEOUT_MS; ; await sleep(150)) {
		if (ended) throw new Error(`n8n ended while starting:\n${running.log()}`);
		// While it loads, n8n answers with a page that says so.
		const text = await fetch(`${url}/rest/settings`).then((response) => response.text(), () => '');
		if (text.startsWith('{"data"')) return;
		if (Date.now() > until) throw new Error(`n8n does not answer at ${url}:\n${running.log()}`);
	}
}

/** A module from n8n's own tree: what it ships need not be installed again. */
export const fromN8n = <T>(installed: Installed, name: string): T =>
	createRequire(path.join(installed.folder, 'node_modules', 'n8n', 'package.json'))(name) as T;

/** Runs n8n's CLI on the same data. It needs a broker port of its own where n8n itself is running. */
export async function cli(home: Home, ...args: string[]): Promise<string> {
	return await runN8n(home.installed, args, {
		...home.env,
		N8N_PORT: String(await freePort()),
		N8N_RUNNERS_BROKER_PORT: String(await freePort()),
	});
}

export interface StoredCredential {
	id: string;
	name: string;
	type: string;
	data: Record<string, unknown>;
}

export const importCredentials = (home: Home, credentials: StoredCredential[]) =>
	importFile(home, 'credentials', credentials);

export const importWorkflows = (home: Home, workflows: Array<Workflow & { id: string }>) =>
	importFile(
		home,
		'workflow',
		workflows.map((workflow) => ({ active: false, settings: {}, ...workflow })),
	);

async function importFile(home: Home, what: 'credentials' | 'workflow', content: unknown): Promise<void> {
	const file = path.join(home.folder, `import-${what}.json`);
	await writeFile(file, JSON.stringify(content), { mode: 0o600 });
	try {
		const output = await cli(home, `import:${what}`, `--input=${file}`);
		// The command ends with 0 even where it failed.
		if (!output.includes('Successfully imported')) throw new Error(`n8n import:${what} failed:\n${output}`);
	} finally {
		await rm(file);
	}
}

/** Calls a webhook; publishing is asynchronous, so its first answers may be 404. */
export async function callWebhook(n8nUrl: string, webhookPath: string, body: unknown): Promise<Response> {
	for (const until = Date.now() + 20_000; ; await sleep(100)) {
		const response = await fetch(`${n8nUrl}/webhook/${webhookPath}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});
		if (response.status !== 404 || Date.now() > until) return response;
		await response.arrayBuffer();
	}
}
