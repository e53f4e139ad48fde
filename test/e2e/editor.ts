import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { openBrowser } from '../../testing/wholeN8n/browser';
import { checkout, manifest, PACKAGE, typeName } from '../../testing/wholeN8n/package';
import { local, openStage, readExamples, type Stage } from '../../testing/wholeN8n/stage';
import { Ui } from '../../testing/wholeN8n/ui';
import { namedWorkflow, manualStart, vendorStep } from '../../testing/wholeN8n/workflows';
import { isFloor, type Part, type PartContext } from './part';

export const editorPart: Part = async (context) => {
	const { installed, tarball, report } = context;
	const stage = await openStage(installed, { tarball });
	try {
		await inLight(context, stage);
		await report.check('dark theme: the icons of all nodes are the dark ones', () => inDark(context, stage));
	} finally {
		await stage.stop();
	}
};

async function inLight({ report, screenshots, ...context }: PartContext, stage: Stage): Promise<void> {
	const { sandbox, n8n } = stage;
	const browser = await openBrowser('light');
	const ui = new Ui(browser.page, n8n.url, screenshots);
	const { page } = ui;
	const newWorkflow = async () => {
		const { id } = await n8n.rest.createWorkflow(namedWorkflow('Trial', [manualStart("When clicking 'Execute workflow'")]));
		await ui.openWorkflow(id);
	};
	try {
		await report.check('logging in', () => ui.login());
		await report.check('every node is found by its name and by each alias', async () => {
			await newWorkflow();
			await ui.openNodePanel();
			return await findsAll(ui, await offeredNodes(stage));
		});
		await report.check('a node shows its actions', async () => {
			const actions = await ui.showActions('Poppy AI');
			await ui.picture('actions');
			assert(actions.includes('Create conversation') && actions.includes('Send message'), actions.join(', '));
			return actions.join(', ');
		});
		await report.check('an action is dragged onto the canvas', async () => {
			const before = await page.getByTestId('canvas-node').count();
			await ui.dragToCanvas('Create conversation');
			await page.getByTestId('ndv').waitFor();
			await ui.closeNode();
			assert.equal(await page.getByTestId('canvas-node').count(), before + 1);
		});

		await report.check('a credential: a wrong key is told, the right one passes', async () => {
			await newWorkflow();
			await ui.addAction('Poppy AI', 'Create conversation');
			const data = sandbox.credentials.poppyAiApi as Record<string, string>;
			await page.getByTestId('node-credentials-select').click();
			await page.getByTestId('node-credentials-select-item-new').click();
			const save = page.getByTestId('credential-save-button');
			await ui.fill('apiKey', 'wrong-key');
			await ui.fill('baseUrl', data.baseUrl as string);
			await save.click();
			await page.getByText(/Couldn.t connect with these settings/).waitFor();
			await ui.picture('credential-refused');
			await ui.fill('apiKey', data.apiKey as string);
			await save.click();
			if (isFloor(context)) {
				await page.getByText('Connection tested successfully').waitFor();
				await page.keyboard.press('Escape');
			}
			// n8n 2.x closes the dialog by itself, and only after a test that passed.
			await save.waitFor({ state: 'hidden' });
		});
		await report.check('board and chat are chosen From List', async () => {
			const boards = await ui.list('boardId');
			await ui.picture('boards');
			await ui.choose('Launch plans');
			const chats = await ui.list('chatId');
			await ui.picture('chats');
			await ui.choose('Pricing page');
			return `${boards.join(', ')}; ${chats.join(', ')}`;
		});
		await report.check('it runs and shows the conversation', async () => {
			const before = sandbox.created('poppyAi').length;
			const output = await ui.execute(/conversationId/);
			await ui.picture('output');
			const [made] = sandbox.created('poppyAi').slice(before);
			assert(made && output.replace(/\s/g, '').includes(made.id), output);
		});
		await report.check('a failed item says what happened and what to do', async () => {
			const reason = 'Request validation failed. Please check your parameters.';
			sandbox.addFault({
				vendor: 'poppyAi',
				answer: { status: 422, body: { error: 'Validation failed', message: reason, details: {} } },
			});
			const output = await ui.execute(/Create conversation failed/);
			await ui.picture('failed');
			assert(output.includes(reason), output);
			return output.split('\n').find((line) => line.includes('Create conversation failed'));
		});
		await report.check('the next node previews what will come', async () => {
			await newWorkflow();
			await ui.addAction('Poppy AI', 'Create conversation');
			await ui.closeNode();
			await ui.openNodePanel();
			await ui.search('Edit Fields');
			await page.getByTestId('node-creator-item-name').filter({ hasText: 'Edit Fields' }).first().click();
			const input = page.getByTestId('ndv-input-panel');
			await input.getByText('conversationId').first().waitFor();
			await ui.picture('preview');
			const shown = await input.innerText();
			for (const key of ['vendor', 'createdAt', 'workspaceId', 'bot', 'messages']) assert(shown.includes(key), key);
		});
		if (screenshots) {
			for (const { vendor } of await offeredNodes(stage)) {
				await report.check(`the form of ${vendor}`, () => pictureOfForm(ui, stage, vendor));
			}
		}
		await report.check('an example workflow opens without an issue on any node', () => pictureOfExample(ui, stage, 'example'));
	} finally {
		await browser.close();
	}
}

