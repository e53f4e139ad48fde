import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSandbox, type Sample, type Sandbox } from '../../sandbox';
import type { Installed } from '../install';
import { boot, callWebhook, installTarball, newHome, type N8n } from '../n8n';
import { startN8nProcess, type N8nProcess } from '../process';
import { PublicApi } from '../publicApi';
import type { Credential, ExecutionSummary } from '../rest';
import { openServices } from '../services';
import { Cleanup, makeCredentials } from '../stage';
import { chain, itemsOf, queuedWebhook, vendorStep } from '../workflows';
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

		const field: Field = {
			main,
			sandbox,
			api: await PublicApi.of(main.rest),
			credentials: await makeCredentials(main, sandbox),
		};

		const [first, second] = await Promise.all([workers(), workers()]);
		await (await openLine(field, 'warm-up')).run(10);

		let twoWorkersMs = 0;
		await report.check(`${RUNS} executions of ${ITEMS} items: all done, each conversation once`, async () => {
			twoWorkersMs = await (await openLine(field, 'two')).run(RUNS);
			return seconds(twoWorkersMs);
		});
		await report.check('the work is spread over both workers', async () => {
			const shares = [first, second].map((worker) => started(worker).length);
			assert(Math.min(...shares) >= RUNS * 0.3, shares.join(' and '));
			return `${shares.join(' and ')} executions`;
		});

		await second.stop();
		await report.check('one worker takes longer than two', async () => {
			const oneWorkerMs = await (await openLine(field, 'one')).run(RUNS);
			const ratio = oneWorkerMs / twoWorkersMs;
			assert(ratio > 1.2, `only ${ratio.toFixed(2)} times as long`);
			return `${seconds(oneWorkerMs)}, ${ratio.toFixed(2)} times as long`;
		});

		const stopping = await workers();
		await report.check('a worker stopped by SIGTERM: nothing lost, nothing repeated', async () => {
			const line = await openLine(field, 'term');
			await line.push(RUNS);
			await until(() => started(stopping).length >= 20, 'the worker is busy');
			await stopping.stop();
			const { code, signal } = await stopping.exited;
			await line.ended();
			await line.eachOnce();
			return `it left with ${code ?? signal} after ${started(stopping).length} executions`;
		});

		const dying = await workers();
		await report.check('a worker killed by SIGKILL', () => killed(field, dying));
	} finally {
		await cleanup.run();
	}
};

/** Those it ran crash; retried, they repeat no more than what the killed attempt had sent. */
async function killed(field: Field, dying: N8nProcess): Promise<string> {
	const line = await openLine(field, 'kill');
	// The last items of each execution are late, so that the kill finds executions half done.
	field.sandbox.addFault({ vendor: VENDOR, match: 'item-9.', delayMs: 1500, times: -1 });
	await line.push(RUNS / 2);
	await until(() => started(dying).length >= 15, 'the worker is busy');
	await dying.kill('SIGKILL');
	const lost = started(dying).filter((id) => !finished(dying).includes(id));
	assert(lost.length > 0, 'it was running executions');
	await line.ended();

	const ended = await line.executions();
	const others = ended.filter(({ id }) => !lost.includes(id));
	assert.deepEqual(countBy(others), { success: others.length }, 'executions of the other worker are untouched');
	const lostAs = countBy(ended.filter(({ id }) => lost.includes(id)));
	assert(!lostAs.success && !lostAs.running && !lostAs.new, JSON.stringify(lostAs));

	const before = line.counts();
	assert(before.every((count) => count <= 1), 'nothing is repeated by itself');
	const sentByLost = before.filter((count) => count === 1).length - others.length * ITEMS;
	for (const id of lost) {
		const retried = await field.main.rest.retry(id);
		console.log(id, retried.id, retried.status, retried.error?.message, retried.items('Vendor').length);
	}
	const after = line.counts();
	assert(after.every((count) => count >= 1), 'the retries create what was missing');
	const repeated = after.filter((count) => count === 2).length;
	assert(after.every((count) => count <= 2) && repeated <= sentByLost, `${repeated} repeated of ${sentByLost}`);
	return `${lost.length} executions ended as ${Object.keys(lostAs).join(', ')}; they had created ${sentByLost} of ${
		lost.length * ITEMS
	} conversations, and retrying them repeated ${repeated}`;
}

