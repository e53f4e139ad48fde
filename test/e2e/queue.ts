import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { Cleanup } from '../../testing/cleanup';
import { startSandbox, type Sample, type Sandbox } from '../../testing/sandbox';
import { readCompose } from '../../testing/wholeN8n/compose';
import type { Installed } from '../../testing/wholeN8n/install';
import { boot, callWebhook, installTarball, newHome, type N8n } from '../../testing/wholeN8n/n8n';
import { startN8nProcess, type N8nProcess } from '../../testing/wholeN8n/process';
import { PublicApi } from '../../testing/wholeN8n/publicApi';
import type { Credential, ExecutionSummary } from '../../testing/wholeN8n/rest';
import { openServices } from '../../testing/wholeN8n/services';
import { makeCredentials } from '../../testing/wholeN8n/stage';
import { namedWorkflow, itemsOf, queuedWebhook, vendorStep } from '../../testing/wholeN8n/workflows';
import type { Part } from './part';

const VENDOR = 'poppyAi';
const RUNS = 200;
const ITEMS = 10;
const MANY = { items: ITEMS, latencyMs: 400 };
/** Executions that cost next to no CPU, so that the number of places in the workers decides. */
const WAITING = { items: 1, latencyMs: 2000 };
const WAITING_RUNS = 40;
/** Executions that send two items at a time, so that a kill finds them half done. */
const SLOW = { items: ITEMS, latencyMs: 400, concurrency: 2 };
const CALLS_AT_ONCE = 10;
const RUN_TIMEOUT_MS = 240_000;

/** The set-up of compose.yaml, without the containers. */
export const queuePart: Part = async ({ installed, tarball, report }) => {
	const cleanup = new Cleanup();
	try {
		const services = await openServices(installed);
		cleanup.add(services.drop);
		const sandbox = await startSandbox();
		cleanup.add(() => sandbox.stop());

		const compose = await readCompose(installed);
		const settings = {
			...compose.settings,
			...services.settings,
			N8N_ENCRYPTION_KEY: 'sandbox-encryption-key',
			// A killed worker is noticed after seconds instead of a minute and a half.
			QUEUE_WORKER_LOCK_DURATION: '8000',
			QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
			QUEUE_WORKER_STALLED_INTERVAL: '4000',
		};
		const home = await newHome(installed, settings);
		cleanup.add(home.remove);
		await installTarball(home, tarball);
		const main = await boot(home);
		cleanup.add(main.stop);
		const workers = workerStarter(installed, tarball, compose.worker, settings, cleanup);

		const field: Field = {
			main,
			sandbox,
			api: await PublicApi.of(main.rest),
			credentials: await makeCredentials(main, sandbox),
		};

		const [first, second] = await Promise.all([workers(), workers()]);
		await (await openLine(field, 'warm-up')).run(10);

		await report.check(`${RUNS} executions of ${ITEMS} items: all done, each conversation once`, async () =>
			seconds(await (await openLine(field, 'many')).run(RUNS)),
		);
		await report.check('the work is spread over both workers', async () => {
			const shares = [first, second].map((worker) => started(worker).length);
			assert(Math.min(...shares) >= RUNS * 0.3, shares.join(' and '));
			return `${shares.join(' and ')} executions`;
		});

		const two = await (await openLine(field, 'two-workers', WAITING)).run(WAITING_RUNS);
		await second.stop();
		await report.check('executions that wait for the vendor: two workers against one', async () => {
			const one = await (await openLine(field, 'one-worker', WAITING)).run(WAITING_RUNS);
			assert(one / two > 1.4, `one took ${seconds(one)}, two took ${seconds(two)}`);
			return `${seconds(two)} against ${seconds(one)}, ${(one / two).toFixed(2)} times as fast`;
		});

		const stopping = await workers();
		await report.check('a worker stopped by SIGTERM ends what it has begun, nothing is repeated', () =>
			stopped(field, stopping, first),
		);

		const dying = await workers();
		await report.check('a worker killed by SIGKILL', () => killed(field, dying));
	} finally {
		await cleanup.run();
	}
};

/**
 * Now and then n8n hands a job to the worker that is just stopping, which never begins it: n8n gives it up as stalled.
 * Such an execution has sent nothing.
 */
