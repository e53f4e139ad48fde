import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSandbox } from '../../testing/sandbox';
import { PACKAGE } from '../../testing/wholeN8n/package';
import type { Stage } from '../../testing/wholeN8n/stage';
import { namedWorkflow } from '../../testing/wholeN8n/workflows';

const POLL_MS = 60_000;

/** A published workflow that Pingback Trigger starts, and an inbox of its own that nothing else touches. */
export interface Inbox {
	/** Finds two events that came by now, then three that came while n8n was down, each once. */
	eventsOverRestarts(): Promise<string>;
	stop(): Promise<void>;
}

export async function watchInbox(stage: Stage): Promise<Inbox> {
	const sandbox = await startSandbox();
	const data = sandbox.credentials.pingbackApi;
	assert(data);
	const { id, name } = await stage.n8n.rest.createCredential('pingbackApi', data, 'Watched inbox');
	const workflow = await stage.n8n.rest.createWorkflow(
		namedWorkflow('Watch the inbox', [
			{
				name: 'Pingback Trigger',
				type: `${PACKAGE}.pingbackTrigger`,
				typeVersion: 1,
				credentials: { pingbackApi: { id, name } },
				parameters: { event: 'conversationCreated', pollTimes: { item: [{ mode: 'everyMinute' }] } },
			},
			{ name: 'Done', type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} },
		]),
	);
	await stage.n8n.rest.activate(workflow);
	const arrive = (count: number) => sandbox.control('pingback', 'seed', { conversations: new Array(count).fill({}) });
	const seen = async () => {
		const { rest } = stage.n8n;
		const executions = await rest.executionsOf(workflow.id);
		const items = await Promise.all(executions.map(async (one) => (await rest.finished(one.id)).items('Done')));
		return items.flat().map(({ json }) => json.conversationId);
	};
	// What is there at the first poll is old, and n8n 2.x polls some time after it said the workflow is published.
	await until(() => sandbox.requests().length > 0, 'the first poll');
	await sleep(1000);
	arrive(2);

	return {
		eventsOverRestarts: async () => {
			await until(async () => (await seen()).length >= 2, 'the first events');
			await stage.restart(() => arrive(3));
			await until(async () => (await seen()).length >= 5, 'the events that came meanwhile');
			// n8n polls as soon as it has started: this time there is nothing to tell.
			const polls = sandbox.requests().length;
			await stage.restart(() => {});
			await until(() => sandbox.requests().length > polls, 'the last poll');
			await sleep(1000);
			const all = await seen();
			assert.equal(all.length, 5);
			assert.equal(new Set(all).size, 5);
			return '2 events, 3 more over a restart, none again over another';
		},
		stop: () => sandbox.stop(),
	};
}

async function until(met: () => boolean | Promise<boolean>, what: string): Promise<void> {
	for (const end = Date.now() + POLL_MS + 20_000; !(await met()); await sleep(300)) {
		if (Date.now() > end) throw new Error(`Waited in vain for ${what}`);
	}
}
