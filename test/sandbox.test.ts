import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import ts from 'typescript';
import { connectSandbox, discoverVendors, startSandbox, type Fault, type Sandbox } from '../testing/sandbox';
import { seeds as poppy } from '../testing/sandbox/vendors/poppyAi';

// What the sandbox does whoever the vendor is: faults, pace, records, and serving another process.

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

interface Answer {
	status: number;
	headers: http.IncomingHttpHeaders;
	text: string;
	/** Milliseconds from the request to the first byte and to the last. */
	firstByteMs: number;
	lastByteMs: number;
}

/** One request on a connection of its own, as n8n makes them. Rejects with the code of a broken connection. */
function ask(url: string, options: https.RequestOptions = {}, body?: string): Promise<Answer> {
	const { request } = url.startsWith('https:') ? https : http;
	const start = performance.now();
	return new Promise((resolve, reject) => {
		const asked = request(url, { agent: false, ...options }, (answer) => {
			const firstByteMs = performance.now() - start;
			let text = '';
			answer.setEncoding('utf8').on('data', (piece: string) => (text += piece));
			answer.on('error', (error: NodeJS.ErrnoException) =>
				reject(Object.assign(error, { status: answer.statusCode, text })),
			);
			answer.on('end', () =>
				resolve({
					status: answer.statusCode ?? 0,
					headers: answer.headers,
					text,
					firstByteMs,
					lastByteMs: performance.now() - start,
				}),
			);
		});
		asked.on('error', reject);
		asked.end(body);
	});
}

const PATH = '/poppyAi/api/conversation/new';
const headers = { 'x-api-key': poppy.apiKey, 'content-type': 'application/json' };
const bodyOf = (name: string) => JSON.stringify({ boardId: poppy.boardId, chatId: poppy.chatId, name });
const create = (name = 'A', url = sandbox.url) => ask(url + PATH, { method: 'POST', headers }, bodyOf(name));
const status = async (name?: string) => (await create(name)).status;
const made = () => sandbox.created('poppyAi').length;
/** Waits until it is so, at most some seconds: what is expected then says what is missing. */
const soon = async (check: () => boolean | Promise<boolean>) => {
	for (let left = 400; left > 0 && !(await check()); left -= 1) await new Promise((next) => setTimeout(next, 5));
};

