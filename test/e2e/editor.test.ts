import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readExamples } from '../../testing/examples';
import { packageOperations } from '../../testing/faults/ways';
import { openBrowser, type Browser } from '../../testing/wholeN8n/browser';
import { checkout, PACKAGE } from '../../testing/wholeN8n/package';
import type { Workflow } from '../../testing/wholeN8n/rest';
import { local, openStage, type Stage } from '../../testing/wholeN8n/stage';
import { Ui } from '../../testing/wholeN8n/ui';
import { manualStart, namedWorkflow, vendorStep } from '../../testing/wholeN8n/workflows';
import { generations } from './support/generations';
import { offeredNodes, type OfferedNode } from './support/offered';

/** The folder that pictures are put in, where they are asked for. */
const { E2E_PICTURES: pictures } = process.env;
const creators = packageOperations().filter(({ operation }) => operation === 'conversation.create');

const ALL = ['Pingback', 'Poppy AI', 'Quickbot', 'UserDesk'];
/** What people type in the node panel, and the nodes that it has to show. */
const TYPED: Record<string, string[]> = {
	'create conversation': ALL,
	'new conversation': ALL,
	create: ALL,
	'send message': ALL,
	'live chat': ALL,
	'support chat': ['Pingback', 'UserDesk'],
	'ai bot': ['Poppy AI', 'Quickbot', 'UserDesk'],
	chatbot: ['Poppy AI', 'Quickbot', 'UserDesk'],
	poppy: ['Poppy AI'],
	'poppy.ai': ['Poppy AI'],
	'quick bot': ['Quickbot'],
	'ping back': ['Pingback'],
	'pingback.live': ['Pingback'],
};

