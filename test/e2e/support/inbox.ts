import { setTimeout as sleep } from 'node:timers/promises';
import { startSandbox } from '../../../testing/sandbox';
import { PACKAGE } from '../../../testing/wholeN8n/package';
import type { Stage } from '../../../testing/wholeN8n/stage';
import { namedWorkflow } from '../../../testing/wholeN8n/workflows';
import { until } from './until';

const WITHIN_MS = 80_000;

/** A published workflow that Pingback Trigger starts, and an inbox of its own that nothing else touches. */
export interface Inbox {
	/** Conversations come in. */
	arrive(count: number): void;
	/** The conversations that the workflow was started with. */
	seen(): Promise<unknown[]>;
	untilSeen(count: number): Promise<void>;
	/** Waits for a poll that begins from now on, and for what it leads to. */
	nextPoll(): Promise<void>;
	stop(): Promise<void>;
}

export async function watchInbox(stage: Stage): Promise<Inbox> {
	const sandbox = await startSandbox();
	const { id, name } = await stage.n8n.rest.createCredential('pingbackApi', sandbox.credentials.pingbackApi!, 'Watched inbox');
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
	const inbox: Inbox = {
		arrive: (count) => void sandbox.control('pingback', 'seed', { conversations: new Array(count).fill({}) }),
		seen: async () => {
			const { rest } = stage.n8n;
			const executions = await rest.executionsOf(workflow.id);
			const items = await Promise.all(executions.map(async (one) => (await rest.finished(one.id)).items('Done')));
			return items.flat().map(({ json }) => json.conversationId);
		},
		untilSeen: async (count) =>
			await until(async () => (await inbox.seen()).length >= count, `${count} conversations are seen`, WITHIN_MS),
		nextPoll: async () => {
			const polls = sandbox.requests().length;
			await until(() => sandbox.requests().length > polls, 'a poll', WITHIN_MS);
			await sleep(1000);
		},
		stop: async () => await sandbox.stop(),
	};
	await stage.n8n.rest.activate(workflow);
	// What is there at the first poll is old, and n8n 2.x polls some time after it said the workflow is published.
	await until(() => sandbox.requests().length > 0, 'the first poll', WITHIN_MS);
	await sleep(1000);
	return inbox;
}