describe('A fault', () => {
	test('answers with status, headers and body, and nothing is created', async () => {
		const body = { error: 'slow down' };
		sandbox.addFault({ answer: { status: 429, headers: { 'Retry-After': '7' }, body } });
		const struck = await create();
		expect(struck).toMatchObject({ status: 429, headers: { 'retry-after': '7' } });
		expect(JSON.parse(struck.text)).toEqual(body);
		expect(made()).toBe(0);
		expect(await status()).toBe(201);
	});

	test.each<[string, unknown, string, string]>([
		['HTML', '<html>Oops</html>', '<html>Oops</html>', 'text/html; charset=utf-8'],
		['broken JSON', '{"conversationId": ', '{"conversationId": ', 'application/json; charset=utf-8'],
		['null', null, 'null', 'application/json; charset=utf-8'],
		['a list', [], '[]', 'application/json; charset=utf-8'],
		['nothing', undefined, '', 'application/json; charset=utf-8'],
	])('can send %s', async (_what, body, text, type) => {
		sandbox.addFault({ answer: { status: 200, body } });
		expect(await create()).toMatchObject({ status: 200, text, headers: { 'content-type': type } });
	});

	test('can name its own content type', async () => {
		sandbox.addFault({ answer: { status: 500, headers: { 'Content-Type': 'text/plain' }, body: 'Bad luck' } });
		expect((await create()).headers['content-type']).toBe('text/plain');
	});

	test('lets the vendor create before the fault answers, if asked to', async () => {
		sandbox.addFault({ created: true, answer: { status: 500, body: 'Oops' } });
		expect(await create()).toMatchObject({ status: 500, text: 'Oops' });
		expect(made()).toBe(1);
	});

	test('strikes once, a given number of times, or always', async () => {
		const answer = { status: 503 };
		sandbox.addFault({ answer, times: 2 });
		expect([await status(), await status(), await status()]).toEqual([503, 503, 201]);
		sandbox.addFault({ answer });
		expect([await status(), await status()]).toEqual([503, 201]);
		sandbox.addFault({ answer, times: -1 });
		expect([await status(), await status(), await status()]).toEqual([503, 503, 503]);
		sandbox.reset();
		sandbox.addFault({ answer, times: Infinity });
		expect([await status(), await status()]).toEqual([503, 503]);
	});

	test('lets the first requests pass, which the next fault may strike', async () => {
		sandbox.addFault({ answer: { status: 503 }, skip: 1 });
		sandbox.addFault({ answer: { status: 500 } });
		expect([await status(), await status(), await status()]).toEqual([500, 503, 201]);
	});

	test.each<[string, Fault, number]>([
		['the vendor', { vendor: 'poppyAi' }, 418],
		['another vendor', { vendor: 'pingback' }, 201],
		['the operation', { operation: 'conversation.create' }, 418],
		['another operation', { operation: 'message.send' }, 201],
		['text in the body', { match: '"Item 3"' }, 418],
		['text in the path', { match: '/conversation/new' }, 418],
		['text that is not there', { match: 'Item 4' }, 201],
		['all of it but the operation', { vendor: 'poppyAi', match: 'Item 3', operation: 'chat.getMany' }, 201],
	])('matches %s', async (_what, fault, expected) => {
		sandbox.addFault({ ...fault, answer: { status: 418 } });
		expect(await status('Item 3')).toBe(expected);
	});

	test('strikes a route by the name of any operation that uses it', async () => {
		sandbox.addFault({ operation: 'conversation.getMany', answer: { status: 418 } });
		expect((await ask(`${sandbox.url}/poppyAi/api/chats?board_id=abc123`, { headers })).status).toBe(418);
	});

	test('strikes before the key is checked', async () => {
		sandbox.addFault({ answer: { status: 500 } });
		const answer = await ask(
			sandbox.url + PATH,
			{ method: 'POST', headers: { 'content-type': 'application/json' } },
			'{}',
		);
		expect(answer.status).toBe(500);
	});

	test('delays the work, or the answer after the work', async () => {
		sandbox.addFault({ delayMs: 400 });
		const before = create();
		await soon(() => sandbox.requests().length === 1);
		expect(made()).toBe(0);
		expect((await before).status).toBe(201);
		expect((await before).firstByteMs).toBeGreaterThanOrEqual(395);
		expect(made()).toBe(1);

		sandbox.addFault({ delayMs: 400, created: true });
		const after = create();
		await soon(() => made() === 2);
		expect(sandbox.requests()).toMatchObject([{ status: 201 }, { status: null }]);
		expect((sandbox.created('poppyAi')[1]?.at ?? 0) - (sandbox.requests()[1]?.startedAt ?? 0)).toBeLessThan(300);
		expect((await after).firstByteMs).toBeGreaterThanOrEqual(395);
	});

	test('delays an answer of its own', async () => {
		sandbox.addFault({ delayMs: 100, answer: { status: 503 } });
		const answer = await create();
		expect(answer.status).toBe(503);
		expect(answer.firstByteMs).toBeGreaterThanOrEqual(95);
	});

	test.each([false, true])('cuts the connection before the answer (created: %s)', async (created) => {
		sandbox.addFault({ cut: 'beforeAnswer', created });
		await expect(create()).rejects.toMatchObject({ code: 'ECONNRESET' });
		expect(made()).toBe(created ? 1 : 0);
		expect(sandbox.requests()).toMatchObject([{ status: null }]);
	});

	test.each([
		[false, 200],
		[true, 201],
	])('cuts the connection inside the body (created: %s)', async (created, status) => {
		sandbox.addFault({ cut: 'insideBody', created });
		const broken = await create().catch((error: unknown) => error);
		expect(broken).toMatchObject({ code: 'ECONNRESET', status });
		expect((broken as Answer).text.length).toBeGreaterThan(0);
		expect(made()).toBe(created ? 1 : 0);
	});

	test('cuts a kept-alive connection', async () => {
		const agent = new http.Agent({ keepAlive: true });
		sandbox.addFault({ cut: 'insideBody' });
		await expect(ask(sandbox.url + PATH, { method: 'POST', headers, agent }, bodyOf('A'))).rejects.toMatchObject({
			code: 'ECONNRESET',
		});
		agent.destroy();
	}, 5_000);

	test('cuts inside a body of its own', async () => {
		sandbox.addFault({ cut: 'insideBody', answer: { status: 502, body: '<html>abcdef</html>' } });
		await expect(create()).rejects.toMatchObject({ status: 502, text: '<html>abc' });
	});

	test('drips the normal answer', async () => {
		sandbox.addFault({ drip: { everyMs: 40, chunks: 5 } });
		const answer = await create();
		expect(answer.status).toBe(201);
		expect(JSON.parse(answer.text)).toHaveProperty('conversationId', sandbox.created('poppyAi')[0]?.id);
		expect(answer.lastByteMs - answer.firstByteMs).toBeGreaterThanOrEqual(150);
	});

	test('stops dripping when the client has gone', async () => {
		sandbox.addFault({ drip: { everyMs: 20, chunks: 50 } });
		const gone = new AbortController();
		const dripping = ask(sandbox.url + PATH, { method: 'POST', headers, signal: gone.signal }, bodyOf('A'));
		setTimeout(() => gone.abort(), 60);
		await expect(dripping).rejects.toThrow();
		await soon(() => sandbox.inFlight().now === 0);
		expect(sandbox.inFlight().now).toBe(0);
		expect(await status()).toBe(201);
	});

	test('sends 20 MB', async () => {
		sandbox.addFault({ bytes: 20 * 1024 * 1024 });
		const { status, text } = await create();
		expect(status).toBe(200);
		expect(text).toHaveLength(20 * 1024 * 1024);
		expect(Object.keys(JSON.parse(text) as object)).toEqual(['padding']);
		expect(made()).toBe(0);
	});

	test('redirects to an address that records what reaches it', async () => {
		sandbox.addFault({ answer: { status: 307, headers: { location: '/__sandbox/elsewhere?x=1' } } });
		const { headers: sent, status } = await create();
		expect(status).toBe(307);
		expect(sandbox.elsewhere()).toEqual([]);

		await ask(sandbox.url + String(sent.location), { method: 'POST', headers }, bodyOf('A'));
		expect(sandbox.elsewhere()).toMatchObject([
			{ method: 'POST', path: '/__sandbox/elsewhere', query: { x: '1' }, headers: { 'x-api-key': poppy.apiKey } },
		]);
		expect(sandbox.requests()).toHaveLength(1);
		await ask(sandbox.url.replace('127.0.0.1', 'localhost') + '/__sandbox/elsewhere/deeper', {
			headers: { 'content-type': 'text/odd' },
		});
		expect(sandbox.elsewhere()).toHaveLength(2);
	});
});