describe.each(generations())('n8n $n8n', ({ installed, isFloor }) => {
	let stage: Stage;
	let browser: Browser | undefined;
	let ui: Ui;

	beforeAll(async () => (stage = await openStage(await installed())));
	afterAll(async () => await stage?.stop());

	const logIn = (theme: 'light' | 'dark') => async () => {
		browser = await openBrowser(theme);
		ui = new Ui(browser.page, stage.n8n.url, pictures);
		await ui.login();
	};
	const logOut = async () => {
		await browser?.close();
		browser = undefined;
	};
	const openNewWorkflow = async (start = "When clicking 'Execute workflow'") => {
		const { id } = await stage.n8n.rest.createWorkflow(namedWorkflow('Trial', [manualStart(start)]));
		await ui.openWorkflow(id);
	};
	const openExample = async (picture: string) => {
		const { workflow: example } = readExamples<Workflow>().find(({ file }) => file === 'create-speak-read-back.json')!;
		const { id } = await stage.n8n.rest.createWorkflow(local(example, stage));
		await ui.openWorkflow(id);
		await ui.page.getByTestId('zoom-to-fit').click();
		// Else the Execute button covers the lowest row.
		await ui.page.getByTestId('zoom-out-button').click();
		await ui.page.waitForTimeout(800);
		await ui.picture(picture);
	};

	describe('in the light theme', () => {
		beforeAll(logIn('light'));
		afterAll(logOut);

		it('finds every node by its name and by each alias', async () => {
			await openNewWorkflow();
			await ui.openNodePanel();
			const missed: string[] = [];
			for (const node of await offeredNodes(stage)) missed.push(...(await missedSearches(ui, node)));
			expect(missed).toEqual([]);
		});

		it('finds the nodes by what people type for them', async () => {
			await openNewWorkflow();
			await ui.openNodePanel();
			const missed: string[] = [];
			for (const [words, names] of Object.entries(TYPED)) {
				const offered = await ui.search(words);
				missed.push(...names.filter((name) => !offered.some((shown) => shown.trim() === name)).map((name) => `"${words}" does not find ${name}`));
			}
			expect(missed).toEqual([]);
		});

		it('lets an action of a node be dragged onto the canvas', async () => {
			await openNewWorkflow();
			await ui.openNodePanel();
			const actions = await ui.showActions('Poppy AI');
			await ui.picture('actions');
			expect(actions).toEqual(expect.arrayContaining(['Create conversation', 'Send message']));

			const before = await ui.page.getByTestId('canvas-node').count();
			await ui.dragToCanvas('Create conversation');
			await ui.page.getByTestId('ndv').waitFor();
			await ui.closeNode();
			expect(await ui.page.getByTestId('canvas-node').count()).toBe(before + 1);
		});

		describe('for a first conversation', () => {
			beforeAll(async () => {
				await openNewWorkflow();
				await ui.addAction('Poppy AI', 'Create conversation');
			});

			it('rejects a wrong key, and accepts the right one', async () => {
				const { page } = ui;
				const data = stage.sandbox.credentials.poppyAiApi!;
				await page.getByTestId('node-credentials-select').click();
				await page.getByTestId('node-credentials-select-item-new').click();
				const save = page.getByTestId('credential-save-button');
				await ui.fill('apiKey', 'wrong-key');
				await ui.fill('baseUrl', data.baseUrl!);
				await save.click();
				await page.getByText(/Couldn.t connect with these settings/).waitFor();
				await ui.picture('credential-refused');
				await ui.fill('apiKey', data.apiKey!);
				await save.click();
				if (isFloor) {
					await page.getByText('Connection tested successfully').waitFor();
					await page.keyboard.press('Escape');
				}
				// n8n 2.x closes the dialog by itself, and only after a test that passed.
				await save.waitFor({ state: 'hidden' });
			});

			it('offers board and chat in a list', async () => {
				expect(await ui.list('boardId')).toContainEqual(expect.stringContaining('Launch plans'));
				await ui.picture('boards');
				await ui.choose('Launch plans');
				expect(await ui.list('chatId')).toContainEqual(expect.stringContaining('Pricing page'));
				await ui.picture('chats');
				await ui.choose('Pricing page');
			});

			it('runs the node and shows the conversation', async () => {
				const before = stage.sandbox.created('poppyAi').length;
				const output = await ui.execute(/conversationId/);
				await ui.picture('output');
				const [created] = stage.sandbox.created('poppyAi').slice(before);
				expect(output.replace(/\s/g, '')).toContain(created!.id);
			});

			it('says of a failed item what happened', async () => {
				const reason = 'Request validation failed. Please check your parameters.';
				const body = { error: 'Validation failed', message: reason, details: {} };
				stage.sandbox.addFault({ vendor: 'poppyAi', answer: { status: 422, body } });
				const output = await ui.execute(/Create conversation failed/);
				await ui.picture('failed');
				expect(output).toContain(reason);
			});
		});

		it('previews the output to the next node', async () => {
			await openNewWorkflow();
			await ui.addAction('Poppy AI', 'Create conversation');
			await ui.closeNode();
			await ui.openNodePanel();
			await ui.search('Edit Fields');
			await ui.page.getByTestId('node-creator-item-name').filter({ hasText: 'Edit Fields' }).first().click();
			const input = ui.page.getByTestId('ndv-input-panel');
			await input.getByText('conversationId').first().waitFor();
			await ui.picture('preview');
			const preview = await input.innerText();
			for (const key of ['vendor', 'createdAt', 'workspaceId', 'bot', 'messages']) expect(preview).toContain(key);
		});

		it('opens an example without an issue on any node', async () => {
			await openExample('example');
			expect(await ui.page.getByTestId('node-issues').count()).toBe(0);
		});

		(pictures ? it.each(creators) : it.skip.each(creators))('has its picture taken: the form of $vendor', async ({ vendor, operation }) => {
			const sample = stage.sandbox.operations[vendor]![operation]!.samples.at(-1)!;
			const node = { ...vendorStep(vendor, sample, stage.credentials), name: 'Create conversation' };
			const { id } = await stage.n8n.rest.createWorkflow(namedWorkflow(`Form of ${vendor}`, [manualStart(), node]));
			await ui.openWorkflow(id);
			await ui.page.getByTestId('canvas-node').last().dblclick();
			await ui.page.getByTestId('ndv').waitFor();
			await ui.page.waitForTimeout(500);
			await ui.picture(`form-${vendor}`);
		});
	});

	describe('in the dark theme', () => {
		beforeAll(logIn('dark'));
		afterAll(logOut);

		it('shows the dark icon of every node', async () => {
			await openExample('example-dark');
			expect(await ui.page.getByTestId('node-issues').count()).toBe(0);
			const icons = await ui.page.evaluate<string[]>(
				`[...document.querySelectorAll('[data-test-id="canvas-node"] img')].map((image) => image.src)`,
			);
			const ours = icons.filter((src) => src.includes(PACKAGE));
			expect(ours.length).toBeGreaterThan(0);
			expect(ours.filter((src) => !src.endsWith('.dark.svg'))).toEqual([]);

			await openNewWorkflow('Start');
			await ui.openNodePanel();
			await ui.showActions('Poppy AI');
			await ui.picture('actions-dark');
		});
	});
});

/** The texts under which the panel should offer the node, and does not. */
async function missedSearches(ui: Ui, { displayName, file, group }: OfferedNode & { file: string }): Promise<string[]> {
	const { alias = [] } = JSON.parse(await readFile(path.join(checkout, file.replace(/\.js$/, '.json')), 'utf8')) as { alias?: string[] };
	const isTrigger = group.includes('trigger');
	// An app's trigger and its actions are one entry, which answers to the aliases of the actions.
	const listed = isTrigger ? displayName.replace(/ Trigger$/, '') : displayName;
	const missed: string[] = [];
	for (const text of [displayName, ...(isTrigger ? [] : alias)]) {
		const offered = await ui.search(text);
		if (!offered.some((name) => name.trim() === listed)) missed.push(`"${text}" does not lead to ${listed}`);
	}
	return missed;
}
