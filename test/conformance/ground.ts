import type { Engine, RunOptions, RunResult, WorkflowJson } from '../../testing/engine';
import type { ProbedWay } from '../../testing/faults/probeWay';
import { probeWay } from '../../testing/faults/probeWay';
import type { Setup } from '../../testing/faults/trial';
import { Trial } from '../../testing/faults/trial';
import type { Way } from '../../testing/faults/ways';
import type { Sandbox } from '../../testing/sandbox';
import type { CoreName, Stage } from '../../testing/stage';
import { startStage } from '../../testing/stage';
import { contextOf, leaks } from './checks';

/** One engine and local vendors of its own, for the tests of one file. */
export class Ground {
	sandbox!: Sandbox;
	engine!: Engine;
	private stage?: Stage<'engine'>;
	private readonly facts = new Map<Way, ProbedWay | Error>();

	constructor(
		private readonly core: CoreName,
		readonly ways: Way[],
	) {}

	async open(): Promise<void> {
		// Each trial brings its own credentials.
		this.stage = await startStage({ engine: { core: this.core, credentials: {} } });
		this.sandbox = this.stage.sandbox;
		this.engine = this.stage.engines.engine;
		for (const way of this.ways) {
			this.facts.set(way, await probeWay(this.sandbox, this.engine, way).catch((error: Error) => error));
		}
	}

	async close(): Promise<void> {
		await this.stage?.stop();
	}

	/** Throws when the way does not even work without a fault. */
	factsOf(way: Way): ProbedWay {
		const facts = this.facts.get(way);
		if (facts instanceof Error || facts === undefined) throw facts;
		return facts;
	}

	trial(way: Way, setup: Setup): Trial {
		this.factsOf(way);
		return new Trial(this.sandbox, this.engine, way, setup);
	}

	/** Runs it, and checks what holds for every run: no secret is kept, and after a success nothing is left in the context. */
	async run(trial: Trial, options?: RunOptions & { workflow?: WorkflowJson }): Promise<RunResult> {
		const result = await trial.run(options);
		expect(leaks(this.sandbox, trial.secrets(), result)).toEqual([]);
		if (result.status === 'success') expect(contextOf(result)).toEqual({});
		return result;
	}

	/** Starts afresh, once what earlier runs gave up on has come to its end. */
	async reset(): Promise<void> {
		await until(() => this.sandbox.inFlight().now === 0);
		this.sandbox.reset();
	}
}

export async function until(isSo: () => boolean, withinMs = 20_000): Promise<void> {
	for (const end = Date.now() + withinMs; !isSo(); await pause(5)) {
		if (Date.now() > end) throw new Error(`It did not come within ${withinMs} ms: ${isSo}`);
	}
}

export const pause = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms));

/** So many items, each there once. */
export const each = (count: number) => Array.from({ length: count }, () => 1);