describe('The records', () => {
	test('hold each request and how it was answered', async () => {
		await ask(
			`${sandbox.url}${PATH}?board_id=a&board_id=b&chat_id=%C3%A9`,
			{ method: 'POST', headers },
			'{"name":"Ünï"}',
		);
		expect(sandbox.requests()).toEqual([
			{
				method: 'POST',
				path: PATH,
				query: { board_id: ['a', 'b'], chat_id: 'é' },
				headers: expect.objectContaining({ 'x-api-key': poppy.apiKey }),
				body: { name: 'Ünï' },
				vendor: 'poppyAi',
				operation: 'conversation.create',
				endedAt: expect.any(Number) as number,
				startedAt: expect.any(Number),
				status: 422,
				refusal: 'querystring/board_id must be string',
			},
		]);
		expect(Math.abs(Date.now() - (sandbox.requests()[0]?.startedAt ?? 0))).toBeLessThan(5_000);
	});

	test('hold a malformed body, an unknown path, and a path with its encoding', async () => {
		await ask(sandbox.url + PATH, { method: 'POST', headers }, '{oops');
		await ask(`${sandbox.url}/quickbot/v1/conversations`, { method: 'POST', headers }, '{}');
		await ask(`${sandbox.url}/poppyAi/api/conversation/a%2Fb`, { method: 'POST', headers }, '{}');
		expect(sandbox.requests()).toMatchObject([
			{ status: 400, body: '{oops', vendor: 'poppyAi' },
			{ status: 404, path: '/quickbot/v1/conversations' },
			{ status: 422, path: '/poppyAi/api/conversation/a%2Fb', operation: 'message.send' },
		]);
		expect(sandbox.requests()[1]).not.toHaveProperty('vendor', 'quickbot');
	});

	test('refuse another content type', async () => {
		const form = { ...headers, 'content-type': 'application/x-www-form-urlencoded' };
		expect((await ask(sandbox.url + PATH, { method: 'POST', headers: form }, 'boardId=abc123')).status).toBe(415);
		expect(made()).toBe(0);
	});

	test('stay empty if recording is off, while the counts go on', async () => {
		sandbox.configure({ record: false });
		await create();
		expect(sandbox.requests()).toEqual([]);
		expect(sandbox.counts('poppyAi')).toEqual({ created: 1, sent: 0 });
		sandbox.reset();
		await create();
		expect(sandbox.requests()).toHaveLength(1);
	});

	test('are forgotten at a reset, like everything that was created', async () => {
		await create();
		await ask(`${sandbox.url}/__sandbox/elsewhere`);
		sandbox.reset();
		expect([sandbox.requests(), sandbox.elsewhere(), sandbox.created('poppyAi')]).toEqual([[], [], []]);
		const chats = await ask(`${sandbox.url}/poppyAi/api/chats?board_id=abc123`, { headers });
		expect(chats.text).not.toContain('"A"');
	});

	test('are kept for each vendor separately', () => {
		expect(() => sandbox.created('nobody')).toThrow('no vendor "nobody"');
	});
});

