import { Cleanup } from '../cleanup';
import { filledIn } from '../examples';
import { startSandbox, type Sandbox } from '../sandbox';
import type { Installed } from './install';
import { boot, callWebhook, installTarball, newHome, type N8n } from './n8n';
import { pack, scratch } from './package';
import type { Env } from './process';
import type { Credential, StoredWorkflow, Workflow } from './rest';

/** A running n8n with the package, the local vendors beside it, and a valid credential of every type. */
export interface Stage {
	n8n: N8n;
	sandbox: Sandbox;
	/** By credential type name. */
	credentials: Record<string, Credential>;
	/** Stops n8n, does `meanwhile`, and starts it again on the same data. */
	restart(meanwhile: () => void): Promise<void>;
	stop(): Promise<void>;
}

export interface StageOptions {
	settings?: Env;
	/** Default: the package as it is built now. */
	tarball?: string;
	say?: (what: string) => void;
}

export async function openStage(installed: Installed, options: StageOptions = {}): Promise<Stage> {
	const { say = () => {} } = options;
	const cleanup = new Cleanup();
	try {
		const sandbox = await startSandbox();
		cleanup.add(() => sandbox.stop());
		const home = await newHome(installed, options.settings);
		cleanup.add(home.remove);

		say('Installing the package into it');
		await installTarball(home, options.tarball ?? (await packNow(cleanup)));
		say(`Starting n8n ${installed.release.n8n}`);
		const n8n = await boot(home);
		const stage: Stage = {
			n8n,
			sandbox,
			credentials: {},
			restart: async (meanwhile) => {
				await stage.n8n.stop();
				meanwhile();
				stage.n8n = await boot(home);
			},
			stop: cleanup.run,
		};
		cleanup.add(() => stage.n8n.stop());

		say('Making the credentials');
		stage.credentials = await makeCredentials(n8n, sandbox);
		return stage;
	} catch (error) {
		await cleanup.run();
		throw error;
	}
}

async function packNow(cleanup: Cleanup): Promise<string> {
	const { folder, remove } = await scratch();
	cleanup.add(remove);
	return await pack(folder);
}

export async function makeCredentials(n8n: N8n, sandbox: Sandbox): Promise<Record<string, Credential>> {
	const types = (await (await n8n.rest.asset('/types/credentials.json')).json()) as Array<{
		name: string;
		displayName: string;
	}>;
	const created: Record<string, Credential> = {};
	for (const [type, data] of Object.entries(sandbox.credentials)) {
		const displayName = types.find(({ name }) => name === type)?.displayName ?? type;
		created[type] = await n8n.rest.createCredential(type, data, `${displayName} (local vendors)`);
	}
	return created;
}

/** Makes the workflow, publishes it, calls its webhook and returns the items of its last node. Throws what made it fail. */
export async function runByWebhook(
	{ n8n }: Pick<Stage, 'n8n'>,
	workflow: Workflow,
	body: unknown = {},
): Promise<Array<Record<string, unknown>>> {
	const stored = await n8n.rest.createWorkflow(workflow);
	await n8n.rest.activate(stored);
	return await call({ n8n }, stored, body);
}

/** As `runByWebhook`, for a workflow that is published. */
export async function call(
	{ n8n }: Pick<Stage, 'n8n'>,
	workflow: StoredWorkflow,
	body: unknown = {},
): Promise<Array<Record<string, unknown>>> {
	const path = workflow.nodes.find(({ webhookId }) => webhookId)?.webhookId;
	if (!path) throw new Error(`The workflow "${workflow.name}" has no webhook`);
	const answer = await callWebhook(n8n.url, path, body);
	const text = await answer.text();
	if (answer.status === 200) return JSON.parse(text) as Array<Record<string, unknown>>;
	const { error } = await n8n.rest.lastExecution(workflow.id);
	throw new Error(`The webhook answered ${answer.status} ${text}; ${error?.message}\n${error?.description ?? ''}`);
}

/** The same workflow with all that is missing in our nodes: the credentials that were made here, and IDs that the local vendors know. */
export const local = (workflow: Workflow, { credentials, sandbox }: Pick<Stage, 'credentials' | 'sandbox'>): Workflow =>
	filledIn(
		workflow,
		sandbox,
		Object.fromEntries(Object.entries(credentials).map(([type, { id, name }]) => [type, { id, name }])),
	);
