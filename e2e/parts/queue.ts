import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSandbox, type Sample, type Sandbox } from '../../sandbox';
import type { Installed } from '../install';
import { boot, callWebhook, installTarball, newHome, type N8n } from '../n8n';
import { startN8nProcess, type N8nProcess } from '../process';
import type { ExecutionSummary, StoredWorkflow } from '../rest';
import { openServices } from '../services';
import { Cleanup, makeCredentials } from '../stage';
import { chain, queuedWebhook, splitItems, vendorStep } from '../workflows';
import { isFloor, type Part } from './part';

const VENDOR = 'poppyAi';
const RUNS = 200;
const ITEMS = 10;
/** Executions a worker runs at a time. */
const AT_A_TIME = 5;
const LATENCY_MS = 400;
const CALLS_AT_ONCE = 10;
const RUN_TIMEOUT_MS = 240_000;

export const queuePart: Part = async (context) => {
	const { installed, tarball, report } = context;
	const cleanup = new Cleanup();
	try {
		const services = await openServices(installed);
		cleanup.add(services.drop);
		const sandbox = await startSandbox({ latencyMs: LATENCY_MS });
		cleanup.add(() => sandbox.stop());

		const settings = {
			...services.settings,
			N8N_ENCRYPTION_KEY: 'sandbox-encryption-key',
			// A killed worker is noticed after seconds instead of a minute and a half.
			QUEUE_WORKER_LOCK_DURATION: '8000',
			QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
			QUEUE_WORKER_STALLED_INTERVAL: '4000',
			...(isFloor(context) ? { QUEUE_WORKER_MAX_STALLED_COUNT: '0' } : {}),
		};
		const home = await newHome(installed, settings);
		cleanup.add(home.remove);
		await installTarball(home, tarball);
		const main = await boot(home);
		cleanup.add(main.stop);
		const workers = workerStarter(installed, tarball, settings, cleanup);

		const credentials = await makeCredentials(main, sandbox);
		const sample = sandbox.operations[VENDOR]?.['conversation.create']?.samples.find(({ freeText }) => freeText);
		const workflow = await main.rest.createWorkflow(
			chain('Queue', [
				queuedWebhook('queue'),
				splitItems,
				vendorStep(VENDOR, sample as Sample, credentials, { text: '={{ $json.text }}' }),
			]),
		);
		await main.rest.activate(workflow);
		const line = new Line(main, workflow, sandbox);

		const [first, second] = await Promise.all([workers(), workers()]);
		await line.push('warm-up', 10);
		await line.ended();

		let twoWorkersMs = 0;
		await report.check(`${RUNS} executions of ${ITEMS} items: all done, each conversation once`, async () => {
			twoWorkersMs = await line.run('two', RUNS);
			return seconds(twoWorkersMs);
		});
		await report.check('the work is spread over both workers', async () => {
			const shares = [first, second].map((worker) => started(worker).filter((id) => line.has(id)).length);
			assert(Math.min(...shares) >= RUNS * 0.3, shares.join(' and '));
			return `${shares.join(' and ')} executions`;
		});

		await second.stop();
		await report.check('one worker takes longer than two', async () => {
			const oneWorkerMs = await line.run('one', RUNS);
			const ratio = oneWorkerMs / twoWorkersMs;
			assert(ratio > 1.2, `only ${ratio.toFixed(2)} times as long`);
			return `${seconds(oneWorkerMs)}, ${ratio.toFixed(2)} times as long`;
		});

		const stopping = await workers();
		await report.check('a worker stopped by SIGTERM: nothing lost, nothing repeated', async () => {
			line.begin('term');
			await line.push('term', RUNS);
			await until(() => started(stopping).length >= 20, 'the worker is busy');
			await stopping.stop();
			const { code, signal } = await stopping.exited;
			await line.ended();
			line.eachOnce('term', RUNS);
			assert.deepEqual(await line.statuses(), { success: RUNS });
			return `it left with code ${code ?? signal} after ${started(stopping).length} executions`;
		});

		const dying = await workers();
		await report.check('a worker killed by SIGKILL', () => killed(line, dying));
	} finally {
		await cleanup.run();
	}
};

/** Those it ran crash; retried, they repeat no more than what the killed attempt had sent. */
async function killed(line: Line, dying: N8nProcess): Promise<string> {
	const { sandbox, main } = line;
	line.begin('kill');
	// Some answers within one execution must be there and others not, or nothing is cut in the middle.
	sandbox.addFault({ vendor: VENDOR, match: 'item-9.', delayMs: 1500, times: -1 });
	await line.push('kill', RUNS / 2);
	await until(() => started(dying).length >= 15, 'the worker is busy');
	await dying.kill('SIGKILL');
	const lost = started(dying).filter((id) => !finished(dying).includes(id));
	assert(lost.length > 0, 'it was running executions');
	await line.ended();

	const ended = await line.executions();
	const lostOnes = ended.filter(({ id }) => lost.includes(id));
	const others = ended.filter(({ id }) => !lost.includes(id));
	assert.deepEqual(countBy(others), { success: others.length }, 'executions of the other worker are untouched');
	const lostAs = countBy(lostOnes);
	assert(!lostAs.success && !lostAs.running && !lostAs.new, JSON.stringify(lostAs));

	const before = line.counts('kill', RUNS / 2);
	assert(before.every((count) => count <= 1), 'nothing is repeated by itself');
	const sent = before.filter((count) => count === 1).length;
	for (const id of lost) {
		const retried = await main.rest.retry(id);
		assert.equal(retried.status, 'success', retried.error?.message);
	}
	const after = line.counts('kill', RUNS / 2);
	assert(after.every((count) => count >= 1), 'the retries create what was missing');
	const repeated = after.filter((count) => count === 2).length;
	const sentByLost = sent - others.length * ITEMS;
	assert(after.every((count) => count <= 2) && repeated <= sentByLost, `${repeated} repeated of ${sentByLost}`);
	return `${lost.length} executions ended as ${Object.keys(lostAs).join(', ')}; they had created ${sentByLost} of ${
		lost.length * ITEMS
	} conversations, and retrying them repeated ${repeated}`;
}

