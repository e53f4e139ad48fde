import { startEngine } from '../testing/engine';
import { contender, CREDENTIAL, fixedPool, workflowOf, type Contender } from './contenders';
import { runWhole } from './measure';
import type { Vendors } from './vendor';

/** How a pool does before a vendor that allows 20 requests a second. */
export interface PoolMeasurement {
	pool: 'ours' | 'fixed';
	concurrency: number;
	latencyMs: number;
	items: number;
	round: number;
	wallMs: number;
	/** Items that came to nothing, with Max Retries as it is by default. */
	failed: number;
	/** Requests that the vendor turned away. */
	pushedBack: number;
}

export const RATE_PER_SECOND = 20;

export interface PoolCase {
	concurrency: 10 | 50;
	latencyMs: number;
	items: number;
}

/** Both pools, one after the other, each in a fresh process. */
export async function comparePools(
	{ concurrency, latencyMs, items }: PoolCase,
	round: number,
	{ sandbox }: Vendors,
	nodePath: string,
): Promise<PoolMeasurement[]> {
	const measured: PoolMeasurement[] = [];
	for (const pool of ['ours', 'fixed'] as const) {
		const { packageDir, node } = (pool === 'ours' ? contender(`ours-${concurrency}`) : fixedPool(concurrency)) as Required<Contender>;
		const credential = sandbox.credentials[CREDENTIAL] as { baseUrl: string };
		const engine = await startEngine({ core: 'newest', packageDir, nodePath, credentials: { [CREDENTIAL]: credential } });
		try {
			const workflow = workflowOf({ ...node({ baseUrl: credential.baseUrl, latencyMs }), onError: 'continueRegularOutput' });
			await sandbox.reset();
			await runWhole(engine, workflow, 20);
			await sandbox.reset();
			await sandbox.configure({ latencyMs, ratePerSecond: RATE_PER_SECOND });
			const { metrics } = await runWhole(engine, workflow, items);
			const { created } = await sandbox.counts('userDesk');
			const requests = (await sandbox.requests()).length;
			const failed = items - (created ?? 0);
			const pushedBack = requests - (created ?? 0);
			measured.push({ pool, concurrency, latencyMs, items, round, wallMs: metrics.wallMs, failed, pushedBack });
		} finally {
			await engine.stop();
		}
	}
	return measured;
}
