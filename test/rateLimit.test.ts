import { CORES, type Stage, startStage } from '../testing/stage';
import { vendorsInTables } from '../testing/vendors';
import { jsons, runNode } from '../testing/workflows';

// A vendor that lets only so many requests through in a second and says when the next may come, each in its own way.

let stage: Stage;
beforeAll(async () => (stage = await startStage()), 120_000);
afterAll(async () => await stage?.stop());

const vendors = vendorsInTables().map(({ name }) => name);

test.each(vendors)('%s: of 20 creates at 8 a second none is lost and none is made twice', async (vendor) => {
	const { sandbox, engines } = stage;
	for (const core of CORES) {
		sandbox.reset();
		const { samples } = Object.values(sandbox.operations[vendor]!).find(({ effect }) => effect === 'creates')!;
		const items = Array.from({ length: 20 }, () => ({}));
		sandbox.configure({ ratePerSecond: 8 });

		expect(jsons(await runNode(engines[core], { vendor, ...samples[0]! }, items))).toHaveLength(20);
		expect(sandbox.created(vendor)).toHaveLength(20);
		expect(sandbox.requests().filter(({ status }) => status! >= 400).length).toBeGreaterThan(0);
	}
});