/** The workflow that is called over and over, and what became of each call. */
class Line {
	private knownBefore = new Set<string>();

	private pushed = 0;

	private all: ExecutionSummary[] = [];

	constructor(
		readonly main: N8n,
		private readonly workflow: StoredWorkflow,
		readonly sandbox: Sandbox,
	) {}

	/** What counts from now on is new. */
	begin(_name: string): void {
		for (const { id } of this.all) this.knownBefore.add(id);
		this.pushed = 0;
		this.sandbox.reset();
		this.sandbox.configure({ latencyMs: LATENCY_MS });
	}

	async push(name: string, runs: number): Promise<void> {
		this.pushed += runs;
		let next = 0;
		const caller = async () => {
			while (next < runs) {
				const run = next++;
				const items = Array.from({ length: ITEMS }, (_, item) => ({ text: textOf(name, run, item) }));
				const answer = await callWebhook(this.main.url, 'queue', { items });
				assert.equal(answer.status, 200, await answer.text());
			}
		};
		await Promise.all(Array.from({ length: CALLS_AT_ONCE }, caller));
	}

	async run(name: string, runs: number): Promise<number> {
		this.begin(name);
		const startedAt = Date.now();
		await this.push(name, runs);
		await this.ended();
		const took = Date.now() - startedAt;
		this.eachOnce(name, runs);
		assert.deepEqual(await this.statuses(), { success: runs });
		return took;
	}

	async executions(): Promise<ExecutionSummary[]> {
		this.all = await this.main.rest.executionsOf(this.workflow.id);
		return this.all.filter(({ id }) => !this.knownBefore.has(id));
	}

	async ended(): Promise<void> {
		await until(async () => {
			const { new: waiting = 0, running = 0, ...done } = countBy(await this.executions());
			const count = Object.values(done).reduce((sum, one) => sum + one, 0);
			return waiting + running === 0 && count >= this.pushed;
		}, 'all executions have ended');
	}

	has = (id: string): boolean => this.all.some((execution) => execution.id === id && !this.knownBefore.has(id));

	statuses = async (): Promise<Record<string, number>> => countBy(await this.executions());

	/** How many conversations each item of each run has at the vendor. */
	counts(name: string, runs: number): number[] {
		const found = new Map<string, number>();
		for (const { body } of this.sandbox.created(VENDOR)) {
			const text = /run-[^"]*?item-\d+\./.exec(JSON.stringify(body))?.[0] ?? '';
			found.set(text, (found.get(text) ?? 0) + 1);
		}
		return Array.from({ length: runs * ITEMS }, (_, index) =>
			found.get(textOf(name, Math.floor(index / ITEMS), index % ITEMS)) ?? 0,
		);
	}

	eachOnce(name: string, runs: number): void {
		const counts = this.counts(name, runs);
		const missing = counts.filter((count) => count === 0).length;
		const repeated = counts.filter((count) => count > 1).length;
		assert(missing === 0 && repeated === 0, `${missing} conversations are missing, ${repeated} repeated`);
		assert.equal(this.sandbox.created(VENDOR).length, counts.length);
	}
}

const textOf = (name: string, run: number, item: number): string => `run-${name}-${run}-item-${item}.`;

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

function countBy(executions: ExecutionSummary[]): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const { status } of executions) counts[status] = (counts[status] ?? 0) + 1;
	return counts;
}

async function until(met: () => boolean | Promise<boolean>, what: string): Promise<void> {
	for (const end = Date.now() + RUN_TIMEOUT_MS; !(await met()); await sleep(100)) {
		if (Date.now() > end) throw new Error(`Waited ${seconds(RUN_TIMEOUT_MS)} in vain: ${what}`);
	}
}

const idsIn = (worker: N8nProcess, pattern: RegExp): string[] =>
	[...worker.log().matchAll(pattern)].map((match) => match[1] as string);

const started = (worker: N8nProcess): string[] => idsIn(worker, /Worker started execution (\d+)/g);

const finished = (worker: N8nProcess): string[] => idsIn(worker, /Worker finished execution (\d+)/g);

/** Each worker has a user folder and ports of its own, and the package in it. */
function workerStarter(
	installed: Installed,
	tarball: string,
	settings: Record<string, string>,
	cleanup: Cleanup,
): () => Promise<N8nProcess> {
	return async () => {
		const home = await newHome(installed, settings);
		cleanup.add(home.remove);
		await installTarball(home, tarball);
		const worker = startN8nProcess(installed, ['worker', `--concurrency=${AT_A_TIME}`], home.env);
		cleanup.add(worker.stop);
		await until(() => worker.log().includes('is now ready'), 'the worker is ready').catch((error: Error) => {
			throw new Error(`${error.message}\n${worker.log()}`);
		});
		return worker;
	};
}
