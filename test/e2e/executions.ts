import assert from 'node:assert/strict';
import type { Sample } from '../../testing/sandbox';
import { sampleBodies, startedBy } from '../../testing/wholeN8n/examples';
import { callWebhook, cli, importWorkflows } from '../../testing/wholeN8n/n8n';
import { manifest, PACKAGE, typeName } from '../../testing/wholeN8n/package';
import { PublicApi } from '../../testing/wholeN8n/publicApi';
import type { Execution, Workflow } from '../../testing/wholeN8n/rest';
import { local, openStage, readExamples, runByWebhook, type Stage } from '../../testing/wholeN8n/stage';
import { namedWorkflow, itemsOf, vendorStep, webhook } from '../../testing/wholeN8n/workflows';
import { watchInbox } from './inbox';
import type { Part } from './part';

const ITEMS = 20;
const FAILING = 'item-12.';

export const executionsPart: Part = async ({ installed, tarball, report }) => {
	const stage = await openStage(installed, { tarball });
	const api = await PublicApi.of(stage.n8n.rest);
	// n8n polls once a minute; meanwhile the other trials go on.
	const inbox = await watchInbox(stage);
	try {
		for (const { vendor, name } of await offeredOperations(stage)) {
			await report.check(`${vendor} ${name} by webhook`, () => runOperation(stage, vendor, name));
		}

		const examples = (await readExamples()).map(({ file, ...example }) => ({
			file,
			id: file.replace('.json', ''),
			workflow: local(example, stage.credentials),
		}));
		await report.check('the CLI imports every example workflow', async () => {
			assert(examples.length > 0, 'there are some');
			await importWorkflows(
				stage.n8n.home,
				examples.map(({ id, workflow }) => ({ ...startedBy('manual', id, workflow), id })),
			);
		});
		for (const { file, id, workflow } of examples) {
			await report.check(`${file} by the CLI`, () => exampleByCli(stage, id));
			await report.check(`${file} by webhook`, () => exampleByWebhook(stage, id, workflow));
			await report.check(`${file} by the public API`, () => exampleByApi(stage, api, id, workflow));
		}

		for (const [vendor, operations] of Object.entries(stage.sandbox.operations)) {
			const sample = operations['conversation.create']?.samples.find(({ freeText }) => freeText);
			if (!sample) continue;
			await report.check(`${vendor}: Retry On Fail creates each conversation once`, () =>
				retryOnFail(stage, vendor, sample),
			);
			for (const way of ['editor', 'public API'] as const) {
				await report.check(`${vendor}: Retry of a failed execution by the ${way} creates nothing twice`, () =>
					retryOfExecution(stage, way === 'editor' ? undefined : api, vendor, sample),
				);
			}
		}
		await report.check('Pingback Trigger: each event once, also those that come while n8n is down', () =>
			inbox.eventsOverRestarts(),
		);
	} finally {
		await stage.stop();
		await inbox.stop();
	}
};

/** n8n adds this entry to every node that has credentials; it leads to HTTP Request. */
const CUSTOM_API_CALL = '__CUSTOM_API_CALL__';

interface Property {
	name: string;
	options?: Array<{ value: string }>;
	displayOptions?: { show?: { resource?: string[] } };
}

/** Every resource and operation that the package's nodes offer, as n8n shows them. */
async function offeredOperations({ n8n }: Stage): Promise<Array<{ vendor: string; name: string }>> {
	const answer = await n8n.rest.asset('/types/nodes.json');
	const all = (await answer.json()) as Array<{ name: string; group: string[]; properties: Property[] }>;
	const vendors = (await manifest()).n8n.nodes.map(typeName);
	return vendors.flatMap((vendor) => {
		const node = all.find(({ name }) => name === `${PACKAGE}.${vendor}`);
		assert(node, vendor);
		if (node.group.includes('trigger')) return [];
		return node.properties
			.filter((property) => property.name === 'operation')
			.flatMap(({ displayOptions, options = [] }) =>
				(displayOptions?.show?.resource ?? []).flatMap((resource) =>
					options
						.filter(({ value }) => value !== CUSTOM_API_CALL)
						.map(({ value }) => ({ vendor, name: `${resource}.${value}` })),
				),
			);
	});
}

async function runOperation(stage: Stage, vendor: string, name: string): Promise<string> {
	const { sandbox, credentials } = stage;
	const operation = sandbox.operations[vendor]?.[name];
	const sample = operation?.samples[0];
	assert(sample, 'the local vendors have a sample of it');
	const path = `${vendor}-${name}`.replace('.', '-');
	sandbox.reset();
	const items = await runByWebhook(
		stage,
		namedWorkflow(`${vendor} ${name}`, [webhook(path), vendorStep(vendor, sample, credentials)]),
	);
	assert(items.length > 0, 'it gives at least one item');
	const { created, sent } = sandbox.counts(vendor);
	if (operation.effect === 'creates') assert.equal(created, 1);
	if (operation.effect === 'sends') assert.equal(sent, 1);
	if (operation.effect === 'reads') assert.deepEqual([created, sent], [0, 0]);
	return `${items.length} item${items.length === 1 ? '' : 's'}`;
}

