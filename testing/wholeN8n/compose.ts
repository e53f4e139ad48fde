import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Installed } from './install';
import { fromN8n } from './n8n';
import { checkout } from './package';
import type { Env } from './process';

interface Service {
	command?: string;
	environment: Record<string, string | number>;
}

interface Yaml {
	parse(text: string, options: { merge: boolean }): { services: Record<'main' | 'worker', Service> };
}

/** The set-up that users are shown in compose.yaml, so that it is what is tried. */
export interface Compose {
	/** The environment of main and workers alike. */
	settings: Env;
	/** What a worker runs, e.g. `['worker', '--concurrency=5']`. */
	worker: string[];
}

export async function readCompose(installed: Installed): Promise<Compose> {
	const text = await readFile(path.join(checkout, 'compose.yaml'), 'utf8');
	const { main, worker } = fromN8n<Yaml>(installed, 'yaml').parse(text, { merge: true }).services;
	assert.deepEqual(worker.environment, main.environment, 'main and workers have the same environment');
	return {
		settings: Object.fromEntries(Object.entries(main.environment).map(([key, value]) => [key, String(value)])),
		worker: (worker.command ?? '').split(' '),
	};
}
