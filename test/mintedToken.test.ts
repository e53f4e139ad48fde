import { CORES, type Stage, startStage } from '../testing/stage';
import { jsons, runNode } from '../testing/workflows';

// A token that the node got for an end user, and that the vendor no longer takes.

let stage: Stage;
beforeAll(async () => (stage = await startStage()), 120_000);
afterAll(async () => await stage?.stop());
beforeEach(() => stage.sandbox.reset());

const unauthorized = { error: 'Unauthorized', details: {} };

describe.each(CORES)('on the %s n8n', (core) => {
	const create = async (times: number, answer: { status: number; body: object }) => {
		const { sandbox, engines } = stage;
		const sample = sandbox.operations.poppyAi!['botConversation.create']!.samples.find(({ name }) => name === 'full')!;
		sandbox.addFault({ vendor: 'poppyAi', operation: 'botConversation.create', times, answer });
		return jsons(await runNode(engines[core], { vendor: 'poppyAi', ...sample, settings: { onError: 'continueRegularOutput' } }));
	};

	it.each([401, 403])('is got anew once when it is refused with %i', async (status) => {
		expect(await create(1, { status, body: unauthorized })).toMatchObject([{ vendor: 'poppyAi', conversationId: expect.any(String) }]);
		expect(stage.sandbox.counts('poppyAi')).toMatchObject({ created: 1, tokens: 2 });
	});

	it.each([401, 403])('is not got a third time for %i', async (status) => {
		expect(await create(-1, { status, body: unauthorized })).toMatchObject([{ error: { reason: 'authentication', outcome: 'notCreated', httpCode: status } }]);
		expect(stage.sandbox.counts('poppyAi')).toMatchObject({ tokens: 2 });
	});

	it('is kept where 403 says something else', async () => {
		expect(await create(-1, { status: 403, body: { error: 'Forbidden' } })).toMatchObject([{ error: { reason: 'forbidden', outcome: 'notCreated' } }]);
		expect(stage.sandbox.counts('poppyAi')).toMatchObject({ tokens: 1 });
	});
});
