import { callWebhook } from '../../testing/wholeN8n/n8n';
import { fixedData, webhook } from '../../testing/wholeN8n/workflows';
import { conversationsOf, workflowOf, type Contender } from './contenders';
import type { Field } from './field';

export interface Rounds {
	rounds: number;
	/** How often each key is delivered, all at once. */
	deliveries: number;
	/** No new round begins after that long. */
	longestMs: number;
}

/** What became of keys that were delivered several times at once. */
export interface Delivered {
	contender: string;
	/** Rounds done, each with a key of its own. */
	keys: number;
	deliveries: number;
	/** Keys with more than one conversation, and all conversations too many. */
	slipped: number;
	tooMany: number;
	/** Keys without any conversation. */
	missing: number;
	/** Deliveries that n8n answered with an error. */
	failed: number;
	seconds: number;
}

const ANSWER_MS = 60_000;

/** The same webhook, with the same key, so many times at once; as soon as all have ended the next key. */
export async function deliver(field: Field, contender: Contender, { rounds, deliveries, longestMs }: Rounds): Promise<Delivered> {
	field.sandbox.reset();
	// As an answer over the internet takes: the second delivery comes while the first waits for the vendor.
	field.sandbox.configure({ latencyMs: 50 });
	const path = `deliveries-${contender.name}`;
	const key = { ...fixedData('Key', {}), parameters: { mode: 'raw', jsonOutput: '={{ { "key": $json.body.key } }}', options: {} } };
	const workflow = await field.main.rest.createWorkflow(workflowOf(contender, field, [webhook(path), key]));
	await field.main.rest.activate(workflow);
	// Publishing takes a moment; the first key is not counted.
	await callWebhook(field.main.url, path, { key: 'first' });

	const startedAt = Date.now();
	let failed = 0;
	let keys = 0;
	for (; keys < rounds && Date.now() - startedAt < longestMs; keys++) {
		const body = JSON.stringify({ key: `key-${keys}` });
		const statuses = await Promise.all(Array.from({ length: deliveries }, async () => await post(field, path, body)));
		failed += statuses.filter((status) => status !== 200).length;
	}
	const counts = conversationsOf(field);
	const each = Array.from({ length: keys }, (_, index) => counts.get(`key-${index}`) ?? 0);
	return {
		contender: contender.title,
		keys,
		deliveries,
		slipped: each.filter((count) => count > 1).length,
		tooMany: each.reduce((sum, count) => sum + Math.max(0, count - 1), 0),
		missing: each.filter((count) => count === 0).length,
		failed,
		seconds: Math.round((Date.now() - startedAt) / 1000),
	};
}

async function post({ main }: Field, path: string, body: string): Promise<number> {
	const answer = await fetch(`${main.url}/webhook/${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body,
		signal: AbortSignal.timeout(ANSWER_MS),
	});
	await answer.arrayBuffer();
	return answer.status;
}