async function exampleByCli({ n8n, sandbox }: Stage, id: string): Promise<string> {
	sandbox.reset();
	const output = await cli(n8n.home, 'execute', `--id=${id}`);
	assert(output.includes('"status": "success"'), output);
	return served(sandbox);
}

async function exampleByWebhook(stage: Stage, name: string, workflow: Workflow): Promise<string> {
	stage.sandbox.reset();
	const started = startedBy('webhook', `example-${name}`, workflow);
	const stored = await stage.n8n.rest.createWorkflow(started);
	await stage.n8n.rest.activate(stored);
	for (const body of sampleBodies(workflow)) {
		await callWebhook(stage.n8n.url, `example-${name}`, body);
		succeeded(await stage.n8n.rest.lastExecution(stored.id));
	}
	return served(stage.sandbox);
}

async function exampleByApi(stage: Stage, api: PublicApi, name: string, workflow: Workflow): Promise<string> {
	stage.sandbox.reset();
	const stored = await api.createWorkflow(startedBy('webhook', `api-${name}`, workflow));
	await api.activate(stored);
	await callWebhook(stage.n8n.url, `api-${name}`, sampleBodies(workflow)[0]);
	await stage.n8n.rest.lastExecution(stored.id);
	const [execution] = await api.executionsOf(stored.id);
	assert(execution);
	succeeded(execution);
	return served(stage.sandbox);
}

const succeeded = ({ status, error }: Execution): void =>
	assert.equal(status, 'success', `${error?.message ?? ''}\n${error?.description ?? ''}`);

function served(sandbox: Stage['sandbox']): string {
	const requests = sandbox.requests();
	const refused = requests.filter(({ refusal }) => refusal);
	assert.deepEqual(
		refused.map(({ method, path, refusal }) => `${method} ${path}: ${refusal}`),
		[],
		'the vendors find every request right',
	);
	assert(requests.length > 0, 'the vendors were called');
	return `${requests.length} request${requests.length === 1 ? '' : 's'} to the vendors`;
}

/** `ITEMS` conversations of which one is refused once, by an answer that the node itself does not retry. */
function failingOnce({ sandbox, credentials }: Stage, path: string, vendor: string, sample: Sample, retryOnFail: boolean) {
	sandbox.reset();
	sandbox.addFault({
		vendor,
		operation: 'conversation.create',
		match: FAILING,
		times: 1,
		answer: { status: 422, body: { message: 'Not now' } },
	});
	return {
		workflow: namedWorkflow(path, [
			webhook(path),
			itemsOf('body.items'),
			vendorStep(vendor, sample, credentials, {
				text: '={{ $json.text }}',
				options: { concurrency: 4 },
				settings: retryOnFail ? { retryOnFail, maxTries: 3, waitBetweenTries: 200 } : {},
			}),
		]),
		body: { items: Array.from({ length: ITEMS }, (_, index) => ({ text: `item-${index}.` })) },
	};
}

/** How often each item's conversation exists at the vendor. */
const timesCreated = (sandbox: Stage['sandbox'], vendor: string): number[] => {
	const bodies = sandbox.created(vendor).map(({ body }) => JSON.stringify(body));
	return Array.from({ length: ITEMS }, (_, index) => bodies.filter((body) => body.includes(`item-${index}.`)).length);
};

const ONCE_EACH = new Array<number>(ITEMS).fill(1);

async function retryOnFail(stage: Stage, vendor: string, sample: Sample): Promise<string> {
	const { workflow, body } = failingOnce(stage, `retry-on-fail-${vendor}`, vendor, sample, true);
	const items = await runByWebhook(stage, workflow, body);
	assert.equal(items.length, ITEMS);
	assert.deepEqual(timesCreated(stage.sandbox, vendor), ONCE_EACH);
	return `${ITEMS} of ${ITEMS}, each once`;
}

async function retryOfExecution(stage: Stage, api: PublicApi | undefined, vendor: string, sample: Sample): Promise<string> {
	const { rest } = stage.n8n;
	const path = `retry-${api ? 'api' : 'editor'}-${vendor}`;
	const { workflow, body } = failingOnce(stage, path, vendor, sample, false);
	const stored = await rest.createWorkflow(workflow);
	await rest.activate(stored);
	const answer = await callWebhook(stage.n8n.url, path, body);
	assert.equal(answer.status, 500, await answer.text());
	const failed = await rest.lastExecution(stored.id);
	const before = stage.sandbox.created(vendor).length;
	assert(before > 0 && before < ITEMS, `${before} conversations before the retry`);

	const retried = api
		? await rest.finished(String((await api.retry(failed.id)).id))
		: await rest.retry(failed.id);
	succeeded(retried);
	assert.equal(retried.items('Vendor').length, ITEMS);
	assert.deepEqual(timesCreated(stage.sandbox, vendor), ONCE_EACH);
	return `${before} before, ${ITEMS - before} by the retry; "${failed.error?.message}"`;
}