describe('What is in flight', () => {
	/** A connection that is just closing still counts. */
	const untilQuiet = () => soon(() => sandbox.inFlight().sockets === 0);
	beforeEach(async () => {
		await untilQuiet();
		sandbox.reset();
	});

	test('is counted, with its peak and its sockets', async () => {
		sandbox.configure({ latencyMs: 100 });
		const asked = Array.from({ length: 7 }, () => create());
		await soon(() => sandbox.inFlight().now === 7);
		expect(sandbox.inFlight()).toEqual({ now: 7, peak: 7, sockets: 7, peakSockets: 7 });
		await Promise.all(asked);
		await untilQuiet();
		expect(sandbox.inFlight()).toEqual({ now: 0, peak: 7, sockets: 0, peakSockets: 7 });
		sandbox.reset();
		expect(sandbox.inFlight()).toEqual({ now: 0, peak: 0, sockets: 0, peakSockets: 0 });
	});

	test('counts a reused connection once', async () => {
		const agent = new http.Agent({ keepAlive: true, maxSockets: 2 });
		const get = () => ask(`${sandbox.url}/poppyAi/api/boards`, { agent, headers });
		await Promise.all(Array.from({ length: 8 }, get));
		expect(sandbox.inFlight()).toMatchObject({ now: 0, sockets: 2, peakSockets: 2 });
		agent.destroy();
	});

	test('forgets requests whose client left or whose connection was cut', async () => {
		sandbox.addFault({ cut: 'beforeAnswer' });
		await create().catch(() => {});
		await untilQuiet();
		sandbox.addFault({ delayMs: 10_000 });
		const gone = new AbortController();
		const waiting = ask(sandbox.url + PATH, { method: 'POST', headers, signal: gone.signal }, bodyOf('A'));
		await soon(() => sandbox.inFlight().now === 1);
		expect(sandbox.inFlight().now).toBe(1);
		gone.abort();
		await expect(waiting).rejects.toThrow();
		await untilQuiet();
		expect(sandbox.inFlight()).toEqual({ now: 0, peak: 1, sockets: 0, peakSockets: 1 });
	});
});

describe('The pace', () => {
	test('delays every answer by the latency', async () => {
		sandbox.configure({ latencyMs: 500 });
		expect((await create()).firstByteMs).toBeGreaterThanOrEqual(495);
		sandbox.configure({ latencyMs: 0 });
		const without: number[] = [];
		for (let turn = 0; turn < 5; turn += 1) without.push((await create()).firstByteMs);
		// The fastest, because each may have waited for another process of this machine.
		expect(Math.min(...without)).toBeLessThan(400);
	});

	test('can be set at the start, and a reset restores it', async () => {
		const slow = await startSandbox({ latencyMs: 80 });
		slow.configure({ latencyMs: 0 });
		slow.reset();
		expect((await create('A', slow.url)).firstByteMs).toBeGreaterThanOrEqual(78);
		await slow.stop();
	});

	test('admits a number of requests in any second, and answers the rest with 429 and Retry-After', async () => {
		sandbox.configure({ ratePerSecond: 3 });
		const answers = await Promise.all(Array.from({ length: 5 }, () => create()));
		expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 429, 429]);
		expect(answers.find(({ status }) => status === 429)?.headers['retry-after']).toBe('1');
		expect(made()).toBe(3);
		// Each vendor counts for itself.
		expect((await ask(`${sandbox.url}/pingback/api/v1/channels/`)).status).toBe(401);
		await new Promise((next) => setTimeout(next, 1_050));
		expect(await status()).toBe(201);
		sandbox.reset();
		expect(await Promise.all(Array.from({ length: 4 }, () => status()))).toEqual([201, 201, 201, 201]);
		sandbox.configure({ ratePerSecond: 1 });
		sandbox.configure({ ratePerSecond: 0 });
		expect(await Promise.all(Array.from({ length: 4 }, () => status()))).toEqual([201, 201, 201, 201]);
	});
});

