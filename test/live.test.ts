import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startSandbox, type Sandbox } from '../testing/sandbox';
import { seeds as pingbackSeeds } from '../testing/sandbox/vendors/pingback';
import { seeds as quickbotSeeds } from '../testing/sandbox/vendors/quickbot';

// `npm run live`, against the stand-ins and against one that deviates.

let sandbox: Sandbox;
let folder: string;
beforeAll(async () => {
	sandbox = await startSandbox();
	folder = mkdtempSync(path.join(tmpdir(), 'live-'));
});
afterAll(async () => {
	await sandbox.stop();
	rmSync(folder, { recursive: true });
});
beforeEach(() => sandbox.reset());

const settings = (): Record<string, Record<string, string>> => {
	const { poppyAiApi, userDeskApi, quickbotApi, pingbackApi } = sandbox.credentials as Record<string, Record<string, string>>;
	return {
		'poppy-ai': { POPPY_AI_API_KEY: poppyAiApi!.apiKey!, POPPY_AI_BASE_URL: poppyAiApi!.baseUrl! },
		userdesk: { USERDESK_API_KEY: userDeskApi!.apiKey!, USERDESK_BASE_URL: userDeskApi!.baseUrl!, USERDESK_CHATBOT_ID: 'chatbot-with-greeting' },
		quickbot: {
			QUICKBOT_API_TOKEN: quickbotApi!.apiToken!,
			QUICKBOT_BASE_URL: quickbotApi!.baseUrl!,
			QUICKBOT_MANAGEMENT_BASE_URL: quickbotApi!.managementBaseUrl!,
			QUICKBOT_PUBLIC_ID: quickbotSeeds.publicId,
			QUICKBOT_WORKSPACE_ID: quickbotSeeds.workspaceId,
			QUICKBOT_BOT_ID: quickbotSeeds.botId,
		},
		pingback: { PINGBACK_EMAIL: pingbackApi!.email!, PINGBACK_PASSWORD: pingbackApi!.password!, PINGBACK_BASE_URL: pingbackApi!.baseUrl!, PINGBACK_BUSINESS_ID: pingbackSeeds.businessId },
	};
};

interface Ended {
	code: number | null;
	text: string;
}

/** What is typed in is the answer to its question. */
async function live(vendor: string, options: string[], env: Record<string, string> = settings()[vendor]!, typed = ''): Promise<Ended> {
	const script = path.join(__dirname, '..', 'build', 'scripts', 'live.js');
	const child = spawn(process.execPath, [script, vendor, ...options], { env: { PATH: process.env.PATH, ...env } });
	let text = '';
	for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
	child.stdin.end(typed);
	const code = await new Promise<number | null>((ended) => child.once('close', ended));
	return { code, text };
}

const VENDORS = ['pingback', 'poppy-ai', 'quickbot', 'userdesk'];

describe.each(VENDORS)('%s', (vendor) => {
	it('confirms what is as documented, and writes it without a value', async () => {
		const { code, text } = await live(vendor, ['--yes', '--all', `--out=${folder}`]);
		expect({ code, differs: /\*\*differs\*\*|Wrong/.test(text) }).toEqual({ code: 0, differs: false });
		const report = readFileSync(path.join(folder, `${vendor}.md`), 'utf8');
		expect(report).toContain('| confirmed |');
		const values = [...Object.values(settings()[vendor]!), '@', 'sandbox', '127.0.0.1', 'Where is my order', 'Alex', 'Hello'];
		expect(values.filter((value) => report.includes(value))).toEqual([]);
		expect(sandbox.requests().filter(({ refusal }) => refusal)).toEqual([]);
	}, 60_000);

	it('makes no call without a yes, and says which it would make', async () => {
		const { code, text } = await live(vendor, [], undefined, 'n\n');
		expect({ code, text }).toEqual({ code: 0, text: expect.stringMatching(/conversation\.(create|getMany) .*Nothing was sent/s) });
		expect(sandbox.requests()).toEqual([]);
	});

	it('names the settings that are missing', async () => {
		const { code, text } = await live(vendor, ['--yes'], vendor === 'quickbot' ? { QUICKBOT_BASE_URL: sandbox.url } : {});
		if (vendor !== 'quickbot') expect({ code, text }).toEqual({ code: 1, text: expect.stringContaining('needs these in the environment') });
		else expect(text).toContain('not tried: no bot is known');
		expect(sandbox.requests()).toEqual([]);
	}, 60_000);
});

it('says what differs where a vendor deviates', async () => {
	const conversation = { id: 5, status: 7, messages: 'none', created_at: '2024-01-01', surprise: 'secret words', 'ada@example.com': 1 };
	sandbox.addFault({ vendor: 'pingback', operation: 'conversation.getMany', answer: { status: 200, body: [conversation] } });
	sandbox.addFault({ vendor: 'pingback', operation: 'handoff.getMany', answer: { status: 403, body: { detail: 'Ada may not' } } });
	const { code, text } = await live('pingback', ['--yes']);
	expect(code).toBe(1);
	expect(text).toMatch(/\| `conversation\.getMany` \| GET → 200 \| \*\*differs\*\* \|/);
	expect(text).toContain('`[].status` (number, the page says string)');
	expect(text).toContain('`[].messages` (string, the page says list)');
	expect(text).toMatch(/Not on the page: `\[\]\.surprise` \(string\)/);
	expect(text).toMatch(/\| `handoff\.getMany` \| GET → 403 \| \*\*differs\*\* \|/);
	expect(text).toContain('the call failed (forbidden)');
	expect(text).toContain('`conversation.create` | – | not tried: only with --all');
	expect(['secret words', 'ada@example.com', 'Ada may'].filter((value) => text.includes(value))).toEqual([]);
}, 60_000);