interface Offered {
	vendor: string;
	displayName: string;
	alias: string[];
	trigger: boolean;
}

async function offeredNodes({ n8n }: Stage): Promise<Offered[]> {
	const all = (await (await n8n.rest.asset('/types/nodes.json')).json()) as Array<{
		name: string;
		displayName: string;
		group: string[];
	}>;
	const files = (await manifest()).n8n.nodes;
	return await Promise.all(
		files.map(async (file) => {
			const vendor = typeName(file);
			const node = all.find(({ name }) => name === `${PACKAGE}.${vendor}`);
			assert(node, `${vendor} is not offered`);
			const codex = JSON.parse(
				await readFile(path.join(checkout, file.replace(/\.js$/, '.json')), 'utf8'),
			) as { alias?: string[] };
			const trigger = node.group.includes('trigger');
			return { vendor, displayName: node.displayName, alias: codex.alias ?? [], trigger };
		}),
	);
}

async function findsAll(ui: Ui, nodes: Offered[]): Promise<string> {
	const missed: string[] = [];
	let searches = 0;
	for (const { displayName, alias, trigger } of nodes) {
		const listed = trigger ? displayName.replace(/ Trigger$/, '') : displayName;
		// An app's trigger and its actions are one entry, which answers to the aliases of the actions.
		for (const text of [displayName, ...(trigger ? [] : alias)]) {
			searches += 1;
			const offered = await ui.search(text);
			if (!offered.some((name) => name.trim() === listed)) missed.push(`"${text}" does not lead to ${listed}`);
		}
	}
	assert.deepEqual(missed, []);
	return `${searches} searches`;
}

async function pictureOfForm(ui: Ui, stage: Stage, vendor: string): Promise<void> {
	const operations = stage.sandbox.operations[vendor];
	const sample = operations?.['conversation.create']?.samples.at(-1);
	if (!sample) return;
	const { id } = await stage.n8n.rest.createWorkflow(
		namedWorkflow(`Form of ${vendor}`, [manualStart(), { ...vendorStep(vendor, sample, stage.credentials), name: 'Create conversation' }]),
	);
	await ui.openWorkflow(id);
	await ui.page.getByTestId('canvas-node').last().dblclick();
	await ui.page.getByTestId('ndv').waitFor();
	await ui.page.waitForTimeout(500);
	await ui.picture(`form-${vendor}`);
}

async function pictureOfExample(ui: Ui, stage: Stage, name: string): Promise<void> {
	const [first] = await readExamples();
	assert(first, 'there is an example');
	const { file: _, ...example } = first;
	const { id } = await stage.n8n.rest.createWorkflow(local(example, stage.credentials));
	await ui.openWorkflow(id);
	await ui.page.getByTestId('zoom-to-fit').click();
	// Else the Execute button covers the lowest row.
	await ui.page.getByTestId('zoom-out-button').click();
	await ui.page.waitForTimeout(800);
	await ui.picture(name);
	assert.equal(await ui.page.getByTestId('node-issues').count(), 0, 'no node has an issue');
}

async function inDark({ screenshots }: PartContext, stage: Stage): Promise<string> {
	const browser = await openBrowser('dark');
	const ui = new Ui(browser.page, stage.n8n.url, screenshots);
	try {
		await ui.login();
		await pictureOfExample(ui, stage, 'example-dark');
		const icons = await ui.page.evaluate<string[]>(
			`[...document.querySelectorAll('[data-test-id="canvas-node"] img')].map((image) => image.src)`,
		);
		const ours = icons.filter((src) => src.includes(PACKAGE));
		assert(ours.length > 0 && ours.every((src) => src.endsWith('.dark.svg')), ours.join('\n'));
		const { id } = await stage.n8n.rest.createWorkflow(namedWorkflow('Dark', [manualStart()]));
		await ui.openWorkflow(id);
		await ui.openNodePanel();
		await ui.showActions('Poppy AI');
		await ui.picture('actions-dark');
		return `${ours.length} icons`;
	} finally {
		await browser.close();
	}
}
