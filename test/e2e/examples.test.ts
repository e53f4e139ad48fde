import { customerWhoAnswers } from '../../testing/customer';
import { isOurs, missingIn, readExamples } from '../../testing/examples';
import { startSandbox, type Sandbox } from '../../testing/sandbox';
import { openBrowser, type Browser } from '../../testing/wholeN8n/browser';
import { executeByHand } from '../../testing/wholeN8n/byHand';
import { say } from '../../testing/wholeN8n/chats';
import type { StoredWorkflow, Workflow, WorkflowNode } from '../../testing/wholeN8n/rest';
import { local, openStage, type Stage } from '../../testing/wholeN8n/stage';
import { Ui } from '../../testing/wholeN8n/ui';
import { generations } from './support/generations';
import { startModel, type Model } from './support/model';
import { until } from './support/until';

// The examples that need whole n8n: a chat with a data table, an agent, a trigger that polls, a wait of more than a minute.
// All are opened in the editor as they come.

const { E2E_PICTURES: pictures } = process.env;
const examples = readExamples<Workflow>();
const example = (name: string) => examples.find(({ file }) => file === name)!.workflow;
const idOf = (node: string, { nodes }: Workflow) => nodes.find(({ name }) => name === node)!.webhookId!;
const CHAT = 'When chat message received';
/** Longer, and n8n ends the process's work on the execution and keeps it in its database. */
const LONG_WAIT_SECONDS = 66;

type Conversation = { conversationId: string; text: string; user: { id: string } | null };

/** Reads the first conversation that has a customer, and opens another one where no word of the matter stands in it. */
const script = (said: string, results: unknown[]) => {
	const [found, read, opened] = results as [Conversation[]?, Conversation[]?, Conversation[]?];
	if (!found) return { name: 'Find_conversations', input: {} };
	if (!read) return { name: 'Read_a_conversation', input: { conversationId: found.find(({ user }) => user)!.conversationId } };
	const [{ conversationId, text, user }] = read as [Conversation];
	if (said.split(' ').some((word) => word.length > 4 && text.includes(word))) return `It is in ${conversationId}: ${text}`;
	if (!opened) return { name: 'Open_a_conversation', input: { customerId: user!.id, initialMessage: `You wrote: ${said}` } };
	return `I opened ${opened[0]!.conversationId}.`;
};

/** All examples below each other in one workflow: opening each takes n8n's editor many seconds. */
const allTogether = (): Workflow => ({
	name: 'All examples',
	nodes: examples.flatMap(({ file, workflow }, index) =>
		workflow.nodes.map((node) => ({ ...node, name: `${file} ${node.name}`, position: [node.position[0], node.position[1] + index * 1200] as [number, number] })),
	),
	connections: Object.assign({}, ...examples.map(({ file, workflow }) => prefixed(workflow.connections, file))) as Workflow['connections'],
});
const prefixed = (connections: Workflow['connections'], file: string) =>
	Object.fromEntries(Object.entries(connections).map(([from, to]) => [`${file} ${from}`, JSON.parse(JSON.stringify(to).replaceAll('"node":"', `"node":"${file} `)) as typeof to]));

/** In pixels of an editor that is not zoomed: a line and the border. n8n 1 sets the paragraphs of a note further apart than n8n 2. */
const FILLED = 24;
/** Runs in the page: for each note how much of its frame is left below its text, less its own border. */
const blankOfNotes = `[...document.querySelectorAll('[data-test-id="sticky"]')].map((note) => {
	const text = note.querySelector('h2').parentElement;
	const bottoms = [...text.children].map((child) => child.offsetTop + child.offsetHeight);
	return { title: note.querySelector('h2').innerText, blank: note.clientHeight - Math.max(...bottoms) };
})`;

