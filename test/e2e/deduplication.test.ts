import { cases } from '../../testing/deduplication/cases';
import { openWholePlace } from '../../testing/deduplication/wholeN8n';
import { generations } from './support/generations';

/** What nodes remember with n8n's helpers, in whole n8n: the same that test/deduplication.test.ts asks of our engine. */
describe.each(generations())('n8n $n8n', ({ installed }) => {
	let place: Awaited<ReturnType<typeof openWholePlace>>;
	beforeAll(async () => (place = await openWholePlace(await installed())));
	afterAll(async () => await place?.stop());

	it.each(cases)('$name', async ({ run, expected }) => {
		expect(await run(place)).toEqual(expected);
	});
});
