import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Cleanup } from '../../testing/cleanup';
import { repositoryRoot } from '../../testing/engine/core';
import { ensureN8n, type Installed } from '../../testing/wholeN8n/install';
import { callWebhook } from '../../testing/wholeN8n/n8n';
import type { Env } from '../../testing/wholeN8n/process';
import { isMajor, releases } from '../../testing/wholeN8n/releases';
import { openServices } from '../../testing/wholeN8n/services';
import { openStage, type Stage } from '../../testing/wholeN8n/stage';
import { itemsOf, namedWorkflow, vendorStep, webhook } from '../../testing/wholeN8n/workflows';
import { spreadOf } from '../statistics';

const USAGE = `npm run bench:key-cost [-- --rounds N]
What keys cost in a whole n8n: the same items with and without, by turns, so that a busy machine slows both. The time is the
node's own, as n8n notes it in the execution. With the defaults, on either database, \`npm run docs\` then writes it into the pages.

  --database NAME   sqlite (default) or postgres
  --n8n 1|2         which n8n (default 2)
  --rounds N        each way so often, after one that does not count (default 5)
  --items N         default 1000
  --latency MS      of the vendor (default 200)
  --concurrency N   default 50
  --history N       keys that the node has used before (default 10000)
`;

const DEFAULTS = { database: 'sqlite', n8n: '2', rounds: '5', items: '1000', latency: '200', concurrency: '50', history: '10000' };

type Settings = typeof DEFAULTS;

/** By database. */
export type KeyCosts = Partial<Record<'sqlite' | 'postgres', KeyCost>>;

/** What the node took in each round, in milliseconds. */
interface KeyCost {
	n8n: string;
	withMs: number[];
	withoutMs: number[];
}

const NODE = 'Vendor';
const VENDOR = 'userDesk';

async function main(): Promise<void> {
	const names = Object.keys(DEFAULTS) as Array<keyof Settings>;
	const options = Object.fromEntries(names.map((name) => [name, { type: 'string', default: DEFAULTS[name] } as const]));
	const { values } = parseArgs({ options: { ...options, help: { type: 'boolean' } } });
	if (values.help) return void process.stdout.write(USAGE);
	const settings = values as unknown as Settings;
	const cost = await measure(settings);
	process.stdout.write(`${JSON.stringify({ ...cost, medianRatio: spreadOf(cost.withMs.map((ms, round) => ms / cost.withoutMs[round]!))?.median })}\n`);
	if (names.some((name) => name !== 'database' && settings[name] !== DEFAULTS[name])) return;
	const file = path.join(repositoryRoot, 'docs', 'performance', 'key-cost.json');
	const costs = { ...(JSON.parse(readFileSync(file, 'utf8')) as KeyCosts), [settings.database]: cost };
	writeFileSync(file, `${JSON.stringify(costs, null, '\t')}\n`);
}

async function measure(settings: Settings): Promise<KeyCost> {
	if (!isMajor(settings.n8n)) throw new Error('--n8n is 1 or 2');
	const [rounds, items, history] = [Number(settings.rounds), Number(settings.items), Number(settings.history)];
	const cleanup = new Cleanup();
	try {
		const installed = await ensureN8n(releases[settings.n8n]);
		const stage = await openStage(installed, { settings: await databaseOf(settings.database, installed, cleanup), say });
		cleanup.add(stage.stop);
		const [withKeys, without] = [await publish(stage, 'with', settings.concurrency), await publish(stage, 'without', settings.concurrency)];
		stage.sandbox.configure({ record: false });
		for (let used = 0; used < history; used += items) await withKeys(`earlier ${used}`, Math.min(items, history - used));

		const cost: KeyCost = { n8n: installed.release.n8n, withMs: [], withoutMs: [] };
		stage.sandbox.configure({ latencyMs: Number(settings.latency), record: false });
		for (let round = 0; round <= rounds; round += 1) {
			for (const way of round % 2 === 0 ? (['with', 'without'] as const) : (['without', 'with'] as const)) {
				const ms = await (way === 'with' ? withKeys : without)(`round ${round}`, items);
				if (round > 0) cost[way === 'with' ? 'withMs' : 'withoutMs'].push(ms);
			}
		}
		return cost;
	} finally {
		await cleanup.run();
	}
}

const say = (what: string) => void process.stderr.write(`${what}\n`);

async function databaseOf(name: string, installed: Installed, cleanup: Cleanup): Promise<Env> {
	if (name === 'sqlite') return {};
	if (name !== 'postgres') throw new Error('--database is sqlite or postgres');
	const services = await openServices(installed);
	cleanup.add(services.drop);
	return { ...services.settings, DB_TYPE: 'postgresdb' };
}

/** @returns runs the workflow with so many new keys, and says how long the node took, in milliseconds */
async function publish({ n8n, sandbox, credentials }: Stage, way: 'with' | 'without', concurrency: string) {
	const sample = sandbox.operations[VENDOR]!['conversation.create']!.samples[0]!;
	const step = vendorStep(VENDOR, sample, credentials, { options: { concurrency: Number(concurrency) } });
	const node = { ...step, name: NODE, parameters: { ...step.parameters, ...(way === 'with' ? { idempotencyKey: '={{ $json.key }}' } : {}) } };
	const hook = `cost-${way}`;
	const workflow = await n8n.rest.createWorkflow(namedWorkflow(`Cost, ${way} keys`, [webhook(hook), itemsOf('body.items'), node]));
	await n8n.rest.activate(workflow);
	return async (name: string, items: number): Promise<number> => {
		const before = sandbox.counts(VENDOR).created ?? 0;
		const answer = await callWebhook(n8n.url, hook, { items: Array.from({ length: items }, (_, item) => ({ key: `${name}, item ${item}` })) });
		const created = (sandbox.counts(VENDOR).created ?? 0) - before;
		if (!answer.ok || created !== items) throw new Error(`The webhook answered ${answer.status}, and ${created} conversations were made of ${items} items`);
		const ms = (await n8n.rest.lastExecution(workflow.id)).tookMs(NODE);
		if (ms === undefined) throw new Error('n8n did not save how long the node took');
		return ms;
	};
}

main().catch((error: Error) => {
	process.stderr.write(`${error.stack ?? error.message}\n`);
	process.exitCode = 1;
});
