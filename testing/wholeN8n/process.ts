import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { repositoryRoot } from '../engine/core';
import type { Installed } from './install';

/** One running n8n command: `start`, `worker`, or one that ends by itself. */
export interface N8nProcess {
	pid: number;
	/** The last lines it printed. */
	log(): string;
	exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
	/** SIGTERM, and SIGKILL when that is not heard; resolves when it and its own children are gone. */
	stop(): Promise<void>;
	kill(signal: NodeJS.Signals): Promise<void>;
}

export type Env = Record<string, string>;

const LINES_KEPT = 10_000;
/** Longer than n8n itself waits for its executions when it is stopped. */
const PATIENCE_MS = 60_000;

/** The environment for n8n: ours, without settings of n8n or npm. */
const INHERITED = ['HOME', 'LANG', 'TMPDIR', 'USER'];

export function n8nEnv(installed: Installed, settings: Env): Env {
	const inherited = INHERITED.flatMap((key) => {
		const value = process.env[key];
		return value === undefined ? [] : [[key, value] as const];
	});
	return {
		...Object.fromEntries(inherited),
		PATH: `${path.dirname(installed.node)}${path.delimiter}${process.env.PATH ?? ''}`,
		GENERIC_TIMEZONE: 'UTC',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_LOG_LEVEL: 'info',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_SECURE_COOKIE: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		...settings,
	};
}

/** Compiled, because Node loads it. */
const leash = path.join(repositoryRoot, 'build', 'testing', 'wholeN8n', 'leash.js');

export function startN8nProcess(installed: Installed, args: string[], env: Env): N8nProcess {
	const child = spawn(
		installed.node,
		['--require', leash, installed.bin, ...args],
		// In its own process group, so that Ctrl-C reaches only us and its children can be ended with it.
		{ env, cwd: env.N8N_USER_FOLDER, detached: true, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
	);
	const lines: string[] = [];
	for (const stream of [child.stdout, child.stderr]) {
		createInterface({ input: stream as NodeJS.ReadableStream }).on('line', (line) => {
			lines.push(line);
			if (lines.length > LINES_KEPT) lines.shift();
		});
	}
	const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
		child.once('error', reject);
		child.once('close', (code, signal) => resolve({ code, signal }));
	});
	const kill = async (signal: NodeJS.Signals) => {
		if (isRunning(child)) child.kill(signal);
		const ended = await Promise.race([exited.then(() => true), sleep(PATIENCE_MS, false, { ref: false })]);
		if (!ended) child.kill('SIGKILL');
		await exited;
		killGroup(child.pid as number);
	};
	return { pid: child.pid as number, log: () => lines.join('\n'), exited, stop: () => kill('SIGTERM'), kill };
}

const isRunning = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null;

function killGroup(pid: number): void {
	try {
		process.kill(-pid, 'SIGKILL');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
	}
}

/** Runs a command of n8n's CLI to its end and returns what it printed. */
export async function runN8n(installed: Installed, args: string[], env: Env, timeoutMs = 180_000): Promise<string> {
	const command = startN8nProcess(installed, args, env);
	const end = await Promise.race([command.exited, sleep(timeoutMs, undefined, { ref: false })]);
	if (!end) await command.stop();
	if (end?.code !== 0) throw new Error(`n8n ${args.join(' ')} ${end ? `failed (${end.code ?? end.signal})` : 'did not end'}:\n${command.log()}`);
	return command.log();
}