describe('A vendor', () => {
	test('is found by its file', () => {
		const files = readdirSync(path.join(__dirname, '../testing/sandbox/vendors'));
		expect(discoverVendors().map(({ name }) => `${name}.ts`)).toEqual(files.sort());

		const folder = mkdtempSync(path.join(os.tmpdir(), 'vendors-'));
		writeFileSync(path.join(folder, 'acme.js'), 'exports.vendor = { name: "acme" };');
		writeFileSync(path.join(folder, 'acme.d.ts'), 'export {};');
		expect(discoverVendors(folder)).toEqual([{ name: 'acme' }]);
		writeFileSync(path.join(folder, 'other.js'), 'exports.seller = {};');
		expect(() => discoverVendors(folder)).toThrow('other.js exports no vendor');
		rmSync(folder, { recursive: true });
	});

	test('has base URLs that point here', () => {
		for (const data of Object.values(sandbox.credentials)) {
			for (const [field, value] of Object.entries(data)) {
				if (/baseUrl/i.test(field)) expect(value.startsWith(`${sandbox.url}/`)).toBe(true);
			}
		}
		const shipped = ['pingbackApi', 'poppyAiApi', 'poppyAiChatbotTokenApi', 'quickbotApi', 'userDeskApi'];
		expect(Object.keys(sandbox.credentials)).toEqual(expect.arrayContaining(shipped));
	});

	test('has only the levers that its file declares', () => {
		expect(() => sandbox.control('poppyAi', 'nope')).toThrow('poppyAi has no lever "nope"');
	});
});

