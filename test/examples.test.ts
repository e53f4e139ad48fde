import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { INodeProperties, INodePropertyCollection } from 'n8n-workflow';
import { customerWhoAnswers } from '../testing/customer';
import type { NodeJson, WorkflowJson } from '../testing/engine';
import { filledIn, isOurs, missingIn, needsWholeN8n, readExamples, withShortWaits } from '../testing/examples';
import { CORES, type Stage, startStage } from '../testing/stage';
import { wiresThroughNodes } from './support/wires';

// Every workflow in examples/ runs as it is once what n8n marks as missing is filled in, and every parameter in it is one that
// the forms have. Those that need whole n8n run in test/e2e/examples.test.ts.

const examples = readExamples<WorkflowJson>();
const inEngine = examples.filter(({ workflow }) => !needsWholeN8n(workflow));
const example = (name: string) => examples.find(({ file }) => file === name)!.workflow;

const PREFIX = 'n8n-nodes-conversations.';
const ours = ({ nodes }: WorkflowJson) => nodes.filter(isOurs);

let stage: Stage;

beforeAll(async () => {
	stage = await startStage();
});
afterAll(async () => await stage.stop());
beforeEach(() => stage.sandbox.reset());

const run = async (core: (typeof CORES)[number], workflow: WorkflowJson) =>
	await stage.engines[core].run(withShortWaits(filledIn(workflow, stage.sandbox)));

