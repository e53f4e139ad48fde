import type { Engine, RunOptions, RunResult, WorkflowJson } from '../../testing/engine';
import { startEngine } from '../../testing/engine';
import type { KnownWay } from '../../testing/faults/known';
import { getToKnow } from '../../testing/faults/known';
import type { Setup } from '../../testing/faults/trial';
import { Trial } from '../../testing/faults/trial';
import type { Way } from '../../testing/faults/ways';
import type { Sandbox } from '../../testing/sandbox';
import { startSandbox } from '../../testing/sandbox';
import { contextOf, leaks } from './checks';

export type Core = 'newest' | 'oldest';

/** One engine and local vendors of its own, for the tests of one file. */
export class Ground {
	sandbox!: Sandbox;
	engine!: Engine;
	private readonly known = new Map<Way, KnownWay | Error>();

	constructor(
		private readonly core: Core,
		readonly ways: Way[],
	) {}

	async open(): Promise<void> {
		this.sandbox = await startSandbox();
		this.engine = await startEngine({ core: this.core });
		for (const way of this.ways) {
			this.known.set(way, await getToKnow(this.sandbox, this.engine, way).catch((error: Error) => error));
		}
	}

	async close(): Promise<void> {
		await this.engine?.stop();
		await this.sandbox?.stop();
	}

	/** Throws when the way does not even work without a fault. */
	knownOf(way: Way): KnownWay {
		const known = this.known.get(way);
		if (known instanceof Error || known === undefined) throw known;
		return known;
	}

	trial(way: Way, setup: Setup): Trial {
		this.knownOf(way);
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

/** Does the work for all, so many at a time; what fails keeps nobody else from coming. */
export async function inLanes<T, R>(lanes: number, all: T[], work: (one: T) => Promise<R>): Promise<Map<T, R | Error>> {
	const done = new Map<T, R | Error>();
	const waiting = [...all];
	const lane = async () => {
		for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
			done.set(one, await work(one).catch((error: Error) => error));
		}
	};
	await Promise.all(Array.from({ length: lanes }, lane));
	return done;
}
