import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, selectors, type Page } from 'playwright-core';

export interface Browser {
	page: Page;
	close(): Promise<void>;
}

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
	selectors.setTestIdAttribute('data-test-id');
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
	// n8n's editor loads many files, the first time from the disk.
	page.setDefaultTimeout(60_000);
	return {
		page,
		close: async () => {
			await context.close();
			await rm(profile, { recursive: true, force: true });
		},
	};
}
