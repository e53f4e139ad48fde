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

const withOwnWay = vendorsInTables().filter(({ rateLimit }) => rateLimit);
const each = withOwnWay.length > 0 ? test.each(withOwnWay) : test.skip.each(withOwnWay);

// Without it the node would try again sooner, after a wait of its own: 20 creates at 8 a second end well all the same.
each('$name: the node waits as long as the vendor says in its own way', async ({ name: vendor, rateLimit }) => {
	const { sandbox, engines } = stage;
	const waitMs = 4000;
	for (const core of CORES) {
		sandbox.reset();
		const [operation, { samples }] = Object.entries(sandbox.operations[vendor]!).find(([, { effect }]) => effect === 'creates')!;
		const mayFrom = Date.now() + waitMs;
		sandbox.addFault({ vendor, operation, answer: rateLimit!(waitMs) });

		expect(jsons(await runNode(engines[core], { vendor, ...samples[0]! }))).toHaveLength(1);
		const [refused, accepted] = sandbox.requests().filter((request) => request.operation === operation);
		expect([refused!.status, accepted!.status! < 300]).toEqual([rateLimit!(waitMs).status, true]);
		expect(accepted!.startedAt).toBeGreaterThanOrEqual(mayFrom - 50);
	}
});
