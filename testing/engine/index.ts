import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import path from 'node:path';

import { makeUserFolder, repositoryRoot } from './core';
import type { Ran } from './execute';
import type { Answer, Ask, Calls, StartMessage } from './protocol';
import { readResult } from './result';
import type { Database, EngineOptions, RunOptions, RunResult, WorkflowJson } from './types';

export * from './types';

type Asked<M extends keyof Calls> = Parameters<Calls[M]> extends [number, ...infer Args]
	? (...args: Args) => ReturnType<Calls[M]>
	: never;

/** n8n's own engine in a process of its own. Call `stop` when done; it also ends with this process. */
export interface Engine {
	/** Version of n8n-core. */
	version: string;
	/** Runs a workflow; rejects only when the engine itself breaks, a failed workflow is a result. */
	run(workflow: WorkflowJson, options?: RunOptions): Promise<RunResult>;
	/** The node and credential types as n8n loaded them from the package's `dist`. */
	describe: Asked<'describe'>;
	/** The Test button of a credential. */
	testCredential: Asked<'testCredential'>;
	/** The From List choices of a resource locator; rejects with the error that the editor shows. */
	listSearch: Asked<'listSearch'>;
	loadOptions: Asked<'loadOptions'>;
	/** One poll of a polling trigger. */
	poll: Asked<'poll'>;
	/** Calls a node as an AI agent's tool, with the arguments a model would send. */
	runAsTool: Asked<'runAsTool'>;
	database: Database;
	stop(): Promise<void>;
	/** As `kill -9`, in the middle of whatever runs, which rejects. */
	kill(): Promise<void>;
}

export async function startEngine(options: EngineOptions): Promise<Engine> {
	const { core, packageDir = repositoryRoot, expressionEngine = 'legacy', credentials = {} } = options;
	const worker = new Worker(options.nodePath, options.nodeArguments);
	const { databaseFolder } = options;
	const { version } = await worker.start({ core, packageDir: path.resolve(packageDir), expressionEngine, credentials, databaseFolder });
	const asking =
		<M extends keyof Calls>(method: M) =>
		(...args: unknown[]) =>
			worker.ask(method, args).answer;

	return {
		version,
		run: async (workflow, { signal, cancelAfterMs, ...rest } = {}) => {
			const { answer, cancel } = worker.ask('run', [workflow, rest]);
			const timer = cancelAfterMs === undefined ? undefined : setTimeout(cancel, cancelAfterMs);
			signal?.addEventListener('abort', cancel, { once: true });
			if (signal?.aborted) cancel();
			try {
				return readResult((await answer) as Ran);
			} finally {
				clearTimeout(timer);
				signal?.removeEventListener('abort', cancel);
			}
		},
		describe: asking('describe') as Engine['describe'],
		testCredential: asking('testCredential') as Engine['testCredential'],
		listSearch: asking('listSearch') as Engine['listSearch'],
		loadOptions: asking('loadOptions') as Engine['loadOptions'],
		poll: asking('poll') as Engine['poll'],
		runAsTool: asking('runAsTool') as Engine['runAsTool'],
		database: askingDatabase(worker),
		stop: async () => await worker.stop(),
		kill: async () => await worker.kill(),
	};
}

function askingDatabase(worker: Worker): Database {
	const asking =
		(method: keyof Database) =>
		(...args: unknown[]) =>
			worker.ask('database', [method, ...args]).answer;
	const methods: Record<keyof Database, true> = {
		entries: true,
		writes: true,
		record: true,
		staticData: true,
		deleteWorkflow: true,
		clear: true,
		setDelay: true,
	};
	const names = Object.keys(methods) as Array<keyof Database>;
	return Object.fromEntries(names.map((method) => [method, asking(method)])) as unknown as Database;
}

interface Waiting {
	resolve(result: unknown): void;
	reject(error: Error): void;
}

/** The forked process and the questions it has not answered yet. */
class Worker {
	private readonly userFolder = makeUserFolder();

	private readonly child: ChildProcess;

	private readonly waiting = new Map<number, Waiting>();

	private readonly ended: Promise<void>;

	private asked = 0;

	private stderr = '';

	constructor(nodePath = process.execPath, nodeArguments: string[] = []) {
		// Compiled, the worker is this file's neighbour; under ts-jest this file is the source.
		const compiled = path.join(repositoryRoot, 'build', 'testing', 'engine', 'worker.js');
		this.child = fork(compiled, [], {
			execPath: nodePath,
			execArgv: nodeArguments,
			env: makeEnvironment(this.userFolder),
			stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
		});
		this.child.stderr!.on('data', (text: Buffer) => (this.stderr = (this.stderr + text.toString()).slice(-4000)));
		this.child.on('message', (answer: Answer) => this.settle(answer));
		this.ended = new Promise((resolve) => {
			this.child.once('exit', (code, signal) => resolve(this.end(code ?? signal)));
			this.child.once('error', (error) => resolve(this.end(error.message)));
		});
	}

	async start(message: StartMessage): Promise<{ version: string }> {
		const started = new Promise((resolve, reject) => this.waiting.set(0, { resolve, reject }));
		// Where there is no process to send to, its `error` or `exit` says why.
		this.child.send(message, () => {});
		try {
			return (await started) as { version: string };
		} catch (error) {
			await this.stop();
			throw error;
		}
	}

	ask(method: keyof Calls, args: unknown[]): { answer: Promise<unknown>; cancel: () => void } {
		const id = ++this.asked;
		const answer = new Promise((resolve, reject) => {
			this.waiting.set(id, { resolve, reject });
			this.holdProcess();
			this.send({ id, method, args });
		});
		return { answer, cancel: () => this.waiting.has(id) && this.send({ id, method: 'cancel', args: [id] }) };
	}

	async stop(): Promise<void> {
		if (this.child.connected) this.child.disconnect();
		this.child.ref();
		await this.ended;
	}

	async kill(): Promise<void> {
		this.child.ref();
		this.child.kill('SIGKILL');
		await this.ended;
	}

	private send(ask: Ask): void {
		this.child.send(ask, (error) => error && this.settle({ id: ask.id, error: { name: error.name, message: error.message } }));
	}

	private settle({ id, result, error }: Answer): void {
		const waiting = this.waiting.get(id);
		this.waiting.delete(id);
		this.holdProcess();
		if (error) waiting?.reject(Object.assign(new Error(error.message), error));
		else waiting?.resolve(result);
	}

	/** An idle engine keeps nobody's process alive. */
	private holdProcess(): void {
		const handles = [this.child, this.child.channel, this.child.stderr as unknown as NodeJS.RefCounted];
		const isWaiting = this.waiting.size > 0;
		for (const handle of handles) handle?.[isWaiting ? 'ref' : 'unref']();
	}

	private end(why: unknown): void {
		rmSync(this.userFolder, { recursive: true, force: true });
		for (const { reject } of this.waiting.values()) reject(new Error(`The engine ended (${String(why)}). ${this.stderr}`));
		this.waiting.clear();
	}
}

function makeEnvironment(userFolder: string): NodeJS.ProcessEnv {
	const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('N8N_') && name !== 'NODE_OPTIONS');
	const local = '127.0.0.1,localhost';
	return {
		...Object.fromEntries(inherited),
		// n8n's loader does without its class isolation where NODE_ENV is "test", as under jest.
		NODE_ENV: 'production',
		NO_PROXY: local,
		no_proxy: local,
		N8N_USER_FOLDER: userFolder,
		N8N_ENCRYPTION_KEY: randomBytes(24).toString('base64'),
		N8N_LOG_LEVEL: 'silent',
	};
}
