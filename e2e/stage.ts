import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { startSandbox, type Sandbox } from '../sandbox';
import type { Installed } from './install';
import { boot, callWebhook, installTarball, newHome, type N8n } from './n8n';
import { checkout, pack, scratch } from './package';
import type { Env } from './process';
import type { Credential, Workflow, WorkflowNode } from './rest';

/** A running n8n with the package, the local vendors beside it, and a valid credential of every type. */
export interface Stage {
	n8n: N8n;
	sandbox: Sandbox;
	/** By credential type name. */
	credentials: Record<string, Credential>;
	stop(): Promise<void>;
}

export interface StageOptions {
	settings?: Env;
	/** Default: the package as it is built now. */
	tarball?: string;
	say?: (what: string) => void;
}

/** Undoes in reverse order what was done, also when one of the steps fails. */
export class Cleanup {
	private readonly steps: Array<() => Promise<void>> = [];

	add(step: () => Promise<void>): void {
		this.steps.push(step);
	}

	run = async (): Promise<void> => {
		for (let step = this.steps.pop(); step; step = this.steps.pop()) {
			await step().catch((error: Error) => process.stderr.write(`While cleaning up: ${error.message}\n`));
		}
	};
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
		cleanup.add(n8n.stop);

		say('Making the credentials');
		const credentials = await makeCredentials(n8n, sandbox);
		return { n8n, sandbox, credentials, stop: cleanup.run };
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
	const made: Record<string, Credential> = {};
	for (const [type, data] of Object.entries(sandbox.credentials)) {
		made[type] = await n8n.rest.createCredential(type, data, `Sandbox ${type}`);
	}
	return made;
}

/** Makes the workflow, publishes it, calls its webhook and returns the answer. */
export async function runByWebhook(
	stage: Pick<Stage, 'n8n'>,
	workflow: Workflow,
	body: unknown = {},
): Promise<Response> {
	const path = workflow.nodes.find(({ webhookId }) => webhookId)?.webhookId;
	if (!path) throw new Error(`The workflow "${workflow.name}" has no webhook`);
	const stored = await stage.n8n.rest.createWorkflow(workflow);
	await stage.n8n.rest.activate(stored);
	return await callWebhook(stage.n8n.url, path, body);
}

/** The workflows in `examples/`, by file name. */
export async function readExamples(): Promise<Array<Workflow & { file: string }>> {
	const folder = path.join(checkout, 'examples');
	const files = (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();
	return await Promise.all(
		files.map(async (file) => ({
			...(JSON.parse(await readFile(path.join(folder, file), 'utf8')) as Workflow),
			file,
		})),
	);
}

/** The same workflow with the local vendors: their credentials, and their address where a node needs none. */
export function local(workflow: Workflow, { sandbox, credentials }: Pick<Stage, 'sandbox' | 'credentials'>): Workflow {
	const localNode = (node: WorkflowNode): WorkflowNode => ({
		...node,
		...(node.credentials ? { credentials: localCredentials(node.credentials, credentials) } : {}),
		parameters: isOpenQuickbot(node)
			? {
					...node.parameters,
					options: { ...(node.parameters.options as object), baseUrl: sandbox.credentials.quickbotApi?.baseUrl },
				}
			: node.parameters,
	});
	return { ...workflow, nodes: workflow.nodes.map(localNode) };
}

const isOpenQuickbot = ({ type, parameters }: WorkflowNode): boolean =>
	type.endsWith('n8n-nodes-conversations.quickbot') && (parameters.authentication ?? 'none') === 'none';

const localCredentials = (
	wanted: NonNullable<WorkflowNode['credentials']>,
	made: Record<string, Credential>,
): NonNullable<WorkflowNode['credentials']> =>
	Object.fromEntries(
		Object.entries(wanted).map(([type, reference]) => {
			const found = made[type];
			return [type, found ? { id: found.id, name: found.name } : reference];
		}),
	);