async function stopped(field: Field, stopping: N8nProcess, other: N8nProcess): Promise<string> {
	const line = await openLine(field, 'term');
	await line.push(RUNS);
	await until(() => started(stopping).length >= 20, 'the worker is busy');
	await stopping.stop();
	const { code, signal } = await stopping.exited;
	assert.deepEqual(
		started(stopping).filter((id) => !finished(stopping).includes(id)),
		[],
		'it ended all it had begun',
	);
	await line.ended();

	const failed = (await line.executions()).filter(({ status }) => status !== 'success').map(({ id }) => id);
	const begun = [...started(stopping), ...started(other)];
	assert.deepEqual(
		failed.filter((id) => begun.includes(id)),
		[],
		'every execution that was begun succeeded',
	);
	const counts = line.counts();
	assert.equal(count(counts, 1), (RUNS - failed.length) * ITEMS);
	assert.equal(count(counts, 0), failed.length * ITEMS);
	return `it left with ${code ?? signal} after ${started(stopping).length} executions; never begun: ${failed.length}`;
}

/** Those it ran crash; retried, they repeat no more than what the killed attempt had sent. */
async function killed(field: Field, dying: N8nProcess): Promise<string> {
	const line = await openLine(field, 'kill', SLOW);
	await line.push(RUNS / 4);
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
	const sentByLost = count(before, 1) - others.length * ITEMS;

	let ran = 0;
	for (const id of lost) {
		const { status } = await field.main.rest.retry(id);
		if (status === 'success') ran += 1;
	}
	const after = line.counts();
	assert(after.every((times) => times <= 2) && count(after, 2) <= sentByLost, 'a retry repeats what was sent, no more');
	return (
		`${lost.length} executions ended as ${Object.keys(lostAs).join(', ')}, having created ${sentByLost} of their ` +
		`${lost.length * ITEMS} conversations; n8n could run ${ran} of them again, which repeated ${count(after, 2)} ` +
		`and left ${count(after, 0)} missing`
	);
}

const count = (counts: number[], times: number): number => counts.filter((one) => one === times).length;

/** What all lines share. */
interface Field {
	main: N8n;
	sandbox: Sandbox;
	api: PublicApi;
	credentials: Record<string, Credential>;
}

/** A workflow that is called over and over, and what became of the calls. The vendors forget what was before it. */
interface Line {
	/** Calls it that often; answers when n8n has taken all calls. */
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

async function openLine(
	{ main, sandbox, api, credentials }: Field,
	name: string,
	{ items: size, latencyMs, concurrency }: { items: number; latencyMs: number; concurrency?: number } = MANY,
): Promise<Line> {
	sandbox.reset();
	sandbox.configure({ latencyMs });
	const sample = sandbox.operations[VENDOR]?.['conversation.create']?.samples.find(({ freeText }) => freeText);
	const workflow = await main.rest.createWorkflow(
		namedWorkflow(`Queue ${name}`, [
			queuedWebhook(name),
			itemsOf('body.items'),
			vendorStep(VENDOR, sample as Sample, credentials, {
				text: '={{ $json.text }}',
				options: concurrency ? { concurrency } : {},
			}),
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
					const items = Array.from({ length: size }, (_, item) => ({ text: textOf(run, item) }));
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
				{ length: pushed * size },
				(_, index) => found.get(textOf(Math.floor(index / size), index % size)) ?? 0,
			);
		},
		eachOnce: async () => {
			const failed = (await line.executions()).filter(({ status }) => status !== 'success');
			for (const { id, status } of failed) {
				const { error } = await main.rest.execution(id);
				throw new Error(`${failed.length} of ${pushed} failed; execution ${id} ended as ${status}: ${error?.message}`);
			}
			const counts = line.counts();
			const [missing, once] = [count(counts, 0), count(counts, 1)];
			assert(once === counts.length, `${missing} conversations are missing, ${counts.length - once - missing} repeated`);
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
	command: string[],
	settings: Record<string, string>,
	cleanup: Cleanup,
): () => Promise<N8nProcess> {
	return async () => {
		const home = await newHome(installed, settings);
		cleanup.add(home.remove);
		await installTarball(home, tarball);
		const worker = startN8nProcess(installed, command, home.env);
		cleanup.add(worker.stop);
		await until(() => worker.log().includes('is now ready'), 'the worker is ready').catch((error: Error) => {
			throw new Error(`${error.message}\n${worker.log()}`);
		});
		return worker;
	};
}