it.each(examples)('the note of $file says what to fill in, what it costs, what to look at, and that the input is pinned where it is', ({ workflow: { nodes, pinData = {} } }) => {
	const content = String(nodes[0]!.parameters.content);
	for (const heading of [/^## /, /^\*\*Fill in:\*\*/m, /^\*\*Costs:\*\*/m, /^\*\*Look at:\*\*/m]) expect(content).toMatch(heading);
	for (const name of Object.keys(pinData)) expect(content).toContain(`unpin it in ${name}`);
	if (Object.keys(pinData).length === 0) expect(content).not.toContain('pinned');
});

it('the index of the pages names all of them', () => {
	const index = readFileSync(path.join(__dirname, '..', 'docs', 'README.md'), 'utf8');
	const named = [...index.matchAll(/^\| \[`(.+\.json)`\]\(\.\.\/examples\/\1\) \|/gm)].map(([, file]) => file);
	expect(named.sort()).toEqual(examples.map(({ file }) => file));
});

it.each(examples)('no wire of $file runs through a node', ({ workflow }) => {
	expect(wiresThroughNodes(workflow)).toEqual([]);
});

/** IDs that are written into a node, and those that are left empty. */
const fixedIds = ({ parameters }: NodeJson) =>
	Object.entries(parameters).filter(([name, value]) => name.endsWith('Id') && !textOf(value).startsWith('=')).map(([name]) => name);
const textOf = (value: unknown) => (typeof value === 'string' ? value : String((value as { value: unknown }).value));

it.each(examples)('n8n marks in $file each credential and each ID that has to be filled in', ({ workflow }) => {
	for (const node of ours(workflow)) {
		const { credentials, parameters } = missingIn(node);
		// Published bots need no credential.
		expect([node.name, credentials.length]).toEqual([node.name, node.type === `${PREFIX}quickbot` ? 0 : 1]);
		expect([node.name, parameters]).toEqual([node.name, fixedIds(node)]);
	}
	expect(ours(workflow).flatMap(fixedIds)).not.toEqual([]);
	expect(workflow.nodes.filter(({ credentials }) => credentials)).toEqual([]);
});

it.each(examples)('no ID of the local vendors stands in $file', ({ workflow }) => {
	const samples = Object.values(stage.sandbox.operations).flatMap((byName) => Object.values(byName).flatMap((operation) => operation.samples));
	const ids = samples.flatMap(({ parameters }) => Object.entries(parameters).filter(([name]) => name.endsWith('Id')).map(([, value]) => textOf(value)));
	expect(ids.length).toBeGreaterThan(50);
	const text = JSON.stringify(workflow);
	expect(ids.filter((id) => text.includes(id))).toEqual([]);
});

describe.each(CORES)('on the %s n8n', (core) => {
	it.each(inEngine)('$file runs', async ({ workflow }) => {
		// As after its import: it is saved, and has an ID.
		const result = await run(core, { ...workflow, id: `saved-${String(workflow.name)}` });
		expect({ status: result.status, error: result.error?.message }).toEqual({ status: 'success', error: undefined });
		const idle = ours(workflow).filter(({ name }) => !result.runs[name]?.length);
		expect(idle.map(({ name }) => name)).toEqual(workflow.name?.includes('handed to a person') ? ['Say that a person comes', 'Give it to a person'] : []);
		expect(stage.sandbox.requests().filter(({ refusal }) => refusal)).toEqual([]);
	});

	it('quickbot-to-its-end.json goes through every question to the end of the chat', async () => {
		const workflow = example('quickbot-to-its-end.json');
		const { runs } = await run(core, workflow);
		expect(runs['Send the answer']).toHaveLength(3);
		expect(runs['What the bot said last']?.[0]?.outputs[0]?.[0]?.json.lastWords).toContain('ada@example.com');
	});

	it('errors-to-a-person.json tells the person the reason for the one lead that failed', async () => {
		const workflow = example('errors-to-a-person.json');
		const { runs } = await run(core, workflow);
		expect(runs['Go on']?.[0]?.outputs[0]).toHaveLength(2);
		const [reported] = runs['Tell a person']?.[0]?.outputs[0] ?? [];
		expect(reported?.json.text).toMatch(/Grace has no conversation.*Name/s);
		expect(stage.sandbox.created('poppyAi')).toHaveLength(2);
	});

	it('support-answer-with-credits.json keeps one conversation for each customer', async () => {
		const workflow = example('support-answer-with-credits.json');
		await run(core, workflow);
		expect(stage.sandbox.created('poppyAi')).toHaveLength(2);
		expect(stage.sandbox.sent('poppyAi')).toHaveLength(3);
	});

	it('webhook-delivered-twice.json makes one conversation and answers the second delivery with it', async () => {
		const workflow = example('webhook-delivered-twice.json');
		const deliver = async () => (await run(core, { ...workflow, id: 'delivered' })).runs.Answer?.[0]?.outputs[0]?.[0]?.json;
		const [first, second] = [await deliver(), await deliver()];
		expect(first?.conversationId).toBe(stage.sandbox.created('pingback')[0]?.id);
		expect(second).toMatchObject({ conversationId: first?.conversationId, details: { replayed: true } });
		expect(stage.sandbox.created('pingback')).toHaveLength(1);
	});

	it('leads-to-pingback.json opens a conversation for each lead, for the customer where the lead brings one', async () => {
		const [pinned] = (example('leads-to-pingback.json').pinData!['Leads arrive'] as Array<{ json: { body: { leads: object[] } } }>);
		const { customerId } = stage.sandbox.operations.pingback!['conversation.create']!.samples[1]!.parameters;
		const leads = pinned!.json.body.leads.map((lead, index) => (index === 0 ? { ...lead, customerId } : lead));
		await run(core, { ...example('leads-to-pingback.json'), pinData: { 'Leads arrive': [{ json: { body: { leads } } }] } });
		const customers = stage.sandbox.created('pingback').map(({ body }) => (body as { customer_id?: string }).customer_id);
		expect(customers.filter(Boolean)).toEqual([customerId]);
		expect(customers).toHaveLength(8);
	});

	describe('ask-and-wait-for-the-answer.json', () => {
		const workflow = example('ask-and-wait-for-the-answer.json');

		it('goes on with what the customer wrote after the question', async () => {
			const stopAnswering = customerWhoAnswers(stage.sandbox, 'It is order 4711.');
			const { runs } = await run(core, workflow);
			stopAnswering();
			expect(runs['The answer']?.[0]?.outputs[0]?.[0]?.json).toMatchObject({ answer: 'It is order 4711.' });
			expect(runs['Nobody answered']).toBeUndefined();
			expect(stage.sandbox.sent('pingback')).toHaveLength(1);
		});

		it('gives up at its limit, whatever the customer wrote before the question', async () => {
			const { runs } = await run(core, workflow);
			expect(runs['The answer']).toBeUndefined();
			expect(runs['Nobody answered']?.[0]?.outputs[0]?.[0]?.json).toMatchObject({ answer: '', round: 24 });
			expect(runs['Read the conversation']).toHaveLength(24);
			expect(stage.sandbox.sent('pingback')).toHaveLength(1);
		});
	});

	describe('inbox-answered-handed-over.json', () => {
		const workflow = example('inbox-answered-handed-over.json');
		const answers = (text: string | null) => ({ vendor: 'poppyAi', operation: 'message.send', answer: { status: 200, body: { text, credits_used: 1, credits_remaining: 9 } } });
		const said = () => stage.sandbox.sent('pingback').map(({ conversationId, body }) => [conversationId, (body as { content: string }).content]);
		const assigned = () => stage.sandbox.requests().filter(({ path }) => path.includes('/assign/')).map(({ path }) => path.split('/').at(-3));
		const HANDED = 'A colleague will have a look and answer you here.';
		/** A poll as n8n's schedule makes it, and the execution that it starts. */
		const poll = async (staticData = {}) => {
			const whole = filledIn(workflow, stage.sandbox);
			const polled = await stage.engines[core].poll(whole, { staticData });
			const input = polled.emitted?.[0];
			if (input) expect((await stage.engines[core].run(whole, { input })).status).toBe('success');
			return polled.staticData;
		};
		const write = (id: string, content: string) => stage.sandbox.control('pingback', 'advance', { id, message: { content } });
		const [first, second] = ['conversation-sandbox-1', 'conversation-sandbox-5'];

		beforeEach(() => void stage.sandbox.control('pingback', 'seed', { conversations: [{ id: second }] }));

		it('answers each message in a thread of its conversation', async () => {
			const noted = await poll();
			expect(said()).toEqual([]);
			write(first, 'Is it there yet?');
			write(second, 'Do you ship to Malta?');
			const again = await poll(noted);
			write(first, 'And now?');
			await poll(again);
			expect(said().sort()).toEqual([
				[first, 'Sandbox answer to: And now?'],
				[first, 'Sandbox answer to: Is it there yet?'],
				[second, 'Sandbox answer to: Do you ship to Malta?'],
			]);
			expect(stage.sandbox.created('poppyAi').map(({ body }) => (body as { name: string }).name).sort()).toEqual([first, second]);
			expect(assigned()).toEqual([]);
		});

		it.each([
			['where Poppy AI says so', answers('HANDOVER')],
			['where Poppy AI says nothing', answers(null)],
			['where Poppy AI fails to answer', { vendor: 'poppyAi', operation: 'message.send', answer: { status: 500, body: {} }, times: -1 }],
			['where Poppy AI makes no thread', { vendor: 'poppyAi', operation: 'conversation.create', answer: { status: 403, body: {} }, times: -1 }],
		])('gives it to a person %s, and is silent from then on', async (_when, fault) => {
			const noted = await poll();
			stage.sandbox.addFault(fault);
			write(first, 'I want to talk to a person.');
			const again = await poll(noted);
			expect(said()).toEqual([[first, HANDED]]);
			expect(assigned()).toEqual([first]);
			write(first, 'Hello?');
			await poll(again);
			expect(said()).toEqual([[first, HANDED]]);
		});
	});
});

describe('the parameters', () => {
	it.each(examples)('of $file are all in the forms', async ({ workflow }) => {
		const { nodes } = await stage.engines.newest.describe();
		for (const node of ours(workflow)) {
			const form = nodes.find(({ name }) => [name, `${name}Tool`].includes(node.type.slice(PREFIX.length)));
			expect({ node: node.name, strange: strangeParameters(node, form?.properties ?? []) }).toEqual({ node: node.name, strange: [] });
		}
	});

	it('that no form has are found', async () => {
		const { nodes } = await stage.engines.newest.describe();
		const { properties } = nodes.find(({ name }) => name === 'pingback')!;
		const node = { ...ours(example('leads-to-pingback.json'))[0]! };
		node.parameters = { ...node.parameters, bussinessId: 'x', options: { concurency: 1 } };
		expect(strangeParameters(node, properties).sort()).toEqual(['bussinessId', 'options.concurency']);
	});
});

/** Names of parameters that the form does not have for this resource and operation, with their place. */
function strangeParameters({ type, parameters }: NodeJson, properties: INodeProperties[]): string[] {
	const isShown = ({ displayOptions }: INodeProperties) =>
		Object.entries(displayOptions?.show ?? {}).every(([name, values]) => {
			const given = parameters[name] ?? properties.find((field) => field.name === name)?.default;
			const value = name === '@tool' ? type.endsWith('Tool') : given;
			return (values as unknown[]).includes(value);
		});
	return strange(parameters, properties.filter(isShown));
}

function strange(parameters: object, fields: INodeProperties[], place = ''): string[] {
	return Object.entries(parameters).flatMap(([name, value]) => {
		const field = fields.find((candidate) => candidate.name === name);
		if (!field) return [`${place}${name}`];
		if (field.type === 'collection') return strange(value as object, field.options as INodeProperties[], `${place}${name}.`);
		if (field.type !== 'fixedCollection') return [];
		return Object.entries(value as object).flatMap(([group, entries]) => {
			const collection = (field.options as INodePropertyCollection[]).find((candidate) => candidate.name === group);
			if (!collection) return [`${place}${name}.${group}`];
			return [entries].flat().flatMap((entry) => strange(entry as object, collection.values, `${place}${name}.${group}.`));
		});
	});
}
