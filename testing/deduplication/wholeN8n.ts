import path from 'node:path';
import { Cleanup } from '../cleanup';
import { executeByHand } from '../wholeN8n/byHand';
import { npm, type Installed } from '../wholeN8n/install';
import { boot, callWebhook, installTarball, newHome, type N8n } from '../wholeN8n/n8n';
import { scratch } from '../wholeN8n/package';
import type { Env } from '../wholeN8n/process';
import type { Execution, StoredWorkflow, Workflow } from '../wholeN8n/rest';

import { namedWorkflow, webhook } from '../wholeN8n/workflows';
import { probeDir } from './engine';
import { probeNodes, type Outcome, type Place, type ProbeNode, type ProbeWorkflow } from './place';

/** A whole n8n of its own with the probe node in it; with `settings` in queue mode, or on another database. */
export async function openWholePlace(installed: Installed, settings: Env = {}): Promise<Place & { n8n: N8n; stop(): Promise<void> }> {
	const cleanup = new Cleanup();
	try {
		const home = await newHome(installed, settings);
		cleanup.add(home.remove);
		await installTarball(home, await packProbe(cleanup));
		const n8n = await boot(home);
		cleanup.add(n8n.stop);
		return { ...wholePlace(n8n), n8n, stop: cleanup.run };
	} catch (error) {
		await cleanup.run();
		throw error;
	}
}

/** The tarball of the probe node, for n8n and its workers. */
export async function packProbe(cleanup: Cleanup): Promise<string> {
	const { folder, remove } = await scratch();
	cleanup.add(remove);
	await npm(['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: probeDir });
	return path.join(folder, 'n8n-nodes-key-probe-1.0.0.tgz');
}

let hooks = 0;

/** A running n8n that has the probe node. */
export function wholePlace({ rest, url }: N8n): Place {
	return { save: async (first) => await save(first) };

	async function save(first: ProbeNode[]): Promise<ProbeWorkflow> {
		let nodes = first;
		let hook = '';
		let stored = await publish(await rest.createWorkflow(makeWorkflow()));
		const read = (execution: Execution) =>
			(execution.items(nodes.at(-1)!.name)[0]?.json.outcomes ?? {}) as Record<string, Outcome[]>;

		/** At an address of its own each time: publishing is asynchronous, and an old one would lead to the nodes of before. */
		function makeWorkflow(): Workflow {
			hook = `probe-${++hooks}`;
			return namedWorkflow('Probe', [webhook(hook), ...probeNodes(nodes)]);
		}

		async function publish(workflow: StoredWorkflow): Promise<StoredWorkflow> {
			await rest.activate(workflow);
			return workflow;
		}

		return {
			run: async (steps, mode = 'webhook') => {
				if (mode === 'manual') return read(await rest.finished(await executeByHand(rest, stored, 'Webhook', { body: { steps } })));
				const answer = await callWebhook(url, hook, { steps });
				const text = await answer.text();
				return answer.ok ? (JSON.parse(text) as [{ outcomes: Record<string, Outcome[]> }])[0].outcomes : {};
			},
			retry: async () => read(await rest.retry((await rest.lastExecution(stored.id)).id, true)),
			change: async (changed) => {
				nodes = changed;
				const body = { ...makeWorkflow(), versionId: stored.versionId };
				stored = await publish(await rest.request<StoredWorkflow>('PATCH', `/workflows/${stored.id}`, body));
			},
			delete: async () => {
				await rest.deactivate(stored);
				await rest.request('POST', `/workflows/${stored.id}/archive`, {});
				await rest.request('DELETE', `/workflows/${stored.id}`);
			},
		};
	}
}
