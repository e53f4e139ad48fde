import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cached } from './cache';
import { npm } from './install';

// What of Playwright is used here. The library itself lives in the cache, so its own types are not at hand.

export interface Locator {
	click(options?: { button?: 'right'; force?: boolean; timeout?: number; position?: { x: number; y: number } }): Promise<void>;
	dblclick(): Promise<void>;
	fill(text: string): Promise<void>;
	pressSequentially(text: string): Promise<void>;
	press(key: string): Promise<void>;
	hover(): Promise<void>;
	count(): Promise<number>;
	isVisible(): Promise<boolean>;
	textContent(): Promise<string | null>;
	innerText(): Promise<string>;
	allInnerTexts(): Promise<string[]>;
	inputValue(): Promise<string>;
	getAttribute(name: string): Promise<string | null>;
	waitFor(options?: { state?: 'visible' | 'hidden'; timeout?: number }): Promise<void>;
	dragTo(target: Locator, options?: { targetPosition?: { x: number; y: number } }): Promise<void>;
	screenshot(options: { path: string }): Promise<unknown>;
	boundingBox(): Promise<{ x: number; y: number; width: number; height: number } | null>;
	first(): Locator;
	last(): Locator;
	nth(index: number): Locator;
	all(): Promise<Locator[]>;
	filter(options: { hasText?: string | RegExp; has?: Locator; visible?: boolean }): Locator;
	locator(selector: string): Locator;
	getByTestId(id: string): Locator;
	getByText(text: string | RegExp, options?: { exact?: boolean }): Locator;
	getByRole(role: string, options?: { name?: string | RegExp; exact?: boolean }): Locator;
}

export interface Page {
	goto(url: string): Promise<unknown>;
	reload(): Promise<unknown>;
	url(): string;
	waitForURL(url: RegExp): Promise<void>;
	waitForTimeout(ms: number): Promise<void>;
	locator(selector: string): Locator;
	getByTestId(id: string): Locator;
	getByText(text: string | RegExp, options?: { exact?: boolean }): Locator;
	getByRole(role: string, options?: { name?: string | RegExp; exact?: boolean }): Locator;
	getByPlaceholder(text: string | RegExp): Locator;
	keyboard: { press(key: string): Promise<void>; type(text: string): Promise<void> };
	mouse: {
		move(x: number, y: number, options?: { steps?: number }): Promise<void>;
		down(): Promise<void>;
		up(): Promise<void>;
	};
	screenshot(options: { path: string; clip?: { x: number; y: number; width: number; height: number } }): Promise<unknown>;
	on(event: 'pageerror', listener: (error: Error) => void): void;
	setDefaultTimeout(ms: number): void;
	evaluate<T>(expression: string): Promise<T>;
}

interface Context {
	pages(): Page[];
	newPage(): Promise<Page>;
	route(url: (url: URL) => boolean, handler: (route: { abort(): Promise<void> }) => Promise<void>): Promise<void>;
	addInitScript(script: string): Promise<void>;
	close(): Promise<void>;
}

interface Playwright {
	chromium: { launchPersistentContext(profile: string, options: object): Promise<Context> };
}

export interface Browser {
	page: Page;
	close(): Promise<void>;
}

const PLAYWRIGHT = '1.65.1';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const ARGS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/** A headless Chromium with a fresh profile that reaches nothing but this machine. */
export async function openBrowser(theme: 'light' | 'dark'): Promise<Browser> {
	const executablePath = [process.env.CHROMIUM_PATH, ...CANDIDATES].find((file) => file && existsSync(file));
	if (!executablePath) {
		throw new Error(
			`The editor part needs Chromium, and there is none at ${CANDIDATES.join(', ')}. ` +
				'Install it (Debian: apt-get install chromium) or name it in CHROMIUM_PATH.',
		);
	}
	const { chromium } = await loadPlaywright();
	const profile = await mkdtemp(path.join(tmpdir(), 'n8n-nodes-conversations-'));
	const context = await chromium.launchPersistentContext(profile, {
		executablePath,
		headless: true,
		args: ARGS,
		viewport: { width: 1440, height: 900 },
		colorScheme: theme,
	});
	await context.route(
		({ hostname }) => hostname !== '127.0.0.1',
		(route) => route.abort(),
	);
	const page = context.pages()[0] ?? (await context.newPage());
	page.setDefaultTimeout(20_000);
	return {
		page,
		close: async () => {
			await context.close();
			await rm(profile, { recursive: true, force: true });
		},
	};
}

async function loadPlaywright(): Promise<Playwright> {
	const folder = await cached(
		'playwright',
		{ playwright: PLAYWRIGHT },
		async (into) => {
			await npm(['install', '--ignore-scripts', '--prefix', into, `playwright-core@${PLAYWRIGHT}`], { cwd: into });
		},
		() => {},
	);
	const playwright = createRequire(path.join(folder, 'package.json'))('playwright-core') as Playwright & {
		selectors: { setTestIdAttribute(name: string): void };
	};
	playwright.selectors.setTestIdAttribute('data-test-id');
	return playwright;
}
