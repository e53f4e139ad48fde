import { rmSync } from 'node:fs';

import type { EngineContext } from './context';
import { loadCore, type Core } from './core';
import { CredentialVault } from './credentials';
import { testCredential } from './credentialTest';
import { EngineDatabase } from './database';
import { toPlainError } from './errors';
import { execute } from './execute';
import { Registry } from './nodeTypes';
import { listSearch, loadOptions } from './picker';
import { poll } from './poll';
import type { Answer, Ask, Calls, StartMessage } from './protocol';
import { addToolCaller, runAsTool } from './toolCaller';

/** The engine's process: answers what `index.ts` asks over IPC until that hangs up. */

const running = new Map<number, AbortController>();

process.once('message', (start: StartMessage) => {
	void boot(start).then(
		({ context, calls }) => {
			process.on('message', (ask: Ask) => void answer(calls, ask));
			send({ id: 0, result: { version: context.core.version } });
		},
		(error: unknown) => send({ id: 0, error: describe(error) }),
	);
});
process.on('disconnect', () => process.exit(0));
process.on('exit', () => rmSync(process.env.N8N_USER_FOLDER!, { recursive: true, force: true }));

async function boot({ core: which, packageDir, expressionEngine, credentials, databaseFolder }: StartMessage) {
	const core = loadCore(which === 'newest' ? 'n8n-core' : 'n8n-core-1');
	if (expressionEngine === 'vm') await startVm(core.workflow.Expression);
	const registry = await Registry.load(core, packageDir);
	addToolCaller(registry, core);
	const database = new EngineDatabase(databaseFolder);
	await database.serve(core);
	const context: EngineContext = { core, registry, vault: await CredentialVault.from(core, credentials), database };
	return { context, calls: makeCalls(context) };
}

/** n8n's own defaults of ExpressionEngineConfig. */
async function startVm(Expression: Core['workflow']['Expression']): Promise<void> {
	await Expression.initExpressionEngine({
		engine: 'vm',
		poolSize: 1,
		maxCodeCacheSize: 1024,
		bridgeTimeout: 5000,
		bridgeMemoryLimit: 128,
	});
	if (Expression.getActiveImplementation() !== 'vm') throw new Error('n8n did not start its vm expression engine');
}

function makeCalls(context: EngineContext): Calls {
	return {
		run: async (ask, workflow, options) => await execute(context, workflow, options, running.get(ask)?.signal),
		describe: async () => context.registry.ownTypes,
		testCredential: async (_ask, ...args) => await testCredential(context, ...args),
		listSearch: async (_ask, ...args) => await listSearch(context, ...args),
		loadOptions: async (_ask, ...args) => await loadOptions(context, ...args),
		poll: async (_ask, workflow, options = {}) => await poll(context, workflow, options),
		runAsTool: async (_ask, workflow, args, options = {}) => await runAsTool(context, workflow, args, options),
		database: (async (_ask, method, ...args) =>
			await (context.database[method] as (...args: unknown[]) => Promise<unknown>)(...args)) as Calls['database'],
	};
}

async function answer(calls: Calls, ask: Ask): Promise<void> {
	if (ask.method === 'cancel') return running.get(ask.args[0])?.abort();
	running.set(ask.id, new AbortController());
	try {
		const call = calls[ask.method] as (id: number, ...args: unknown[]) => Promise<unknown>;
		send({ id: ask.id, result: await call(ask.id, ...ask.args) });
	} catch (error) {
		send({ id: ask.id, error: describe(error) });
	} finally {
		running.delete(ask.id);
	}
}

function describe(error: unknown): Answer['error'] {
	return { ...toPlainError(error), stack: (error as Error).stack };
}

function send(message: Answer): void {
	process.send!(message);
}
