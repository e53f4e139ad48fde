import type { IDataObject } from 'n8n-workflow';
import { CORES, type Stage, startStage } from '../testing/stage';
import { outputsOf, runNode } from '../testing/workflows';
import { keyedWorkflow } from './support/keys';
import { createWith, startOddPingback, type OddPingback } from './support/lookUpVendor';

// What is found at the vendor after a failure is the item's own, and never somebody else's.

let stage: Stage;
let vendor: OddPingback;

beforeAll(async () => {
	[stage, vendor] = await Promise.all([startStage(), startOddPingback()]);
});
afterAll(async () => await Promise.all([stage.stop(), vendor.stop()]));
beforeEach(() => vendor.reset());

const MINUTES_MS = 60_000;
const ada = { customer: 'ada', text: 'Hi' };
const asked = { customer_id: 'ada', initial_message: 'Hi' };
const ids = ({ made }: OddPingback) => made.map(({ id }) => id);

describe.each(CORES)('on the %s n8n', (core) => {
	async function create(items: object[], more: object = {}) {
		const credentials = { pingbackApi: { ...stage.sandbox.credentials.pingbackApi!, baseUrl: vendor.url } };
		const node = { vendor: 'pingback', credentials: ['pingbackApi'], parameters: createWith(more), settings: { onError: 'continueRegularOutput' as const } };
		const result = await runNode(stage.engines[core], node, items, { credentials });
		return (outputsOf(result)[0] ?? []).map(({ json }) => say(json));
	}
	const say = ({ error, conversationId, details }: IDataObject) =>
		error
			? `${(error as { outcome: string }).outcome}`
			: `${String(conversationId)}${(details as { foundAfterFailure?: boolean }).foundAfterFailure ? ' found' : ''}`;

	it.each([0, 7, -7])("finds its own, with the vendor's clock %i minutes ahead", async (minutes) => {
		vendor.clockMs = minutes * MINUTES_MS;
		expect(await create([ada])).toEqual(['made-1 found']);
	});

	it('finds its own in a list that lags by two seconds', async () => {
		vendor.lagMs = 2000;
		expect(await create([ada])).toEqual(['made-1 found']);
	});

	const others: Array<{ name: string; clock?: number; before?: () => void; onSend?: OddPingback['onSend'] }> = [
		{ name: 'an older one', before: () => vendor.make(asked, 5 * MINUTES_MS) },
		{ name: 'one of two seconds before', before: () => vendor.make(asked, 2000) },
		{ name: 'one of two minutes before, the clock ahead', clock: 5, before: () => vendor.make(asked, 2 * MINUTES_MS) },
		{ name: 'one of two minutes before, the clock behind', clock: -5, before: () => vendor.make(asked, 2 * MINUTES_MS) },
		{ name: 'one of another customer', onSend: () => (vendor.make({ ...asked, customer_id: 'bob' }), 'cut') },
		{ name: 'one with other words', onSend: () => (vendor.make({ ...asked, initial_message: 'Hello' }), 'cut') },
		{ name: 'one without words', onSend: () => (vendor.make({ customer_id: 'ada' }), 'cut') },
		{ name: 'one of two made at the same moment', onSend: () => (vendor.make(asked), vendor.make(asked), 'cut') },
		{ name: 'one that the customer began with the same words', onSend: () => ((vendor.make(asked).messages[0]!.sender_type = 'customer'), 'cut') },
	];

	it.each(others)('does not take $name', async ({ clock = 0, before, onSend }) => {
		vendor.clockMs = clock * MINUTES_MS;
		before?.();
		vendor.onSend = onSend ?? (() => 'cut');
		expect(await create([ada])).toEqual(['unknown']);
	});

	it('takes nothing from a vendor that does not say its time', async () => {
		vendor.hasDate = false;
		expect(await create([ada])).toEqual(['unknown']);
		expect(ids(vendor)).toHaveLength(1);
	});

	it('goes by the latest time that the vendor said, also where a later answer says an older one', async () => {
		vendor.make(asked, 10_000);
		vendor.onSend = () => 'cut';
		vendor.onList = (answer) => ((vendor.clockMs = -MINUTES_MS), answer);
		expect(await create([ada])).toEqual(['unknown']);
	});

	it('finds with At Least Once what the first try made, although the list showed it only after the second', async () => {
		vendor.lagMs = 5000;
		let asks = 0;
		vendor.onSend = (body) => (++asks === 1 && vendor.make(body), 'cut');
		expect(await create([ada], { options: { delivery: 'atLeastOnce', maxRetries: 1 } })).toEqual(['made-1 found']);
		expect(asks).toBe(2);
	});

	it.each([1, 10])('does not take what another item of the run made, %i at once', async (concurrency) => {
		let asks = 0;
		vendor.onSend = (body) => (++asks === 1 ? 'cut' : (vendor.make(body), 'answer'));
		const options = { options: { concurrency } };
		expect((await create([ada, ada, ada], options)).sort()).toEqual(['made-1', 'made-2', 'unknown']);
	});

	it('does not guess between two items in doubt', async () => {
		let asks = 0;
		vendor.onSend = (body) => (++asks === 1 && vendor.make(body), 'cut');
		expect(await create([ada, ada])).toEqual(['unknown', 'unknown']);
	});

	it('works with a key: what was found is what the key brings from then on', async () => {
		const credentials = { pingbackApi: { ...stage.sandbox.credentials.pingbackApi!, baseUrl: vendor.url } };
		const parameters = createWith({ idempotencyKey: '={{ $json.key }}' }) as IDataObject;
		const run = async () => await stage.engines[core].run(keyedWorkflow({ parameters }), { credentials, input: [{ json: { ...ada, key: 'k' } }] });
		const words = async () => outputsOf(await run())[0]?.map(({ json }) => (json.details as IDataObject | undefined) ?? json);
		await stage.engines[core].database.clear();
		expect(await words()).toMatchObject([{ foundAfterFailure: true }]);
		expect(await words()).toMatchObject([{ foundAfterFailure: true, replayed: true }]);
		expect(ids(vendor)).toHaveLength(1);
	});

	it('works with Reuse and a key: one conversation, whoever asks', async () => {
		const more = { ifExists: 'reuse' };
		vendor.onSend = (body) => (vendor.make(body), 'cut');
		expect(await create([ada, ada], more)).toEqual(['made-1 found', 'made-1 found']);
		expect(ids(vendor)).toHaveLength(1);
	});
});
