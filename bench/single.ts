import { setTimeout as sleep } from 'node:timers/promises';
import { startEngine, type Engine, type RunMetrics } from '../testing/engine';
import { CREDENTIAL, singleContenders, TWINS_DIR, workflowOf } from './contenders';
import { runWhole, type ExpressionEngine } from './measure';
import { spreadOf, type Spread } from './statistics';
import { addressOf, type Scheme, type Vendors } from './vendor';

/** One item through one node, the most frequent run of all. */
export interface SingleCase {
	expressionEngine: ExpressionEngine;
	scheme: Scheme;
	latencyMs: number;
	networkMs?: number;
}

export type SingleContender = keyof typeof singleContenders;
export const singleContendersCount = Object.keys(singleContenders).length;

export interface SingleMeasurement extends SingleCase {
	contender: SingleContender;
	round: number;
	/** The first run of a fresh process. */
	firstMs: number;
	firstCpuMs: number;
	/** Runs of a process that has warmed up, in which all take turns. */
	warmMs: Spread;
	warmCpuMs: Spread;
	/** How much longer than the plain node of the same turn. */
	overPlainMs: Spread;
}

/** Until then V8 still compiles, and times fall. */
export const WARM_UP_TURNS = 15;
/** After each run n8n makes the next one's place for expressions, which takes some processor time. Single messages come apart. */
export const PAUSE_MS = 150;

export async function measureSingle(one: SingleCase, round: number, turns: number, vendors: Vendors, nodePath: string): Promise<SingleMeasurement[]> {
	const names = Object.keys(singleContenders) as SingleContender[];
	// Not measured: whoever comes first reads the files from the disk.
	await inEngine(one, vendors, nodePath, names.length, async (run) => {
		for (const name of names) await run(name);
	});
	const first = new Map<SingleContender, RunMetrics[]>(names.map((name) => [name, []]));
	// There and back, so that nobody always comes first.
	for (const name of [...names, ...[...names].reverse()]) {
		await inEngine(one, vendors, nodePath, 1, async (run) => void first.get(name)!.push(await run(name)));
	}
	const firstOf = (contender: SingleContender, figure: 'wallMs' | 'cpuMs') => spreadOf(first.get(contender)!.map((metrics) => metrics[figure]))!.median;
	const warm = new Map<SingleContender, RunMetrics[]>(names.map((name) => [name, []]));
	await inEngine(one, vendors, nodePath, (WARM_UP_TURNS + turns) * names.length, async (run) => {
		for (let turn = -WARM_UP_TURNS; turn < turns; turn += 1) {
			for (const name of names) {
				await sleep(PAUSE_MS);
				const metrics = await run(name);
				if (turn >= 0) warm.get(name)!.push(metrics);
			}
			// Whoever follows one and the same pays for its garbage.
			names.push(names.shift()!);
		}
	});
	const plain = warm.get('plain')!;
	return [...warm].map(([contender, runs]) => ({
		...one,
		contender,
		round,
		firstMs: firstOf(contender, 'wallMs'),
		firstCpuMs: firstOf(contender, 'cpuMs'),
		warmMs: spreadOf(runs.map(({ wallMs }) => wallMs))!,
		warmCpuMs: spreadOf(runs.map(({ cpuMs }) => cpuMs))!,
		overPlainMs: spreadOf(runs.map(({ wallMs }, turn) => wallMs - plain[turn]!.wallMs))!,
	}));
}

/** Throws where the vendor has not made a conversation for each run. */
async function inEngine(
	{ expressionEngine, latencyMs, networkMs }: SingleCase,
	vendors: Vendors,
	nodePath: string,
	runs: number,
	work: (run: (name: SingleContender) => Promise<RunMetrics>) => Promise<void>,
): Promise<void> {
	const { sandbox } = vendors;
	const credential = { ...sandbox.credentials[CREDENTIAL]!, baseUrl: addressOf(vendors, networkMs) };
	await sandbox.reset();
	await sandbox.configure({ latencyMs, record: false });
	const engine: Engine = await startEngine({ core: 'newest', packageDir: TWINS_DIR, nodePath, expressionEngine, credentials: { [CREDENTIAL]: credential } });
	try {
		const workflows = new Map(
			(Object.keys(singleContenders) as SingleContender[]).map((name) => [
				name,
				workflowOf(singleContenders[name].node({ baseUrl: credential.baseUrl, latencyMs })),
			]),
		);
		await work(async (name) => (await runWhole(engine, workflows.get(name)!, 1)).metrics);
	} finally {
		await engine.stop();
	}
	const { created } = await sandbox.counts('userDesk');
	if (created !== runs) throw new Error(`${String(created)} conversations were made in ${runs} runs of one item`);
}
