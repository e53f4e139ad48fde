import { cases } from '../testing/deduplication/cases';
import { enginePlace, probeDir } from '../testing/deduplication/engine';
import { startEngine, type Engine } from '../testing/engine';

describe.each(['newest', 'oldest'] as const)('what nodes remember, in the %s engine', (core) => {
	let engine: Engine;

	beforeAll(async () => {
		engine = await startEngine({ core, packageDir: probeDir });
	});
	afterAll(async () => await engine.stop());

	it.each(cases)('$name', async ({ run, expected }) => {
		expect(await run(enginePlace(engine))).toEqual(expected);
	});
});