describe.each(generations())('n8n $n8n', ({ installed, isFloor }) => {
	let stage: Stage;
	let model: Model | undefined;
	/** A Pingback of its own for the workflow that waits, so that the trigger of the other one does not see its customer. */
	let asked: Sandbox | undefined;
	let waiting: string;

	const published = async (workflow: Workflow): Promise<StoredWorkflow> => {
		const stored = await stage.n8n.rest.createWorkflow(workflow);
		await stage.n8n.rest.activate(stored);
		return stored;
	};
	const changed = (workflow: Workflow, name: string, change: (node: WorkflowNode) => Partial<WorkflowNode>): Workflow => ({
		...workflow,
		nodes: workflow.nodes.map((node) => (node.name === name ? { ...node, ...change(node) } : node)),
	});

	const startWaiting = async () => {
		asked = await startSandbox();
		const credential = await stage.n8n.rest.createCredential('pingbackApi', asked.credentials.pingbackApi!, 'Asked customer');
		const whole = local(example('ask-and-wait-for-the-answer.json'), { sandbox: asked, credentials: { pingbackApi: credential } });
		const workflow = changed(whole, 'Wait', () => ({ parameters: { amount: LONG_WAIT_SECONDS, unit: 'seconds' } }));
		const stored = await stage.n8n.rest.createWorkflow(workflow);
		customerWhoAnswers(asked, 'It is order 4711.');
		return await executeByHand(stage.n8n.rest, stored, 'Start', {});
	};

	beforeAll(async () => {
		stage = await openStage(await installed());
		// n8n polls once a minute, and the wait takes longer; meanwhile the other tests go on.
		waiting = await startWaiting();
		await published(local(example('inbox-answered-handed-over.json'), stage));
	});
	afterAll(async () => {
		await stage?.stop();
		await asked?.stop();
		await model?.stop();
	});

	describe('chat-kept-in-a-table.json', () => {
		it('needs a Data table node that makes tables', async () => {
			const types = (await (await stage.n8n.rest.asset('/types/nodes.json')).json()) as Array<{ name: string; properties: Array<{ name: string; options?: Array<{ value: string }> }> }>;
			const resources = types.filter(({ name }) => name === 'n8n-nodes-base.dataTable').flatMap(({ properties }) => properties.find(({ name }) => name === 'resource')?.options ?? []);
			expect(resources.some(({ value }) => value === 'table')).toBe(!isFloor);
		});

		(isFloor ? it.skip : it)('keeps one conversation for each session, in a table that it makes, and streams', async () => {
			const { n8n, sandbox } = stage;
			sandbox.configure({ streaming: { everyMs: 50 } });
			const workflow = await published(local(example('chat-kept-in-a-table.json'), stage));
			const speak = async (session: string, words: string) => await say(n8n.url, idOf(CHAT, workflow), 'chatTrigger', words, session);
			const heard = [await speak('ada', 'Where is my order?'), await speak('grace', 'Do you ship to Malta?'), await speak('ada', 'And when will it be here?')];

			const texts = heard.map((chunks) => chunks.filter(({ type }) => type === 'item'));
			for (const pieces of texts) expect(pieces.at(-1)!.at - pieces[0]!.at).toBeGreaterThan(100);
			expect(texts.map((pieces) => pieces.map(({ content }) => content).join(''))).toEqual([
				'Sandbox answer to: Where is my order?',
				'Sandbox answer to: Do you ship to Malta?',
				'Sandbox answer to: And when will it be here?',
			]);
			const [adas, graces] = sandbox.created('userDesk').map(({ id }) => id);
			expect(sandbox.created('userDesk')).toHaveLength(2);
			expect(sandbox.sent('userDesk').map(({ conversationId }) => conversationId)).toEqual([adas, graces, adas]);

			const runs = await n8n.rest.executionsOf(workflow.id);
			const executions = await Promise.all(runs.reverse().map(async ({ id }) => await n8n.rest.finished(id)));
			const tables = executions.map((one) => one.items('The table, made when missing')[0]!.json.id);
			expect(new Set(tables).size).toBe(1);
			expect(executions.map((one) => one.items('Keep it for the session').length)).toEqual([1, 1, 0]);
		});
	});

	describe('agent-with-support-tools.json', () => {
		let agent: StoredWorkflow;

		beforeAll(async () => {
			model = await startModel(script);
			const { id, name } = await stage.n8n.rest.createCredential('openAiApi', { apiKey: 'sandbox-model-key', url: model.url });
			// Published, so that it can be spoken to over HTTP.
			const open = changed(local(example('agent-with-support-tools.json'), stage), CHAT, ({ parameters }) => ({ parameters: { ...parameters, public: true } }));
			agent = await published(changed(open, 'OpenAI Chat Model', () => ({ credentials: { openAiApi: { id, name } } })));
		});

		const speak = async (session: string, words: string) => {
			const [answer] = await say(stage.n8n.url, idOf(CHAT, agent), 'chatTrigger', words, session);
			const { output } = JSON.parse(answer!.content!) as { output?: string };
			if (output === undefined) throw new Error((await stage.n8n.rest.lastExecution(agent.id)).error?.message);
			return output;
		};

		it('offers the model the three tools, with what it has to fill in', async () => {
			await speak('tools', 'Where is my order?');
			const fields = model!.asked[0]!.tools.map(({ function: { name, parameters } }) => [name, Object.keys(parameters.properties)]);
			expect(fields.sort()).toEqual([
				['Find_conversations', []],
				['Open_a_conversation', ['customerId', 'initialMessage']],
				['Read_a_conversation', ['conversationId']],
			]);
		});

		it('finds the conversation that is there, and opens none', async () => {
			const before = stage.sandbox.created('pingback').length;
			expect(await speak('found', 'Where is my order?')).toContain('It is in conversation-sandbox-1: Where is my order?');
			expect(stage.sandbox.created('pingback')).toHaveLength(before);
		});

		it('opens one for the customer where there is none', async () => {
			const before = stage.sandbox.created('pingback').length;
			const answer = await speak('opened', 'My invoice names the wrong company.');
			const opened = stage.sandbox.created('pingback').slice(before);
			expect(opened).toHaveLength(1);
			expect(opened[0]!.body).toMatchObject({ customer_id: expect.any(String), initial_message: 'You wrote: My invoice names the wrong company.' });
			expect(answer).toBe(`I opened ${opened[0]!.id}.`);
		});
	});

	describe('in the editor', () => {
		let browser: Browser | undefined;
		let ui: Ui;

		beforeAll(async () => {
			browser = await openBrowser('light');
			ui = new Ui(browser.page, stage.n8n.url, pictures);
			await ui.login();
		});
		afterAll(async () => await browser?.close());

		it('their notes fill their frames, and n8n marks what is to be filled in', async () => {
			const { id } = await stage.n8n.rest.createWorkflow(allTogether());
			await ui.openWorkflow(id);
			await ui.page.getByTestId('zoom-to-fit').click();
			await ui.page.waitForTimeout(1000);
			const marked = examples.flatMap(({ workflow }) => workflow.nodes).filter((node) => node.type.includes('lmChat') || (isOurs(node) && Object.values(missingIn(node)).flat().length > 0));
			const issues = ui.page.getByTestId('node-issues');
			await issues.nth(marked.length - 1).waitFor({ state: 'attached' });
			expect(await issues.count()).toBe(marked.length);
			const blank = await ui.page.evaluate<Array<{ title: string; blank: number }>>(blankOfNotes);
			expect(blank).toHaveLength(examples.length);
			for (const note of blank) expect({ ...note, fills: note.blank >= 0 && note.blank < FILLED }).toEqual({ ...note, fills: true });
		});

		(pictures ? it.each(examples) : it.skip.each(examples))('has its picture taken: $file', async ({ file, workflow }) => {
			const { id } = await stage.n8n.rest.createWorkflow(workflow);
			await ui.openWorkflow(id);
			await ui.page.getByTestId('zoom-to-fit').click();
			await ui.page.waitForTimeout(500);
			await ui.picture(`example-${file.replace('.json', '')}`);
		});
	});

	it('inbox-answered-handed-over.json answers a message that n8n finds by polling, and hands over', async () => {
		const { sandbox } = stage;
		const saidIn = (id: string) => sandbox.sent('pingback').filter(({ conversationId }) => conversationId === id).map(({ body }) => (body as { content: string }).content);
		const [answered, handed] = sandbox.control('pingback', 'seed', { conversations: [{}, {}] }) as [string, string];
		sandbox.addFault({ vendor: 'poppyAi', operation: 'message.send', match: 'I want to talk', answer: { status: 200, body: { text: 'HANDOVER', credits_used: 1, credits_remaining: 9 } } });
		await until(() => sandbox.requests().some(({ operation }) => operation === 'conversation.getMany'), 'the first poll', 80_000);
		sandbox.control('pingback', 'advance', { id: answered, message: { content: 'Is it there yet?' } });
		sandbox.control('pingback', 'advance', { id: handed, message: { content: 'I want to talk to a person.' } });
		await until(() => saidIn(answered).length > 0 && sandbox.requests().some(({ path }) => path.includes(`${handed}/assign/`)), 'answer and hand-off', 80_000);
		expect(saidIn(answered)).toEqual(['Sandbox answer to: Is it there yet?']);
		expect(saidIn(handed)).toEqual(['A colleague will have a look and answer you here.']);
		expect(sandbox.requests().filter(({ path }) => path.includes(`${answered}/assign/`))).toEqual([]);
	});

	it('ask-and-wait-for-the-answer.json goes on with the answer that came while n8n kept the execution in its database', async () => {
		const execution = await stage.n8n.rest.finished(waiting);
		expect(execution).toMatchObject({ status: 'success', error: undefined });
		expect(execution.items('The answer').map(({ json }) => json)).toMatchObject([{ answer: 'It is order 4711.', round: 1 }]);
		expect(asked!.sent('pingback')).toHaveLength(1);
	});
});
