import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { repositoryRoot } from '../../testing/engine/core';
import { startEngine, type Engine } from '../../testing/engine';
import { startSandboxProcess } from '../../testing/sandbox/process';
import { chain, credentialsOfTypes, startNode } from '../../testing/workflows';

const USAGE = `npm run bench:key-cost [-- --rounds N]
What keys cost: the same items with and without, by turns, so that a busy machine slows both.

  --rounds N        each way so often, after one that does not count (default 5)
  --items N         default 1000
  --latency MS      of the vendor (default 200)
  --concurrency N   default 50
  --history N       keys that are in the store before (default 10000)
`;

const OF = { workflowId: 'cost', nodeId: 'create' };

async function main(): Promise<void> {
	const text = (value: string) => ({ type: 'string', default: value }) as const;
	const { values } = parseArgs({
		options: {
			...{ rounds: text('5'), items: text('1000'), latency: text('200'), concurrency: text('50'), history: text('10000') },
			help: { type: 'boolean' },
		},
	});
	if (values.help) return void process.stdout.write(USAGE);
	const [rounds, items, latencyMs, concurrency, history] = [values.rounds, values.items, values.latency, values.concurrency, values.history].map(
		Number,
	) as [number, number, number, number, number];
	const vendors = await startSandboxProcess(repositoryRoot);
	const databaseFolder = mkdtempSync(path.join(tmpdir(), 'key-cost-'));
	const engine = await startEngine({ core: 'newest', credentials: vendors.sandbox.credentials, databaseFolder });
	try {
		const took: Record<'with' | 'without', number[]> = { with: [], without: [] };
		for (let round = 0; round <= rounds; round += 1) {
			for (const way of round % 2 === 0 ? (['with', 'without'] as const) : (['without', 'with'] as const)) {
				await vendors.sandbox.reset();
				await vendors.sandbox.configure({ latencyMs, record: false });
				await engine.database.clear();
				await engine.database.record(OF, Array.from({ length: history }, (_, index) => `earlier-${index}`));
				const ms = await timed(engine, way === 'with', items, concurrency, round);
				if (round > 0) took[way].push(ms);
			}
		}
		const [median, plain] = [medianOf(took.with), medianOf(took.without)];
		process.stdout.write(`${JSON.stringify({ withKeysMs: median, withoutMs: plain, ratio: Math.round((median / plain) * 100) / 100, took })}\n`);
	} finally {
		await Promise.all([engine.stop(), vendors.stop()]);
		rmSync(databaseFolder, { recursive: true });
	}
}

async function timed(engine: Engine, hasKey: boolean, items: number, concurrency: number, round: number): Promise<number> {
	const workflow = chain(startNode, {
		...{ id: OF.nodeId, name: 'Create', type: 'n8n-nodes-conversations.userDesk', typeVersion: 1 },
		parameters: {
			...{ resource: 'conversation', operation: 'create', chatbotId: 'chatbot-with-greeting', options: { concurrency } },
			...(hasKey ? { idempotencyKey: `={{ $json.key }}` } : {}),
		},
		credentials: credentialsOfTypes(['userDeskApi']),
	});
	const input = Array.from({ length: items }, (_, item) => ({ json: { key: `round ${round}, item ${item}` } }));
	const { status, error, metrics } = await engine.run({ id: OF.workflowId, ...workflow }, { input });
	if (status !== 'success') throw new Error(error?.message ?? status);
	return Math.round(metrics.wallMs);
}

const medianOf = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

main().catch((error: Error) => {
	process.stderr.write(`${error.stack ?? error.message}\n`);
	process.exitCode = 1;
});
