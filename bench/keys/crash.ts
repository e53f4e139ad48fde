import { setTimeout as sleep } from 'node:timers/promises';
import type { N8nProcess } from '../../testing/wholeN8n/process';
import type { Item } from '../../testing/wholeN8n/rest';
import { executeByHand } from '../../testing/wholeN8n/byHand';
import { callWebhook } from '../../testing/wholeN8n/n8n';
import { itemsOf, queuedWebhook } from '../../testing/wholeN8n/workflows';
import { CONCURRENCY, conversationsOf, LAST, LATENCY_MS, VENDOR, workflowOf, type Contender } from './contenders';
import { until, type Field } from './field';

/** What became of leads whose worker was killed in the middle, after the workflow was executed again by hand. */
export interface Crashed {
	contender: string;
	leads: number;
	/** Conversations at the vendor when the worker died. */
	beforeTheKill: number;
	/** How the killed execution stands in n8n's list. */
	killedAs: string;
	/** Leads by the number of conversations they have in the end. */
	once: number;
	more: number;
	missing: number;
	/** Items that came out as neither created nor certainly not created. */
	inDoubt: number;
	/** Leads without a conversation that nothing tells about. */
	lost: number;
	/** Whether no more were in doubt than can be in flight. */
	withinConcurrency: boolean;
}

const TIMEOUT_MS = 120_000;

export async function crash(field: Field, contender: Contender, workers: N8nProcess[], leads: number): Promise<Crashed> {
	field.sandbox.reset();
	field.sandbox.configure({ latencyMs: LATENCY_MS });
	const { main } = field;
	const path = `crash-${contender.name}`;
	const hook = queuedWebhook(path);
	const workflow = await main.rest.createWorkflow(workflowOf(contender, field, [hook, itemsOf('body.items')]));
	await main.rest.activate(workflow);
	const body = { items: Array.from({ length: leads }, (_, index) => ({ key: `lead-${index}` })) };

	const answer = await callWebhook(main.url, path, body);
	if (!answer.ok) throw new Error(`The webhook answered ${answer.status}`);
	await until(async () => field.sandbox.counts(VENDOR).created! >= leads / 2, 'half of the leads are sent', TIMEOUT_MS);
	const [killed] = await main.rest.executionsOf(workflow.id);
	const worker = workers.find((one) => one.log().includes(`Worker started execution ${killed!.id} `));
	if (!worker) throw new Error(`No worker runs execution ${killed!.id}`);
	await worker.kill('SIGKILL');
	// What it had sent takes effect, although nobody waits for the answer any more.
	await sleep(3 * LATENCY_MS);
	const beforeTheKill = field.sandbox.counts(VENDOR).created!;
	const killedAs = (await main.rest.finished(killed!.id, TIMEOUT_MS)).status;

	const again = await main.rest.finished(await executeByHand(main.rest, workflow, hook.name, { body }), TIMEOUT_MS);
	const counts = conversationsOf(field);
	const keys = body.items.map(({ key }) => key);
	const doubtful = inDoubt(again.items(LAST), keys);
	const missing = keys.filter((key) => !counts.has(key));
	return {
		contender: contender.title,
		leads,
		beforeTheKill,
		killedAs,
		once: keys.filter((key) => counts.get(key) === 1).length,
		more: keys.filter((key) => (counts.get(key) ?? 0) > 1).length,
		missing: missing.length,
		inDoubt: doubtful.size,
		lost: missing.filter((key) => !doubtful.has(key)).length,
		withinConcurrency: doubtful.size <= CONCURRENCY,
	};
}

/** Every lead's item stands at the lead's own place. */
function inDoubt(items: Item[], keys: string[]): Set<string> {
	const doubtful = items.flatMap(({ json, pairedItem }, index) => {
		const { outcome } = (json.error ?? {}) as { outcome?: string };
		const place = (pairedItem as { item?: number } | undefined)?.item ?? index;
		return outcome === 'unknown' ? [keys[place]!] : [];
	});
	return new Set(doubtful);
}
