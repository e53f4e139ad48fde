import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { INodeProperties, INodePropertyCollection } from 'n8n-workflow';
import type { NodeJson, WorkflowJson } from '../testing/engine';
import { CORES, type Stage, startStage } from '../testing/stage';
import { atLocalVendor } from '../testing/workflows';

// Every workflow in examples/ runs as it is, and every parameter in it is one that the forms have.

const folder = path.join(__dirname, '..', 'examples');
const examples = readdirSync(folder)
	.filter((file) => file.endsWith('.json'))
	.map((file) => ({ file, workflow: JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as WorkflowJson }));

/** The side of a node on the canvas. */
const NODE = 96;

const PREFIX = 'n8n-nodes-conversations.';
const ours = ({ nodes }: WorkflowJson) => nodes.filter(({ type }) => type.startsWith(PREFIX));

let stage: Stage;

beforeAll(async () => {
	stage = await startStage();
});
afterAll(async () => await stage.stop());
beforeEach(() => stage.sandbox.reset());

const run = async (core: (typeof CORES)[number], workflow: WorkflowJson) =>
	await stage.engines[core].run({ ...workflow, nodes: workflow.nodes.map((node) => atLocalVendor(node, stage.sandbox.credentials)) });

it.each(examples)('the note of $file says what to look at, and that the input is pinned where it is', ({ workflow: { nodes, pinData = {} } }) => {
	const { content } = nodes.find(({ type }) => type.endsWith('.stickyNote'))!.parameters;
	expect(content).toContain('**Look at:**');
	for (const name of Object.keys(pinData)) expect(content).toContain(`unpin it in ${name}`);
	if (Object.keys(pinData).length === 0) expect(content).not.toContain('pinned');
});

it.each(examples)('no wire of $file that leads back runs through a node', ({ workflow: { nodes, connections } }) => {
	const placeOf = (name: string) => nodes.find((node) => node.name === name)!.position!;
	for (const [from, { main = [] }] of Object.entries(connections)) {
		for (const { node: to } of main.flatMap((targets) => targets ?? [])) {
			const [right, y] = placeOf(from);
			const [left] = placeOf(to);
			if (left > right) continue;
			// n8n draws it below the node it comes from.
			const wire = y + NODE / 2 + 130;
			const hit = nodes.filter(({ position: [x, top] = [0, 0] }) => x + NODE > left && x < right && top <= wire && wire <= top + NODE);
			expect(hit.map(({ name }) => name)).toEqual([]);
		}
	}
});

describe.each(CORES)('on the %s n8n', (core) => {
	it.each(examples)('$file runs', async ({ workflow }) => {
		// As after its import: it is saved, and has an ID.
		const result = await run(core, { ...workflow, id: `saved-${String(workflow.name)}` });
		expect({ status: result.status, error: result.error?.message }).toEqual({ status: 'success', error: undefined });
		// Published bots need no credential.
		for (const { type, credentials } of ours(workflow)) expect([type, credentials === undefined]).toEqual([type, type === `${PREFIX}quickbot`]);
		for (const { name } of ours(workflow)) expect([name, result.runs[name]?.length ?? 0]).not.toEqual([name, 0]);
	});

	it('quickbot-to-its-end.json goes through every question to the end of the chat', async () => {
		const { workflow } = examples.find(({ file }) => file === 'quickbot-to-its-end.json')!;
		const { runs } = await run(core, workflow);
		expect(runs['Send the answer']).toHaveLength(3);
		expect(runs['What the bot said last']?.[0]?.outputs[0]?.[0]?.json.lastWords).toContain('ada@example.com');
	});

	it('errors-to-a-person.json tells the person the reason for the one lead that failed', async () => {
		const { workflow } = examples.find(({ file }) => file === 'errors-to-a-person.json')!;
		const { runs } = await run(core, workflow);
		expect(runs['Go on']?.[0]?.outputs[0]).toHaveLength(2);
		const [reported] = runs['Tell a person']?.[0]?.outputs[0] ?? [];
		expect(JSON.stringify(reported?.json)).toContain('Chatbot ID');
		expect(stage.sandbox.created('userDesk')).toHaveLength(2);
	});

	it('support-answer-with-credits.json keeps one conversation for each customer', async () => {
		const { workflow } = examples.find(({ file }) => file === 'support-answer-with-credits.json')!;
		await run(core, workflow);
		expect(stage.sandbox.created('poppyAi')).toHaveLength(2);
		expect(stage.sandbox.sent('poppyAi')).toHaveLength(3);
	});

	it('webhook-delivered-twice.json makes one conversation and answers the second delivery with it', async () => {
		const { workflow } = examples.find(({ file }) => file === 'webhook-delivered-twice.json')!;
		const deliver = async () => (await run(core, { ...workflow, id: 'delivered' })).runs.Answer?.[0]?.outputs[0]?.[0]?.json;
		const [first, second] = [await deliver(), await deliver()];
		expect(first?.conversationId).toBe(stage.sandbox.created('pingback')[0]?.id);
		expect(second).toMatchObject({ conversationId: first?.conversationId, details: { replayed: true } });
		expect(stage.sandbox.created('pingback')).toHaveLength(1);
	});
});

describe('the parameters', () => {
	it.each(examples)('of $file are all in the forms', async ({ workflow }) => {
		const { nodes } = await stage.engines.newest.describe();
		for (const node of ours(workflow)) {
			const form = nodes.find(({ name }) => `${PREFIX}${name}` === node.type);
			expect({ node: node.name, strange: strangeParameters(node, form?.properties ?? []) }).toEqual({ node: node.name, strange: [] });
		}
	});

	it('that no form has are found', async () => {
		const { nodes } = await stage.engines.newest.describe();
		const { properties } = nodes.find(({ name }) => name === 'pingback')!;
		const node = { ...ours(examples.find(({ file }) => file === 'leads-to-pingback.json')!.workflow)[0]! };
		node.parameters = { ...node.parameters, bussinessId: 'x', options: { concurency: 1 } };
		expect(strangeParameters(node, properties).sort()).toEqual(['bussinessId', 'options.concurency']);
	});
});

/** Names of parameters that the form does not have for this resource and operation, with their place. */
function strangeParameters({ parameters }: NodeJson, properties: INodeProperties[]): string[] {
	const isShown = ({ displayOptions }: INodeProperties) =>
		Object.entries(displayOptions?.show ?? {}).every(([name, values]) => {
			const value = parameters[name] ?? properties.find((field) => field.name === name)?.default;
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