describe('Another process', () => {
	test('has the same interface over HTTP', async () => {
		const remote = await connectSandbox(sandbox.url);
		expect(remote.url).toBe(sandbox.url);
		expect(remote.credentials).toEqual(sandbox.credentials);
		expect(remote.operations).toEqual(sandbox.operations);
		expect(Object.keys(remote).sort()).toEqual(
			[...Object.keys(sandbox), 'certificate'].sort().filter((key) => key !== 'certificate'),
		);

		await remote.addFault({ answer: { status: 503 }, times: Infinity });
		expect([await status(), await status()]).toEqual([503, 503]);
		await remote.reset();
		await remote.configure({ latencyMs: 60 });
		expect((await create()).firstByteMs).toBeGreaterThanOrEqual(58);

		expect(await remote.created('poppyAi')).toEqual(sandbox.created('poppyAi'));
		expect(await remote.sent('poppyAi')).toEqual([]);
		expect(await remote.counts('poppyAi')).toEqual({ created: 1, sent: 0 });
		expect(await remote.requests()).toEqual(sandbox.requests());
		expect(await remote.elsewhere()).toEqual([]);
		expect(await remote.inFlight()).toEqual({ ...sandbox.inFlight(), now: 0, peak: 1 });
		expect(await remote.control('pingback', 'seed', { conversations: [{ id: 'x' }] })).toEqual(['x']);
		await remote.expireTokens();
		await expect(remote.control('poppyAi', 'nope')).rejects.toThrow('poppyAi has no lever "nope"');
		await expect(remote.created('nobody')).rejects.toThrow('no vendor "nobody"');
		const { text } = await ask(`${sandbox.url}/__sandbox/call/constructor`, { method: 'POST', headers }, '[]');
		expect(text).toContain('no call');
	});

	test('can stop it', async () => {
		const other = await startSandbox();
		await (await connectSandbox(other.url)).stop();
		const refused = () =>
			connectSandbox(other.url).then(
				() => '',
				({ code }: NodeJS.ErrnoException) => code,
			);
		await soon(async () => (await refused()) === 'ECONNREFUSED');
		expect(await refused()).toBe('ECONNREFUSED');
	});

	test('reaches it on the port it chose, from this machine only', async () => {
		const probe = http.createServer().listen(0, '127.0.0.1');
		await new Promise((next) => probe.once('listening', next));
		const { port } = probe.address() as AddressInfo;
		await new Promise((next) => probe.close(next));
		const other = await startSandbox({ port });
		expect(other.url).toBe(`http://127.0.0.1:${port}`);
		for (const address of Object.values(os.networkInterfaces()).flat()) {
			if (!address || address.internal || address.family !== 'IPv4') continue;
			await expect(ask(`http://${address.address}:${port}/__sandbox/`)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
		}
		await other.stop();
	});

	test('speaks https with a certificate that a client can trust', async () => {
		const secure = await startSandbox({ https: true });
		try {
			expect(secure.url).toMatch(/^https:/);
			expect(secure.credentials.poppyAiApi?.baseUrl).toMatch(/^https:/);
			const options = { method: 'POST', headers };
			await expect(ask(secure.url + PATH, options, bodyOf('A'))).rejects.toMatchObject({
				code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
			});
			const trusting = { ...options, ca: secure.certificate };
			expect((await ask(secure.url + PATH, trusting, bodyOf('A'))).status).toBe(201);
			const remote = await connectSandbox(secure.url);
			expect(remote.certificate).toBe(secure.certificate);
			expect(await remote.counts('poppyAi')).toEqual({ created: 1, sent: 0 });
			expect(secure.inFlight()).toMatchObject({ now: 0, peak: 1, peakSockets: 1 });
		} finally {
			await secure.stop();
		}
	});
});

describe('main', () => {
	// Compiled by itself, so that neither an old build nor none is tested.
	let build = '';
	let main = '';
	beforeAll(() => {
		const parent = path.join(__dirname, '../build');
		mkdirSync(parent, { recursive: true });
		build = mkdtempSync(path.join(parent, 'sandbox-'));
		main = path.join(build, 'main.js');
		const root = path.join(__dirname, '../testing/sandbox');
		const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
		for (const file of files) {
			const { outputText } = ts.transpileModule(ts.sys.readFile(path.join(root, file)) ?? '', {
				compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
			});
			ts.sys.writeFile(path.join(build, file.replace(/ts$/, 'js')), outputText);
		}
	});
	const children: ChildProcess[] = [];
	afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));
	afterAll(() => rmSync(build, { recursive: true }));

	const start = async (args: string[] = []) => {
		const child = spawn(process.execPath, [main, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
		children.push(child);
		const line = await new Promise<string>((next) =>
			child.stdout.once('data', (data: Buffer) => next(data.toString())),
		);
		const ended = new Promise<number | null>((next) => child.once('exit', next));
		return { child, line, ended, url: (JSON.parse(line) as { url: string }).url };
	};

	test('prints its address in one line, and stops when its parent closes the pipe', async () => {
		const { child, line, ended, url } = await start();
		expect(line).toBe(`${JSON.stringify({ url })}\n`);
		expect(await (await connectSandbox(url)).counts('quickbot')).toEqual({ created: 0, sent: 0 });
		child.stdin.end();
		expect(await ended).toBe(0);
	});

	test('stops on SIGTERM, with a request in flight', async () => {
		const { child, ended, url } = await start();
		const remote = await connectSandbox(url);
		await remote.addFault({ delayMs: 60_000 });
		const waiting = create('A', url).catch((error: unknown) => error);
		await soon(async () => (await remote.inFlight()).now === 1);
		child.kill('SIGTERM');
		expect(await ended).toBe(0);
		expect(await waiting).toMatchObject({ code: 'ECONNRESET' });
	});

	test('stops when it is told so over HTTP', async () => {
		const { ended, url } = await start();
		await (await connectSandbox(url)).stop();
		expect(await ended).toBe(0);
	});

	test('keeps running when no parent holds its input', async () => {
		const child = spawn(process.execPath, [main], { stdio: ['ignore', 'pipe', 'inherit'] });
		children.push(child);
		const line = await new Promise<string>((next) =>
			child.stdout.once('data', (data: Buffer) => next(data.toString())),
		);
		await new Promise((next) => setTimeout(next, 200));
		const remote = await connectSandbox((JSON.parse(line) as { url: string }).url);
		expect(await remote.requests()).toEqual([]);
		child.kill('SIGTERM');
		await new Promise((next) => child.once('exit', next));
	});

	test('fails when its port is taken', async () => {
		const { port } = new URL(sandbox.url);
		const code = await new Promise((next) =>
			execFile(process.execPath, [main, '--port', port], (error) => next(error?.code)),
		);
		expect(code).toBe(1);
	});
});
