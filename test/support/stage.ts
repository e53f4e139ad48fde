import { startStage, type Stage } from '../../testing/stage';

/** Vendors and engines for all tests of a file. Each test begins with vendors that have seen nothing. */
export function stageOfFile(): Omit<Stage, 'stop'> {
	let stage: Stage | undefined;
	beforeAll(async () => void (stage = await startStage()), 120_000);
	afterAll(async () => await stage?.stop());
	beforeEach(() => stage!.sandbox.reset());
	return {
		get sandbox() {
			return stage!.sandbox;
		},
		get engines() {
			return stage!.engines;
		},
	};
}
