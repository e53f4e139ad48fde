import type { IDataObject } from 'n8n-workflow';
import { startEngine, type Engine, type NodeJson } from '../testing/engine';
import type { RemoteSandbox } from '../testing/sandbox';
import { byId } from '../testing/sandbox/locator';
import { seeds } from '../testing/sandbox/vendors/pingback';
import { jsons, runNode } from '../testing/workflows';

/** How many requests it takes where much is there and little is new. Counts, which are the same on every machine. */
export interface Growth {
	/** Polls of the Pingback trigger on messages. */
	polls: Poll[];
	/** Runs of Create with If Exists: Reuse, for customers who all have an open conversation, as far down the list as any. */
	reuse: Reuse[];
}

export interface Poll {
	open: number;
	/** Messages since the last poll. */
	newMessages: number;
	requests: number;
}

export interface Reuse {
	open: number;
	leads: number;
	requests: number;
}

const OPEN = [10, 1000, 10_000];
const REUSED_OPEN = 5000;

export async function measureGrowth(sandbox: RemoteSandbox): Promise<Growth> {
	const { pingbackApi } = sandbox.credentials;
	const engine = await startEngine({ core: 'newest', credentials: { pingbackApi: pingbackApi! } });
	try {
		const polls: Poll[] = [];
		for (const open of OPEN) polls.push(...(await pollAt(open, engine, sandbox)));
		const reuse: Reuse[] = [];
		for (const leads of [1, 20, 200]) reuse.push(await reuseFor(leads, engine, sandbox));
		return { polls, reuse };
	} finally {
		await engine.stop();
		await sandbox.reset();
	}
}

const triggerNode: NodeJson = {
	name: 'Pingback Trigger',
	type: 'n8n-nodes-conversations.pingbackTrigger',
	typeVersion: 1,
	parameters: { event: 'messageReceived' },
	credentials: { pingbackApi: { id: 'pingbackApi', name: 'Pingback' } },
};

/** Throws where a poll emits anything but the new messages. */
async function pollAt(open: number, engine: Engine, sandbox: RemoteSandbox): Promise<Poll[]> {
	await sandbox.reset();
	const conversations = Array.from({ length: open }, (_, index) => ({ id: `open-${index}`, created_at: minute(2023, index) }));
	await sandbox.control('pingback', 'seed', { conversations, replace: true });
	let staticData: IDataObject | undefined;
	const poll = async (activation: 'activate' | 'update') => {
		const before = (await sandbox.requests()).length;
		const { emitted, error, staticData: after } = await engine.poll({ nodes: [triggerNode], connections: {} }, { staticData, activation });
		if (error) throw new Error(`The poll failed: ${error.message}`);
		staticData = after;
		const texts = (emitted?.[0] ?? []).map(({ json }) => (json.messages as Array<{ text: string }>)[0]?.text);
		return { texts, requests: (await sandbox.requests()).length - before };
	};
	await poll('activate');
	const polls: Poll[] = [];
	let written = 0;
	for (const newMessages of [0, 1, 5]) {
		const expected = Array.from({ length: newMessages }, (_, index) => `message ${written + index}`);
		for (const content of expected) {
			const id = `open-${Math.floor((open / 7) * written) % open}`;
			await sandbox.control('pingback', 'advance', { id, at: minute(2024, written), message: { content, sender_type: 'customer' } });
			written += 1;
		}
		const { texts, requests } = await poll('update');
		if (texts.join() !== expected.join()) throw new Error(`A poll emitted ${texts.join()} instead of ${expected.join()}`);
		polls.push({ open, newMessages, requests });
	}
	return polls;
}

/** Throws where an item is not the customer's own conversation, or where one was made. */
async function reuseFor(leads: number, engine: Engine, sandbox: RemoteSandbox): Promise<Reuse> {
	await sandbox.reset();
	const conversations = Array.from({ length: REUSED_OPEN }, (_, index) => ({
		id: `open-${index}`,
		customer_id: `customer-${index}`,
		updated_at: minute(2023, REUSED_OPEN - index),
	}));
	await sandbox.control('pingback', 'seed', { conversations, replace: true });
	const places = Array.from({ length: leads }, (_, lead) => Math.floor(((lead + 1) * REUSED_OPEN) / leads) - 1);
	const node = {
		vendor: 'pingback',
		credentials: ['pingbackApi'],
		parameters: {
			resource: 'conversation',
			operation: 'create',
			businessId: byId(seeds.businessId),
			customerId: '={{ $json.customer }}',
			ifExists: 'reuse',
		},
	};
	const items = jsons(await runNode(engine, node, places.map((place) => ({ customer: `customer-${place}` }))));
	const wrong = items.filter(({ conversationId }, item) => conversationId !== `open-${places[item]}`);
	const { created } = await sandbox.counts('pingback');
	if (wrong.length > 0 || items.length !== leads || created) throw new Error(`Reuse found ${items.length - wrong.length} of ${leads}, and made ${created}`);
	return { open: REUSED_OPEN, leads, requests: (await sandbox.requests()).length };
}

const minute = (year: number, count: number) => new Date(Date.UTC(year, 0, 1, 0, count)).toISOString();
