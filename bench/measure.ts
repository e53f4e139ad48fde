import { setTimeout as sleep } from 'node:timers/promises';
import { startEngine, type Engine, type RunMetrics, type RunResult } from '../testing/engine';
import type { RemoteSandbox } from '../testing/sandbox';
import { CREDENTIAL, itemAt, workflowOf, type Contender, type ContenderName } from './contenders';
import { startFloor } from './floor';
import { addressOf, type Scheme, type Vendors } from './vendor';

export type ExpressionEngine = 'vm' | 'legacy';

/** What is measured: one contender at one load. */
export interface Cell {
	contender: ContenderName;
	expressionEngine: ExpressionEngine;
	scheme: Scheme;
	latencyMs: number;
	/** Milliseconds each way, where the vendor is not on this machine. */
	networkMs?: number;
	items: number;
	/** How much V8 may let the old part of the heap grow to, where that is not its own choice. */
	heapMb?: number;
}

export interface Measurement extends Cell {
	round: number;
	wallMs: number;
	/** User and system time of the whole n8n process. */
	cpuMsPerItem: number;
	/** Peak of the process's resident memory over what it held before the run. */
	rssGrowthMb: number;
	longestBlockMs: number;
	/** Most requests under way at once, and most sockets open at once, as the vendor saw them. */
	inFlight: number;
	sockets: number;
}

/** Somebody ready to create conversations, in a process of their own. */
export interface Runner {
	run(items: number): Promise<RunMetrics>;
	stop(): Promise<void>;
}

/** Enough for the engine to have compiled what it runs, as in an instance that is in use. */
const WARM_UP_ITEMS = 100;
const QUIET_MS = 50;

/** One measurement: a fresh process, warmed up, then the run. Throws when anything but the expected conversations was made. */
export async function measure(
	cell: Cell,
	round: number,
	contender: Contender,
	vendors: Vendors,
	nodePath: string,
): Promise<Measurement> {
	const { sandbox } = vendors;
	const runner = await startRunner(cell, contender, vendors, nodePath);
	try {
		await prepare(sandbox, 0);
		await runner.run(WARM_UP_ITEMS);
		await untilNobodyIsConnected(sandbox);
		await prepare(sandbox, cell.latencyMs);
		const { wallMs, cpuMs, rssPeakBytes, rssBaseBytes, longestBlockMs } = await runner.run(cell.items);
		const { peak, peakSockets } = await sandbox.inFlight();
		await expectCreated(sandbox, cell);
		return {
			...cell,
			round,
			wallMs,
			cpuMsPerItem: cpuMs / cell.items,
			rssGrowthMb: (rssPeakBytes - rssBaseBytes) / 2 ** 20,
			longestBlockMs,
			inFlight: peak,
			sockets: peakSockets,
		};
	} finally {
		await runner.stop();
	}
}

async function prepare(sandbox: RemoteSandbox, latencyMs: number): Promise<void> {
	await sandbox.reset();
	await sandbox.configure({ latencyMs, record: false });
}

async function untilNobodyIsConnected(sandbox: RemoteSandbox): Promise<void> {
	for (let looks = 0; looks < 20 && (await sandbox.inFlight()).sockets > 0; looks += 1) await sleep(QUIET_MS);
}

async function expectCreated(sandbox: RemoteSandbox, { contender, items }: Cell): Promise<void> {
	const { created } = await sandbox.counts('userDesk');
	if (created !== items) throw new Error(`${contender} made ${String(created)} conversations of ${items} items`);
}

async function startRunner(
	{ expressionEngine, latencyMs, networkMs, heapMb }: Cell,
	{ node, packageDir }: Contender,
	vendors: Vendors,
	nodePath: string,
): Promise<Runner> {
	const credential = { ...(vendors.sandbox.credentials[CREDENTIAL] as { apiKey: string }), baseUrl: addressOf(vendors, networkMs) };
	if (!node) return await startFloor(credential, nodePath);
	const workflow = workflowOf(node({ baseUrl: credential.baseUrl, latencyMs }));
	const engine = await startEngine({
		core: 'newest',
		packageDir,
		nodePath,
		nodeArguments: heapMb === undefined ? [] : [`--max-old-space-size=${heapMb}`],
		expressionEngine,
		credentials: { [CREDENTIAL]: credential },
	});
	return {
		run: async (items) => (await runWhole(engine, workflow, items)).metrics,
		stop: async () => await engine.stop(),
	};
}

/** Runs the workflow and expects an output item for each input item. */
export async function runWhole(engine: Engine, workflow: Parameters<Engine['run']>[0], items: number): Promise<RunResult> {
	const input = Array.from({ length: items }, (_, index) => ({ json: itemAt(index) }));
	const result = await engine.run(workflow, { input });
	if (result.status !== 'success') throw new Error(result.error?.message ?? `The run ended as ${result.status}`);
	const outputs = result.runs.Create?.[0]?.outputs[0]?.length;
	if (outputs !== items) throw new Error(`${String(outputs)} items came out of ${items}`);
	return result;
}
