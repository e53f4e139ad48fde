import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Operation, Sample } from '../../sandbox';
import { sampleBody, startedBy } from '../examples';
import { callWebhook, cli, importWorkflows } from '../n8n';
import { PublicApi } from '../publicApi';
import type { Execution, Workflow } from '../rest';
import { local, openStage, readExamples, runByWebhook, type Stage } from '../stage';
import { chain, splitItems, vendorStep, webhook } from '../workflows';
import type { Part } from './part';

const ITEMS = 20;
const FAILING = 'item-12.';

export const executionsPart: Part = async ({ installed, tarball, report }) => {
	const stage = await openStage(installed, { tarball });
	const api = await PublicApi.of(stage.n8n.rest);
	try {
		for (const [vendor, operations] of Object.entries(stage.sandbox.operations)) {
			for (const [name, operation] of Object.entries(operations)) {
				await report.check(`${vendor} ${name} by webhook`, () => runOperation(stage, vendor, name, operation));
			}
		}

		const examples = await readExamples();
		await report.check('there are example workflows', async () => assert(examples.length > 0));
		for (const { file, ...example } of examples) {
			const workflow = local(example, stage);
			const name = file.replace('.json', '');
			await report.check(`${file} by the CLI`, () => exampleByCli(stage, name, workflow));
			await report.check(`${file} by webhook`, () => exampleByWebhook(stage, name, workflow));
			await report.check(`${file} by the public API`, () => exampleByApi(stage, api, name, workflow));
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
	} finally {
		await stage.stop();
	}
};

async function runOperation(stage: Stage, vendor: string, name: string, operation: Operation): Promise<string> {
	const { sandbox, credentials } = stage;
	const sample = operation.samples[0] as Sample;
	const path = `${vendor}-${name}`.replace('.', '-');
	sandbox.reset();
	const answer = await runByWebhook(
		stage,
		chain(`${vendor} ${name}`, [webhook(path), vendorStep(vendor, sample, credentials)]),
	);
	const text = await answer.text();
	assert.equal(answer.status, 200, text);
	const items = JSON.parse(text) as unknown[];
	assert(items.length > 0, 'it gives at least one item');
	const { created, sent } = sandbox.counts(vendor);
	if (operation.effect === 'creates') assert.equal(created, 1);
	if (operation.effect === 'sends') assert.equal(sent, 1);
	if (operation.effect === 'reads') assert.deepEqual([created, sent], [0, 0]);
	return `${items.length} item${items.length === 1 ? '' : 's'}`;
}

async function exampleByCli({ n8n, sandbox }: Stage, name: string, workflow: Workflow): Promise<string> {
	sandbox.reset();
	const id = `cli${name.replace(/\W/g, '')}`.slice(0, 36);
	await importWorkflows(n8n.home, [{ ...startedBy('manual', name, workflow), id }]);
	const output = await cli(n8n.home, 'execute', `--id=${id}`);
	assert(output.includes('"status": "success"'), output);
	return served(sandbox);
}

async function exampleByWebhook(stage: Stage, name: string, workflow: Workflow): Promise<string> {
	stage.sandbox.reset();
	const started = startedBy('webhook', `example-${name}`, workflow);
	const stored = await stage.n8n.rest.createWorkflow(started);
	await stage.n8n.rest.activate(stored);
	await callWebhook(stage.n8n.url, `example-${name}`, sampleBody(workflow));
	const execution = await firstSaved(() => stage.n8n.rest.executionsOf(stored.id));
	succeeded(await stage.n8n.rest.finished(execution.id));
	return served(stage.sandbox);
}

async function exampleByApi(stage: Stage, api: PublicApi, name: string, workflow: Workflow): Promise<string> {
	stage.sandbox.reset();
	const stored = await api.createWorkflow(startedBy('webhook', `api-${name}`, workflow));
	await api.activate(stored);
	await callWebhook(stage.n8n.url, `api-${name}`, sampleBody(workflow));
	const { id } = await firstSaved(() => api.executionsOf(stored.id));
	await stage.n8n.rest.finished(id);
	succeeded(await firstSaved(() => api.executionsOf(stored.id)));
	return served(stage.sandbox);
}

const succeeded = ({ status, error }: Execution): void =>
	assert.equal(status, 'success', `${error?.message ?? ''}\n${error?.description ?? ''}`);

/** The workflow's execution; n8n saves it a moment after it has answered. */
async function firstSaved<T>(list: () => Promise<T[]>): Promise<T> {
	for (const until = Date.now() + 20_000; ; await sleep(100)) {
		const [first] = await list();
		if (first) return first;
		if (Date.now() > until) throw new Error('No execution was saved');
	}
}

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
		workflow: chain(path, [
			webhook(path),
			splitItems,
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
	const answer = await runByWebhook(stage, workflow, body);
	const text = await answer.text();
	assert.equal(answer.status, 200, text);
	assert.equal((JSON.parse(text) as unknown[]).length, ITEMS);
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
	const failed = await firstSaved(() => rest.executionsOf(stored.id));
	const { error } = await rest.finished(failed.id);
	const before = stage.sandbox.created(vendor).length;
	assert(before > 0 && before < ITEMS, `${before} conversations before the retry`);

	const retried = api
		? await rest.finished(String((await api.retry(failed.id)).id))
		: await rest.retry(failed.id);
	succeeded(retried);
	assert.equal(retried.items('Vendor').length, ITEMS);
	assert.deepEqual(timesCreated(stage.sandbox, vendor), ONCE_EACH);
	return `${before} before, ${ITEMS - before} by the retry; "${error?.message}"`;
}
