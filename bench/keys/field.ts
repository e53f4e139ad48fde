import { setTimeout as sleep } from 'node:timers/promises';
import { Cleanup } from '../../testing/cleanup';
import { startSandbox, type Sandbox } from '../../testing/sandbox';
import { readCompose } from '../../testing/wholeN8n/compose';
import { ensureN8n } from '../../testing/wholeN8n/install';
import { boot, installTarball, newHome, type N8n } from '../../testing/wholeN8n/n8n';
import { pack, scratch } from '../../testing/wholeN8n/package';
import { startN8nProcess, type N8nProcess } from '../../testing/wholeN8n/process';
import { releases, type Major } from '../../testing/wholeN8n/releases';
import type { Credential } from '../../testing/wholeN8n/rest';
import { openServices } from '../../testing/wholeN8n/services';
import { makeCredentials } from '../../testing/wholeN8n/stage';

/** n8n in queue mode on PostgreSQL and Redis, with the package in every process, and the local vendors beside it. */
export interface Field {
	main: N8n;
	sandbox: Sandbox;
	credentials: Record<string, Credential>;
	startWorker(): Promise<N8nProcess>;
	close(): Promise<void>;
}

/** So many executions at once in each worker: all deliveries of a round are under way together. */
const PLACES = 10;

export async function openField(major: Major, say: (what: string) => void): Promise<Field> {
	const cleanup = new Cleanup();
	try {
		const installed = await ensureN8n(releases[major]);
		const { folder, remove } = await scratch();
		cleanup.add(remove);
		const tarball = await pack(folder);
		const services = await openServices(installed);
		cleanup.add(services.drop);
		const sandbox = await startSandbox();
		cleanup.add(() => sandbox.stop());
		const settings = {
			...(await readCompose(installed)).settings,
			...services.settings,
			N8N_ENCRYPTION_KEY: 'sandbox-encryption-key',
			// A killed worker is noticed after seconds instead of a minute and a half.
			QUEUE_WORKER_LOCK_DURATION: '8000',
			QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
			QUEUE_WORKER_STALLED_INTERVAL: '4000',
		};
		const newPlace = async () => {
			const home = await newHome(installed, settings);
			cleanup.add(home.remove);
			await installTarball(home, tarball);
			return home;
		};

		say(`Starting n8n ${installed.release.n8n}`);
		const main = await boot(await newPlace());
		cleanup.add(main.stop);
		const startWorker = async () => {
			const home = await newPlace();
			const worker = startN8nProcess(installed, ['worker', `--concurrency=${PLACES}`], home.env);
			cleanup.add(worker.stop);
			await until(async () => worker.log().includes('is now ready'), 'the worker is ready');
			return worker;
		};
		return { main, sandbox, credentials: await makeCredentials(main, sandbox), startWorker, close: cleanup.run };
	} catch (error) {
		await cleanup.run();
		throw error;
	}
}

export async function until(met: () => Promise<boolean>, what: string, timeoutMs = 60_000): Promise<void> {
	for (const end = Date.now() + timeoutMs; !(await met()); await sleep(50)) {
		if (Date.now() > end) throw new Error(`Waited ${timeoutMs / 1000} s in vain: ${what}`);
	}
}
