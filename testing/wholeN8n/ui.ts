import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { owner } from './rest';

/** n8n's editor as a person uses it. */
export class Ui {
	constructor(
		readonly page: Page,
		private readonly url: string,
		/** Where pictures go; nowhere when they are not asked for. */
		private readonly pictures?: string,
	) {}

	async login(): Promise<void> {
		await this.page.goto(`${this.url}/signin`);
		await this.page.locator('input[name="emailOrLdapLoginId"]').fill(owner.email);
		await this.page.locator('input[name="password"]').fill(owner.password);
		await this.page.getByTestId('form-submit-button').click();
		await this.page.waitForURL(/home/);
	}

	async openWorkflow(id: string): Promise<void> {
		await this.page.goto(`${this.url}/workflow/${id}`);
		await this.page.getByTestId('canvas-node').first().waitFor();
	}

	/** Opens the panel of nodes behind the last node on the canvas. */
	async openNodePanel(): Promise<void> {
		await this.page.getByTestId('canvas-handle-plus').last().click();
		await this.searchBar.waitFor();
	}

	/** What the panel offers for a text. */
	async search(text: string): Promise<string[]> {
		await this.searchBar.fill(text);
		await this.page.waitForTimeout(500);
		return await this.offered.allInnerTexts();
	}

	/** Opens a node's actions in the panel and returns their names. */
	async showActions(displayName: string): Promise<string[]> {
		await this.search(displayName);
		await this.offer(displayName).click();
		await this.page.getByText(/^Actions/).first().waitFor();
		await this.page.waitForTimeout(500);
		return await this.offered.allInnerTexts();
	}

	async addAction(displayName: string, action: string): Promise<void> {
		await this.openNodePanel();
		await this.showActions(displayName);
		await this.offer(action).click();
		await this.page.getByTestId('ndv').waitFor();
	}

	/** Drags what the panel shows onto an empty place of the canvas. */
	async dragToCanvas(action: string): Promise<void> {
		const box = await this.offer(action).boundingBox();
		if (!box) throw new Error(`"${action}" is not to be seen`);
		await this.page.mouse.move(box.x + 20, box.y + box.height / 2);
		await this.page.mouse.down();
		await this.page.mouse.move(900, 320, { steps: 12 });
		await this.page.mouse.move(420, 300, { steps: 8 });
		await this.page.mouse.up();
	}

	async closeNode(): Promise<void> {
		const close = this.page.locator('[data-test-id="ndv-close-button"], [data-test-id="back-to-canvas"]').first();
		await close.click();
		await close.waitFor({ state: 'hidden' });
	}

	/** The entries of a From List field, opened. */
	async list(parameter: string): Promise<string[]> {
		await this.page.getByTestId(`resource-locator-${parameter}`).getByTestId('rlc-input').click();
		await this.entries.first().waitFor();
		return (await this.entries.allInnerTexts()).map((text) => text.trim());
	}

	async choose(entry: string): Promise<void> {
		await this.entries.filter({ hasText: entry }).first().click();
	}

	async fill(parameter: string, text: string): Promise<void> {
		const field = this.page.locator(
			`[data-test-id="parameter-input-${parameter}"] input, [data-test-id="parameter-input-${parameter}"] textarea`,
		);
		await field.first().fill(text);
	}

	/** Runs the open node and returns what its output panel shows once `awaited` is among it. */
	async execute(awaited: RegExp): Promise<string> {
		const output = this.page.getByTestId('output-panel');
		await this.page.getByTestId('node-execute-button').click();
		await output.getByText(awaited).first().waitFor();
		return await output.innerText();
	}

	/** Says something in the chat of the open workflow. */
	async say(words: string): Promise<void> {
		const input = this.page.getByTestId('chat-input').locator('visible=true').first();
		if (!(await input.isVisible())) await this.page.getByTestId('workflow-chat-button').first().click();
		const field = this.page.locator('[data-test-id="chat-input"] textarea, textarea[data-test-id="chat-input"]').first();
		await field.fill(words);
		await field.press('Enter');
	}

	/** A picture of the whole window, once messages that pop up are gone. */
	async picture(name: string): Promise<void> {
		if (!this.pictures) return;
		await mkdir(this.pictures, { recursive: true });
		await this.page.waitForTimeout(700);
		await this.page.evaluate(`document.querySelectorAll('.el-notification').forEach((one) => one.remove())`);
		await this.page.mouse.move(700, 20);
		await this.page.waitForTimeout(300);
		await this.page.screenshot({ path: path.join(this.pictures, `${name}.png`) });
	}

	/** Of the list that is open; closed ones stay in the page. */
	private get entries(): Locator {
		return this.page.getByTestId('rlc-item').filter({ visible: true });
	}

	private get searchBar(): Locator {
		return this.page.getByTestId('node-creator-search-bar');
	}

	private get offered(): Locator {
		return this.page.getByTestId('node-creator-item-name');
	}

	private offer = (name: string): Locator =>
		this.offered.filter({ hasText: new RegExp(`^\\s*${name.replace(/[.()?]/g, '\\$&')}\\s*$`) }).first();
}
