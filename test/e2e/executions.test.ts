import { readExamples, withShortWaits } from '../../testing/examples';
import { packageOperations } from '../../testing/faults/ways';
import { discoverVendors } from '../../testing/sandbox';
import { callWebhook, cli, importWorkflows } from '../../testing/wholeN8n/n8n';
import { isStartable, sampleBodies, startedBy } from '../../testing/wholeN8n/examples';
import { PublicApi } from '../../testing/wholeN8n/publicApi';
import type { Workflow } from '../../testing/wholeN8n/rest';
import { local, openStage, runByWebhook, type Stage } from '../../testing/wholeN8n/stage';
import { namedWorkflow, vendorStep, webhook } from '../../testing/wholeN8n/workflows';
import { failingOnce, ITEMS, ONCE_EACH, timesCreated } from './support/failingOnce';
import { figure } from './support/figure';
import { generations } from './support/generations';
import { watchInbox, type Inbox } from './support/inbox';
import { offeredOperations } from './support/offered';

/** Those that a chat or a poll starts are in examples.test.ts. */
const examples = readExamples<Workflow>()
	.filter(({ workflow }) => isStartable(workflow))
	.map(({ file, workflow }) => ({ id: file.replace('.json', ''), workflow: withShortWaits(workflow) }));
const creators = discoverVendors()
	.filter((vendor) => vendor.operations('')['conversation.create']?.samples.some(({ freeText }) => freeText))
	.map(({ name }) => name);

describe.each(generations())('n8n $n8n', ({ installed }) => {
	let stage: Stage;
	let api: PublicApi;
	let inbox: Inbox | undefined;

	beforeAll(async () => {
		stage = await openStage(await installed());
		api = await PublicApi.of(stage.n8n.rest);
		// n8n polls once a minute; meanwhile the other tests go on.
		inbox = await watchInbox(stage);
		inbox.arrive(2);
		const imported = examples.map(({ id, workflow }) => ({ ...startedBy('manual', id, local(workflow, stage)), id }));
		await importWorkflows(stage.n8n.home, imported);
	});
	afterAll(async () => {
		await stage?.stop();
		await inbox?.stop();
	});
	beforeEach(() => stage.sandbox.reset());

	it('offers every operation of the package', async () => {
		expect(await offeredOperations(stage)).toEqual(packageOperations());
	});

	it.each(packageOperations())('$vendor $operation runs by webhook', async ({ vendor, operation: name }) => {
		const { sandbox, credentials } = stage;
		const { samples, effect } = sandbox.operations[vendor]![name]!;
		const path = `${vendor}-${name}`.replace('.', '-');
		const workflow = namedWorkflow(`${vendor} ${name}`, [webhook(path), vendorStep(vendor, samples[0]!, credentials)]);
		const items = await runByWebhook(stage, workflow);
		expect(items.length).toBeGreaterThan(0);
		const { created, sent } = sandbox.counts(vendor);
		if (effect === 'creates') expect(created).toBe(1);
		if (effect === 'sends') expect(sent).toBe(1);
		if (effect === 'reads') expect({ created, sent }).toEqual({ created: 0, sent: 0 });
	});

	describe.each(examples)('the example $id', ({ id, workflow }) => {
		/** The vendors found every request right. */
		const wasServed = () => {
			const requests = stage.sandbox.requests();
			expect(requests.filter(({ refusal }) => refusal)).toEqual([]);
			expect(requests.length).toBeGreaterThan(0);
		};

		// n8n has nobody to respond to when its CLI starts a workflow.
		const responds = workflow.nodes.some(({ type }) => type === 'n8n-nodes-base.respondToWebhook');
		(responds ? it.skip : it)('runs by the CLI after an import by the CLI', async () => {
			expect(await cli(stage.n8n.home, 'execute', `--id=${id}`)).toContain('"status": "success"');
			wasServed();
		});

		it('runs by webhook', async () => {
			const { n8n } = stage;
			const stored = await n8n.rest.createWorkflow(startedBy('webhook', `example-${id}`, local(workflow, stage)));
			await n8n.rest.activate(stored);
			for (const body of sampleBodies(workflow)) {
				await callWebhook(n8n.url, `example-${id}`, body);
				expect(await n8n.rest.lastExecution(stored.id)).toMatchObject({ error: undefined, status: 'success' });
			}
			wasServed();
		});

		it('runs by the public API', async () => {
			const { n8n } = stage;
			const stored = await api.createWorkflow(startedBy('webhook', `api-${id}`, local(workflow, stage)));
			await api.activate(stored);
			await callWebhook(n8n.url, `api-${id}`, sampleBodies(workflow)[0]);
			await n8n.rest.lastExecution(stored.id);
			const [execution] = await api.executionsOf(stored.id);
			expect(execution).toMatchObject({ error: undefined, status: 'success' });
			wasServed();
		});
	});

	describe.each(creators)('after a failed item of %s', (vendor) => {
		it('Retry On Fail creates each conversation once', async () => {
			const { workflow, body } = failingOnce(stage, `retry-on-fail-${vendor}`, vendor, { retryOnFail: true });
			expect(await runByWebhook(stage, workflow, body)).toHaveLength(ITEMS);
			expect(timesCreated(stage.sandbox, vendor)).toEqual(ONCE_EACH);
		});

		it.each(['editor', 'API'])('Retry of the execution by the %s creates nothing twice', async (by) => {
			const { n8n, sandbox } = stage;
			const path = `retry-${by}-${vendor}`;
			const { workflow, body } = failingOnce(stage, path, vendor, { retryOnFail: false });
			const stored = await n8n.rest.createWorkflow(workflow);
			await n8n.rest.activate(stored);
			expect((await callWebhook(n8n.url, path, body)).status).toBe(500);
			const failed = await n8n.rest.lastExecution(stored.id);
			const before = sandbox.created(vendor).length;
			expect(before).toBeGreaterThan(0);
			expect(before).toBeLessThan(ITEMS);

			const retry = async () => await n8n.rest.finished(String((await api.retry(failed.id)).id));
			const retried = by === 'API' ? await retry() : await n8n.rest.retry(failed.id);
			expect(retried).toMatchObject({ error: undefined, status: 'success' });
			expect(retried.items('Vendor')).toHaveLength(ITEMS);
			expect(timesCreated(sandbox, vendor)).toEqual(ONCE_EACH);
			figure(`${before} before, ${ITEMS - before} by the retry; "${failed.error?.message}"`);
		});
	});

	it('Pingback Trigger emits each event once, also those that happen while n8n is down', async () => {
		const { untilSeen, arrive, nextPoll, seen } = inbox!;
		await untilSeen(2);
		await stage.restart(() => arrive(3));
		await untilSeen(5);
		// n8n polls as soon as it has started: this time there is nothing to tell.
		await stage.restart(() => {});
		await nextPoll();
		const all = await seen();
		expect(all).toHaveLength(5);
		expect(new Set(all).size).toBe(5);
	});
});
