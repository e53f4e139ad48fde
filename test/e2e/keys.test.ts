import { call, openStage, type Stage } from '../../testing/wholeN8n/stage';
import { namedWorkflow, vendorStep, webhook } from '../../testing/wholeN8n/workflows';
import { generations } from './support/generations';

/** `KEY_ROUNDS=200` for a measurement. */
const ROUNDS = Number(process.env.KEY_ROUNDS ?? 10);
const DELIVERIES = 20;

describe.each(generations())('n8n $n8n', ({ installed }) => {
	let stage: Stage;
	beforeAll(async () => (stage = await openStage(await installed())));
	afterAll(async () => await stage?.stop());

	it(`makes one conversation of a webhook that is delivered ${DELIVERIES} times at once, ${ROUNDS} times`, async () => {
		const { sandbox, n8n, credentials } = stage;
		sandbox.configure({ latencyMs: 50 });
		const sample = sandbox.operations.userDesk!['conversation.create']!.samples.find(({ freeText }) => freeText)!;
		const step = vendorStep('userDesk', sample, credentials, { text: '={{ $json.body.event }}' });
		const create = { ...step, parameters: { ...step.parameters, idempotencyKey: '={{ $json.body.event }}' } };
		const workflow = await n8n.rest.createWorkflow(namedWorkflow('Delivered at once', [webhook('delivered-at-once'), create]));
		await n8n.rest.activate(workflow);
		await call(stage, workflow, { event: 'first' });

		for (let round = 0; round < ROUNDS; round += 1) {
			const event = `event ${round}`;
			const before = sandbox.created('userDesk').length;
			const answers = await Promise.all(Array.from({ length: DELIVERIES }, async () => await call(stage, workflow, { event })));
			const created = sandbox.created('userDesk').slice(before);
			expect([event, created.length]).toEqual([event, 1]);
			expect(new Set(answers.map(([item]) => item?.conversationId))).toEqual(new Set([created[0]!.id]));
		}
	}, 900_000);
});
