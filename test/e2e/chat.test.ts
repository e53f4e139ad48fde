import { openBrowser, type Browser } from '../../testing/wholeN8n/browser';
import { chatWorkflow, SAID, say, type ChatStart } from '../../testing/wholeN8n/chats';
import { openStage, type Stage } from '../../testing/wholeN8n/stage';
import { Ui } from '../../testing/wholeN8n/ui';
import { vendorStep } from '../../testing/wholeN8n/workflows';
import { streamingWays } from '../../testing/faults/streamingWays';
import { figure } from './support/figure';
import { generations } from './support/generations';

// Answers that appear while they are written, in whole n8n: over HTTP, and in the chat of the editor.

const { E2E_PICTURES: pictures } = process.env;
const ways = streamingWays();
const starts: ChatStart[] = ['chatTrigger', 'webhook'];
const SAYING = 'How do I reset my password when I no longer have the phone with the app?';

describe.each(generations())('n8n $n8n', ({ installed, isFloor }) => {
	let stage: Stage;
	let browser: Browser | undefined;
	let ui: Ui;

	beforeAll(async () => {
		stage = await openStage(await installed());
		browser = await openBrowser('light');
		ui = new Ui(browser.page, stage.n8n.url, pictures);
		await ui.login();
	});
	afterAll(async () => {
		await browser?.close();
		await stage?.stop();
	});
	beforeEach(() => stage.sandbox.reset());

	const chatOf = async ({ vendor, operation, sample: name }: (typeof ways)[number], path: string, start: ChatStart) => {
		const { samples } = stage.sandbox.operations[vendor]![operation]!;
		const sample = samples.find((one) => one.name === name)!;
		const answer = { ...vendorStep(vendor, sample, stage.credentials, { text: SAID[start] }), name: 'Answer' };
		return await stage.n8n.rest.createWorkflow(chatWorkflow(path, start, answer));
	};

	describe.each(ways)('$vendor $operation', (way) => {
		it.each(starts)('answers a client of %s piece by piece', async (start) => {
			stage.sandbox.configure({ streaming: { everyMs: 100 } });
			const path = `${start}-${way.vendor}-${way.operation}`.replace('.', '-');
			const workflow = await chatOf(way, path, start);
			await stage.n8n.rest.activate(workflow);
			const chunks = await say(stage.n8n.url, path, start, SAYING);
			const pieces = chunks.filter(({ type }) => type === 'item');
			const own = chunks.filter(({ metadata }) => metadata?.nodeName === 'Answer').map(({ type }) => type);
			expect(own).toEqual(['begin', ...pieces.map(() => 'item'), 'end']);
			expect(pieces.length).toBeGreaterThan(10);
			const [item] = (await stage.n8n.rest.lastExecution(workflow.id)).items('Answer');
			const [message] = item!.json.messages as Array<{ text: string }>;
			expect(pieces.map(({ content }) => content).join('')).toBe(message!.text);
			expect(message!.text).toContain(SAYING);
			figure(`${pieces.length} pieces, the last ${pieces.at(-1)!.at - pieces[0]!.at} ms after the first`);
			expect(pieces.at(-1)!.at - pieces[0]!.at).toBeGreaterThan(500);
		});

		/** The editor of n8n 1.x shows no node's answer before its end; a published chat does. */
		const shown = isFloor ? 'shows the whole answer in the chat of the editor' : 'shows the beginning in the chat of the editor while the rest is written';
		it(shown, async () => {
			stage.sandbox.configure({ streaming: { everyMs: isFloor ? 20 : 400 } });
			const { id } = await chatOf(way, `editor-${way.vendor}-${way.operation}`.replace('.', '-'), 'chatTrigger');
			await ui.openWorkflow(id);
			await ui.say(SAYING);
			const answer = ui.page.getByText(/Sandbox answer/).last();
			await answer.waitFor();
			if (!isFloor) {
				// The stand-in has not ended its answer.
				expect(stage.sandbox.inFlight().now).toBe(1);
				expect(await answer.innerText()).not.toContain('with the app?');
				if (way.operation === 'message.send' && way.vendor === 'poppyAi') await ui.picture('chat');
			}
			await ui.page.getByText(/Sandbox answer[^]*with the app\?/).last().waitFor();
			expect(stage.sandbox.sent(way.vendor)).toHaveLength(1);
		});
	});
});
