import type { Cleanup } from '../../../testing/cleanup';
import type { Installed } from '../../../testing/wholeN8n/install';
import { installTarball, newHome } from '../../../testing/wholeN8n/n8n';
import { startN8nProcess, type Env, type N8nProcess } from '../../../testing/wholeN8n/process';
import { RUN_TIMEOUT_MS } from './line';
import { until } from './until';

interface WorkerSetup {
	installed: Installed;
	tarball: string;
	/** E.g. `['worker', '--concurrency=5']`. */
	command: string[];
	settings: Env;
	cleanup: Cleanup;
}

/** Each worker has a user folder and ports of its own, and the package in it. */
export const workerStarter = ({ installed, tarball, command, settings, cleanup }: WorkerSetup) => async (): Promise<N8nProcess> => {
	const home = await newHome(installed, settings);
	cleanup.add(home.remove);
	await installTarball(home, tarball);
	const worker = startN8nProcess(installed, command, home.env);
	cleanup.add(worker.stop);
	await until(() => worker.log().includes('is now ready'), 'the worker is ready', RUN_TIMEOUT_MS).catch((error: Error) => {
		throw new Error(`${error.message}\n${worker.log()}`);
	});
	return worker;
};

const idsIn = (worker: N8nProcess, pattern: RegExp): string[] =>
	[...worker.log().matchAll(pattern)].map((match) => match[1] as string);

/** The executions that a worker began. */
export const startedBy = (worker: N8nProcess): string[] => idsIn(worker, /Worker started execution (\d+)/g);

const finishedBy = (worker: N8nProcess): string[] => idsIn(worker, /Worker finished execution (\d+)/g);

/** Those that it began and did not end. */
export function lostBy(worker: N8nProcess): string[] {
	const finished = finishedBy(worker);
	return startedBy(worker).filter((id) => !finished.includes(id));
}
