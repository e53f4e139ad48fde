import { Cleanup } from '../../testing/cleanup';
import { startSandbox } from '../../testing/sandbox';
import { readCompose } from '../../testing/wholeN8n/compose';
import { boot, installTarball, newHome } from '../../testing/wholeN8n/n8n';
import { pack, scratch } from '../../testing/wholeN8n/package';
import type { N8nProcess } from '../../testing/wholeN8n/process';
import { PublicApi } from '../../testing/wholeN8n/publicApi';
import { openServices } from '../../testing/wholeN8n/services';
import { makeCredentials } from '../../testing/wholeN8n/stage';
import { figure } from './support/figure';
import { generations } from './support/generations';
import { countBy, openLine, RUN_TIMEOUT_MS, type Field, type Load } from './support/line';
import { until } from './support/until';
import { lostBy, startedBy, workerStarter } from './support/workers';

const RUNS = 200;
const ITEMS = 10;
const MANY: Load = { items: ITEMS, latencyMs: 400 };
/** Executions that cost next to no CPU, so that the number of places in the workers decides. */
const WAITING: Load = { items: 1, latencyMs: 2000 };
const WAITING_RUNS = 40;
/** Executions that send two items at a time, so that a kill finds them half done. */
const SLOW: Load = { items: ITEMS, latencyMs: 400, concurrency: 2 };
/** A killed worker is noticed after seconds instead of a minute and a half. */
const NOTICED_SOON = {
	QUEUE_WORKER_LOCK_DURATION: '8000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
	QUEUE_WORKER_STALLED_INTERVAL: '4000',
};

/** The set-up of compose.yaml, without the containers. */
describe.each(generations())('n8n $n8n in queue mode', (generation) => {
	const cleanup = new Cleanup();
	let field: Field;
	let startWorker: () => Promise<N8nProcess>;
	let first: N8nProcess;
	let second: N8nProcess;

	beforeAll(async () => {
		const installed = await generation.installed();
		const services = await openServices(installed);
		cleanup.add(services.drop);
		const sandbox = await startSandbox();
		cleanup.add(() => sandbox.stop());
		const { folder, remove } = await scratch();
		cleanup.add(remove);
		const tarball = await pack(folder);

		const compose = await readCompose(installed);
		const encryption = { N8N_ENCRYPTION_KEY: 'sandbox-encryption-key' };
		const settings = { ...compose.settings, ...services.settings, ...encryption, ...NOTICED_SOON };
		const home = await newHome(installed, settings);
		cleanup.add(home.remove);
		await installTarball(home, tarball);
		const main = await boot(home);
		cleanup.add(main.stop);
		field = { main, sandbox, api: await PublicApi.of(main.rest), credentials: await makeCredentials(main, sandbox) };

		startWorker = workerStarter({ installed, tarball, command: compose.worker, settings, cleanup });
		[first, second] = await Promise.all([startWorker(), startWorker()]);
		await (await openLine(field, 'warm-up', MANY)).run(10);
	});
	afterAll(async () => await cleanup.run());

	it(`ends ${RUNS} executions of ${ITEMS} items, each conversation once, with the work spread over both workers`, async () => {
		const before = [first, second].map((worker) => startedBy(worker).length);
		const took = await (await openLine(field, 'many', MANY)).run(RUNS);
		const shares = [first, second].map((worker, index) => startedBy(worker).length - before[index]!);
		expect(Math.min(...shares)).toBeGreaterThanOrEqual(RUNS * 0.3);
		figure(`${seconds(took)}, ${shares.join(' and ')} executions`);
	});

	it('is faster with two workers than with one, where executions wait for the vendor', async () => {
		const withTwo = await (await openLine(field, 'two-workers', WAITING)).run(WAITING_RUNS);
		await second.stop();
		const withOne = await (await openLine(field, 'one-worker', WAITING)).run(WAITING_RUNS);
		expect(withOne / withTwo).toBeGreaterThan(1.4);
		figure(`${seconds(withTwo)} against ${seconds(withOne)}, ${(withOne / withTwo).toFixed(2)} times as fast`);
	});

	/**
	 * Now and then n8n hands a job to the worker that is just stopping, which never begins it: n8n gives it up as stalled.
	 * Such an execution has sent nothing.
	 */
	it('finishes the executions of a worker that is stopped by SIGTERM, and repeats nothing', async () => {
		const stopping = await startWorker();
		const line = await openLine(field, 'term', MANY);
		await line.push(RUNS);
		await until(() => startedBy(stopping).length >= 20, 'the worker is busy', RUN_TIMEOUT_MS);
		await stopping.stop();
		const { code, signal } = await stopping.exited;
		expect(lostBy(stopping)).toEqual([]);
		await line.ended();

		const failed = (await line.executions()).filter(({ status }) => status !== 'success').map(({ id }) => id);
		const begun = [...startedBy(stopping), ...startedBy(first), ...startedBy(second)];
		expect(failed.filter((id) => begun.includes(id))).toEqual([]);
		const counts = line.counts();
		expect(howMany(counts, 1)).toBe((RUNS - failed.length) * ITEMS);
		expect(howMany(counts, 0)).toBe(failed.length * ITEMS);
		figure(`it left with ${code ?? signal} after ${startedBy(stopping).length} executions; never begun: ${failed.length}`);
	});

	it('loses only the executions of a killed worker, and a retry repeats no more than those had sent', async () => {
		const dying = await startWorker();
		const line = await openLine(field, 'kill', SLOW);
		await line.push(RUNS / 4);
		await until(() => startedBy(dying).length >= 15, 'the worker is busy', RUN_TIMEOUT_MS);
		await dying.kill('SIGKILL');
		const lost = lostBy(dying);
		expect(lost).not.toEqual([]);
		await line.ended();

		const ended = await line.executions();
		const others = ended.filter(({ id }) => !lost.includes(id));
		expect(countBy(others)).toEqual({ success: others.length });
		const lostAs = countBy(ended.filter(({ id }) => lost.includes(id)));
		expect(lostAs).not.toHaveProperty(['success']);

		const before = line.counts();
		expect(Math.max(...before)).toBe(1);
		const sentByLost = howMany(before, 1) - others.length * ITEMS;

		let ran = 0;
		for (const id of lost) if ((await field.main.rest.retry(id)).status === 'success') ran += 1;
		const after = line.counts();
		expect(Math.max(...after)).toBeLessThanOrEqual(2);
		expect(howMany(after, 2)).toBeLessThanOrEqual(sentByLost);
		figure(
			`${lost.length} executions ended as ${Object.keys(lostAs).join(', ')}, having created ${sentByLost} of their ` +
				`${lost.length * ITEMS} conversations; n8n could run ${ran} of them again, which repeated ${howMany(after, 2)} ` +
				`and left ${howMany(after, 0)} missing`,
		);
	});
});

const howMany = (counts: number[], times: number): number => counts.filter((one) => one === times).length;

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
