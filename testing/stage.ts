import { Cleanup } from './cleanup';
import type { Engine, EngineOptions } from './engine';
import { startEngine } from './engine';
import type { Sandbox } from './sandbox';
import { startSandbox } from './sandbox';

export const CORES = ['newest', 'oldest'] as const;
export type CoreName = (typeof CORES)[number];

/** The local vendors, and n8n's engines beside them. */
export interface Stage<Name extends string = CoreName> {
	sandbox: Sandbox;
	engines: Record<Name, Engine>;
	stop(): Promise<void>;
}

export const BOTH_CORES: Record<CoreName, EngineOptions> = { newest: { core: 'newest' }, oldest: { core: 'oldest' } };

/** Starts the vendors, then the engines, which have a valid credential of every type where `credentials` names no others. */
export async function startStage(): Promise<Stage>;
export async function startStage<Name extends string>(engines: Record<Name, EngineOptions>): Promise<Stage<Name>>;
export async function startStage(enginesByName: Record<string, EngineOptions> = BOTH_CORES): Promise<Stage<string>> {
	const cleanup = new Cleanup();
	const sandbox = await startSandbox();
	cleanup.add(() => sandbox.stop());
	const starting = Object.entries(enginesByName).map(async ([name, options]): Promise<[string, Engine]> => {
		const engine = await startEngine({ credentials: sandbox.credentials, ...options });
		cleanup.add(() => engine.stop());
		return [name, engine];
	});
	try {
		return { sandbox, engines: Object.fromEntries(await Promise.all(starting)), stop: cleanup.run };
	} catch (error) {
		// Those that are still starting would be left behind.
		await Promise.allSettled(starting);
		await cleanup.run();
		throw error;
	}
}