/** What all lines share. */
interface Field {
	main: N8n;
	sandbox: Sandbox;
	api: PublicApi;
	credentials: Record<string, Credential>;
}

/** A workflow that is called over and over, and what became of the calls. The vendors forget what was before it. */
interface Line {
	/** Calls it that often, with `ITEMS` items each; answers when n8n has taken all calls. */
	push(runs: number): Promise<void>;
	/** When n8n has ended all that was pushed. */
	ended(): Promise<void>;
	/** Pushes, waits and finds each conversation once. Returns milliseconds. */
	run(runs: number): Promise<number>;
	executions(): Promise<ExecutionSummary[]>;
	/** How many conversations each item of each run has at the vendor. */
	counts(): number[];
	eachOnce(): Promise<void>;
}

async function openLine({ main, sandbox, api, credentials }: Field, name: string): Promise<Line> {
	sandbox.reset();
	sandbox.configure({ latencyMs: LATENCY_MS });
	const sample = sandbox.operations[VENDOR]?.['conversation.create']?.samples.find(({ freeText }) => freeText);
	const workflow = await main.rest.createWorkflow(
		chain(`Queue ${name}`, [
			queuedWebhook(name),
			itemsOf('body.items'),
			vendorStep(VENDOR, sample as Sample, credentials, { text: '={{ $json.text }}' }),
		]),
	);
	await main.rest.activate(workflow);
	let pushed = 0;

	const line: Line = {
		push: async (runs) => {
			const end = pushed + runs;
			const caller = async () => {
				while (pushed < end) {
					const run = pushed++;
					const items = Array.from({ length: ITEMS }, (_, item) => ({ text: textOf(run, item) }));
					const answer = await callWebhook(main.url, name, { items });
					assert.equal(answer.status, 200, await answer.text());
				}
			};
			await Promise.all(Array.from({ length: CALLS_AT_ONCE }, caller));
		},
		executions: () => api.summariesOf(workflow.id),
		ended: () =>
			until(async () => {
				const { new: waiting = 0, running = 0, ...done } = countBy(await line.executions());
				return waiting + running === 0 && Object.values(done).reduce((sum, one) => sum + one, 0) >= pushed;
			}, 'all executions have ended'),
		run: async (runs) => {
			const startedAt = Date.now();
			await line.push(runs);
			await line.ended();
			const took = Date.now() - startedAt;
			await line.eachOnce();
			return took;
		},
		counts: () => {
			const found = new Map<string, number>();
			for (const { body } of sandbox.created(VENDOR)) {
				const text = /run-\d+-item-\d+\./.exec(JSON.stringify(body))?.[0] ?? '';
				found.set(text, (found.get(text) ?? 0) + 1);
			}
			return Array.from(
				{ length: pushed * ITEMS },
				(_, index) => found.get(textOf(Math.floor(index / ITEMS), index % ITEMS)) ?? 0,
			);
		},
		eachOnce: async () => {
			assert.deepEqual(countBy(await line.executions()), { success: pushed });
			const counts = line.counts();
			const missing = counts.filter((count) => count === 0).length;
			const repeated = counts.filter((count) => count > 1).length;
			assert(missing === 0 && repeated === 0, `${missing} conversations are missing, ${repeated} repeated`);
			assert.equal(sandbox.created(VENDOR).length, counts.length);
		},
	};
	return line;
}

const textOf = (run: number, item: number): string => `run-${run}-item-${item}.`;

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
