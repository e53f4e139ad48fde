import type { IDataObject } from 'n8n-workflow';
import path from 'node:path';
import { startEngine, type Engine, type RunOptions, type RunResult } from '../testing/engine';
import { CORES } from '../testing/stage';
import { outputsOf, workflowOf } from '../testing/workflows';
import { json, startTrialVendor, type TrialVendor } from './support/trialVendor';

// What no vendor of ours needs, in n8n's own engine: forms, parts, streams, files, OAuth2, regions, limits by reset time.

let vendor: TrialVendor;
let engines: Record<string, Engine>;

const oAuth2 = (more: object = {}) => ({
	...{ grantType: 'clientCredentials', clientId: 'trial-client', clientSecret: 'trial-client-secret', authentication: 'body', scope: '' },
	...{ accessTokenUrl: `${vendor.url}/token`, baseUrl: `${vendor.url}/api` },
	...more,
});

beforeAll(async () => {
	vendor = await startTrialVendor();
	const credentials = { trialApi: { apiKey: 'trial-api-key', region: 'eu', port: String(vendor.port), workspace: 'w-1' } };
	const packageDir = path.join(__dirname, 'fixtures/trial-package');
	const started = CORES.map(async (core) => [core, await startEngine({ core, packageDir, credentials })] as const);
	engines = Object.fromEntries(await Promise.all(started));
});
afterAll(async () => await Promise.all([vendor.stop(), ...Object.values(engines).map(async (engine) => await engine.stop())]));
beforeEach(() => vendor.reset());

interface Asked {
	operation: string;
	parameters?: object;
	input?: RunOptions['input'];
	oAuth2?: IDataObject;
	settings?: object;
	cancelAfterMs?: number;
}

describe.each(CORES)('on the %s n8n', (core) => {
	async function run({ operation, parameters = {}, input = [{}], oAuth2: data, settings = {}, ...more }: Asked): Promise<RunResult> {
		const [resource, name] = operation.split('.');
		const workflow = workflowOf({
			vendor: 'trial',
			credentials: [data ? 'trialOAuth2Api' : 'trialApi'],
			parameters: { resource, operation: name, authentication: data ? 'oAuth2' : 'apiKey', ...parameters },
			settings: { type: 'n8n-nodes-trial.trial', onError: 'continueRegularOutput', ...settings } as never,
		});
		return await engines[core]!.run(workflow, { input, ...(data && { credentials: { trialOAuth2Api: data } }), ...more });
	}
	const items = (result: RunResult): IDataObject[] => {
		if (result.error) throw new Error(`${result.error.message}: ${result.error.description ?? ''}`);
		return (outputsOf(result)[0] ?? []).map((item) => item.json);
	};
	const failures = (result: RunResult) => items(result).map(({ error }) => error as { message: string; description: string; reason: string; outcome: string; retries: number });
	const stream = (...pieces: Array<string | number>) => {
		vendor.answer = (_request, response) => {
			response.writeHead(200, { 'content-type': 'text/event-stream' });
			void (async () => {
				for (const piece of pieces) {
					if (typeof piece === 'string') response.write(piece);
					else await new Promise((resolve) => setTimeout(resolve, Math.abs(piece)));
					if (piece === -1) response.destroy();
				}
				response.end();
			})();
			return true;
		};
	};

	test('a form, with lists, headers and a query: any method', async () => {
		const [made] = items(await run({ operation: 'conversation.create', parameters: { subject: 'Zoë & co', trace: ' t-1 ', weight: 2 } }));

		expect(made).toMatchObject({ vendor: 'trial', conversationId: 'made-1', createdAt: '2023-11-14T22:13:20.000Z' });
		const [{ method, url, headers, body }] = vendor.seen as [TrialVendor['seen'][0]];
		expect([method, url]).toEqual(['PATCH', '/eu/tickets?tag=a&tag=b%26c']);
		expect(headers).toMatchObject({ 'content-type': 'application/x-www-form-urlencoded;charset=utf-8', 'x-trace': 't-1', 'x-workspace': 'w-1', 'x-api-key': 'trial-api-key' });
		expect(String(body)).toBe('subject=Zo%C3%AB+%26+co&weight=2&to=ada&to=bob');
	});

	test('a value that cannot stand in a header is refused, and an undefined header not sent', async () => {
		const [failed] = failures(await run({ operation: 'conversation.create', parameters: { subject: 'a', trace: 'a\r\nX-Evil: 1', weight: 1 } }));
		expect(failed).toMatchObject({ reason: 'validation', outcome: 'notCreated', message: expect.stringContaining('"Trace" has a character') });
		await run({ operation: 'conversation.create', parameters: { subject: 'a', weight: 1 } });
		expect(vendor.seen.map(({ headers }) => 'x-trace' in headers)).toEqual([false]);
	});

	describe('a file as a part', () => {
		const bytes = Buffer.from([0, 255, 13, 10, 45, 45, 200]);
		const binary = { photo: { data: bytes.toString('base64'), mimeType: 'image/png', fileName: 'a"b\r\nX: 1.png' } };
		const upload = async (attachment: string, input: RunOptions['input']) => await run({ operation: 'message.upload', parameters: { note: 'Hi', attachment }, input });

		test('arrives byte for byte, its name quoted', async () => {
			expect(items(await upload('photo', [{ binary }]))).toMatchObject([{ fileId: 'made-1' }]);

			const [{ headers, body }] = vendor.seen as [TrialVendor['seen'][0]];
			const sent = await new Response(new Uint8Array(body), { headers: { 'content-type': String(headers['content-type']) } }).formData();
			const file = sent.get('file') as File;
			expect(sent.get('note')).toBe('Hi');
			expect([file.type, Buffer.from(await file.arrayBuffer())]).toEqual(['image/png', bytes]);
			expect(String(body)).toContain('filename="a%22b%0D%0AX: 1.png"');
		});

		test('is sent again with the same bytes', async () => {
			vendor.answer = (_request, response, count) => (count === 1 ? (json(response, 503, {}), true) : undefined);
			expect(items(await upload('photo', [{ binary }]))).toMatchObject([{ fileId: 'made-2' }]);
			const [first, second] = vendor.seen;
			expect(second!.body.equals(first!.body)).toBe(true);
		});

		test.each([
			['another one', 'phot', 'The item has: photo.'],
			['none', '', 'Fill it in'],
		])('that is %s: the failure names the field and what there is', async (_what, attachment, advice) => {
			const [failed] = failures(await upload(attachment, [{ binary }]));
			expect(failed).toMatchObject({ reason: 'validation', outcome: 'notCreated', message: expect.stringContaining('"Input Data Field Name"') });
			expect(failed!.description).toContain(advice);
			expect(vendor.seen).toEqual([]);
		});

		test('that an item without files has not', async () => {
			expect(failures(await upload('photo', [{}]))[0]!.description).toContain('The item has no file');
		});
	});

	describe('an answer as events', () => {
		const ask = async (more: Partial<Asked> = {}) => await run({ operation: 'message.ask', ...more, parameters: { question: 'Who?', ...more.parameters } });

		test('is read while it comes, cut anywhere, and closed at its last event', async () => {
			const word = Buffer.from('data: Zoë\n\n');
			vendor.answer = (_request, response) => {
				response.writeHead(200, { 'content-type': 'text/event-stream' });
				response.write(': hello\r\n\r\ndata: I am \r');
				setTimeout(() => response.write('\n\r\n'), 20);
				setTimeout(() => response.write(word.subarray(0, 9)), 40);
				setTimeout(() => response.write(word.subarray(9)), 60);
				// It never ends by itself.
				setTimeout(() => response.write('data: [DONE]\n\ndata: more\n\n'), 80);
				// The newest n8n closes the connection with the next bytes.
				setTimeout(() => response.write('data: more\n\n'), 120);
				return true;
			};
			expect(items(await ask())).toMatchObject([{ text: 'I am Zoë' }]);
			expect(vendor.seen[0]!.headers.accept).toContain('text/event-stream');
			await new Promise((resolve) => setTimeout(resolve, 300));
			expect(vendor.closed).toBe(1);
		});

		test('that is plain JSON all the same', async () => {
			vendor.answer = (_request, response) => (json(response, 200, { text: 'plain' }), true);
			expect(items(await ask())).toMatchObject([{ text: 'plain' }]);
		});

		test.each([400, 401, 500])('that is no answer: %i and its reason', async (status) => {
			vendor.answer = (_request, response) => (json(response, status, { message: 'So it is' }), true);
			const [failed] = failures(await ask());
			expect(failed).toMatchObject({ httpCode: status, outcome: status === 500 ? 'unknown' : 'notCreated' });
			expect(failed!.description).toContain('Trial says: So it is.');
			expect(vendor.seen).toHaveLength(1);
		});

		test.each<[string, Array<string | number>, string]>([
			['broke off', ['data: I am \n\n', 'data: here', 30, -1], 'The connection broke off inside the answer'],
			['ended before its last event', ['data: I am \n\n'], 'The connection broke off inside the answer'],
			['fell silent', ['data: I am \n\n', 2500], 'Nothing more of the answer came for 1 second'],
		])('that %s may have worked, keeps what came and is not sent again', async (_how, pieces, observation) => {
			stream(...pieces);
			const [failed] = failures(await ask());
			expect(failed).toMatchObject({ outcome: 'unknown', retries: 0, httpCode: 200 });
			expect(failed!.description).toContain(`${observation}. Until then it said: I am`);
			expect(vendor.seen).toHaveLength(1);
		});

		test('that comes too slowly as a whole', async () => {
			stream(...Array.from({ length: 20 }, (_, index) => [`data: ${index} \n\n`, 200]).flat());
			const [failed] = failures(await ask({ parameters: { options: { timeout: 1 } } }));
			expect(failed).toMatchObject({ reason: 'timeout', outcome: 'unknown' });
			expect(failed!.description).toContain('No whole answer came within 1 second. Until then it said: 0 1');
			await new Promise((resolve) => setTimeout(resolve, 400));
			expect(vendor.closed).toBe(1);
		});

		test('keeps its place until it has ended', async () => {
			let now = 0;
			let peak = 0;
			vendor.answer = (_request, response) => {
				peak = Math.max(peak, (now += 1));
				response.writeHead(200, { 'content-type': 'text/event-stream' });
				response.write('data: a\n\n');
				setTimeout(() => ((now -= 1), response.end('data: [DONE]\n\n')), 60);
				return true;
			};
			const result = await ask({ input: Array.from({ length: 8 }, () => ({})), parameters: { options: { concurrency: 2 } } });
			expect(items(result)).toHaveLength(8);
			expect(peak).toBe(2);
		});

		test('ends with the execution', async () => {
			stream(...Array.from({ length: 40 }, () => ['data: a\n\n', 100]).flat());
			const result = await ask({ cancelAfterMs: 500 });
			expect(result.status).toBe('canceled');
			await new Promise((resolve) => setTimeout(resolve, 200));
			expect(vendor.closed).toBe(1);
		});
	});

	test('text stays text, lines are lines, a file is a file', async () => {
		vendor.answer = ({ url }, response) => {
			const [type, body] = url.endsWith('/log') ? ['application/x-ndjson', '{"a":1}\n\n{"a":2}'] : url.endsWith('/image') ? ['image/png', '\u0001PNG'] : ['text/plain', '42'];
			response.writeHead(200, { 'content-type': type, 'content-disposition': "attachment; filename*=utf-8''a%20%C3%A9.png" }).end(body);
			return true;
		};
		const of = async (operation: string) => items(await run({ operation: `transcript.${operation}` }))[0];
		expect(await of('text')).toMatchObject({ body: '42' });
		expect(await of('streamed')).toMatchObject({ body: '42' });
		expect(await of('lines')).toMatchObject({ body: ['{"a":1}', '{"a":2}'] });
		expect(await of('file')).toMatchObject({ data: Buffer.from('\u0001PNG').toString('base64'), mimeType: 'image/png', fileName: 'a é.png', bytes: 4 });
	});

	describe('a failure in a 2xx', () => {
		const create = async () => await run({ operation: 'conversation.create', parameters: { subject: 'a', weight: 1 } });
		const refuse = (code: string, times = Infinity) => {
			vendor.answer = (_request, response, count) => (count <= times ? (json(response, 200, { ok: false, error: { code, message: 'No' } }), true) : undefined);
		};

		test.each([
			['rejected', 'validation', 'notCreated', 1],
			['anything', 'vendorFault', 'unknown', 1],
			['slow_down', 'rateLimited', 'notCreated', 2],
		])('%s is %s, %s', async (code, reason, outcome, requests) => {
			refuse(code);
			const parameters = { subject: 'a', weight: 1, options: { maxRetries: 1 } };
			const [failed] = failures(await run({ operation: 'conversation.create', parameters }));
			expect(failed).toMatchObject({ reason, outcome, httpCode: 200 });
			expect(failed!.description).toContain('Trial says: No');
			expect(vendor.seen).toHaveLength(requests);
		});

		test('that only says to wait is sent again', async () => {
			refuse('slow_down', 1);
			expect(items(await create())).toMatchObject([{ conversationId: 'made-2' }]);
		});
	});

	test('120 items at 30 requests in a while, with nothing but X-RateLimit-Reset: none is lost', async () => {
		const WINDOW_MS = 2000;
		let [windowEnds, taken] = [0, 0];
		vendor.answer = (_request, response) => {
			const now = Date.now();
			if (now >= windowEnds) [windowEnds, taken] = [now + WINDOW_MS, 0];
			if ((taken += 1) <= 30) return undefined;
			json(response, 429, {}, { 'x-ratelimit-reset': String(windowEnds / 1000) });
			return true;
		};
		const input = Array.from({ length: 120 }, () => ({}));
		const made = items(await run({ operation: 'conversation.create', parameters: { subject: 'a', weight: 1, options: { maxRetries: 2 } }, input }));
		expect(made.filter(({ error }) => error)).toEqual([]);
		expect(new Set(made.map(({ conversationId }) => conversationId)).size).toBe(120);
	});

	test('a vendor that says its limit is used up is not asked once more before it is lifted', async () => {
		let left = 5;
		let refused = 0;
		vendor.answer = (_request, response) => {
			if (left === 0) return (refused += 1), json(response, 429, {}, { 'x-ratelimit-reset': '1' }), true;
			if ((left -= 1) === 0) setTimeout(() => (left = 100), 900);
			json(response, 200, { id: 'made' }, { 'x-ratelimit-remaining': String(left), 'x-ratelimit-reset': '1' });
			return true;
		};
		const input = Array.from({ length: 12 }, () => ({}));
		const made = items(await run({ operation: 'conversation.create', parameters: { subject: 'a', weight: 1, options: { concurrency: 1 } }, input }));
		expect([made.length, refused]).toEqual([12, 0]);
	});

	describe('OAuth2', () => {
		const create = async (data: IDataObject, more: Partial<Asked> = {}) =>
			await run({ operation: 'conversation.create', parameters: { subject: 'a', weight: 1 }, oAuth2: data, ...more });
		const many = { input: Array.from({ length: 10 }, () => ({})) };
		const connected = () => oAuth2({ grantType: 'authorizationCode', oauthTokenData: { access_token: 'old-access-token', refresh_token: 'old-refresh-token', token_type: 'Bearer' } });

		test('ten items share the first token, and its headers go with it', async () => {
			expect(items(await create(oAuth2(), many))).toHaveLength(10);
			expect(vendor.tokenRequests).toHaveLength(1);
			const creates = vendor.seen.filter(({ method }) => method === 'PATCH');
			expect(creates).toHaveLength(10);
			for (const { headers } of creates) expect(headers).toMatchObject({ authorization: expect.stringMatching(/^Bearer access-token-/), 'x-version': '2' });
		});

		test('ten items share the renewal of a token that has expired, and nothing is sent twice', async () => {
			expect(items(await create(connected(), many)).filter(({ error }) => error)).toEqual([]);
			expect(vendor.tokenRequests.map(({ body }) => String(body))).toEqual([expect.stringContaining('refresh_token=old-refresh-token')]);
			const accepted = vendor.seen.filter(({ method, headers }) => method === 'PATCH' && headers.authorization !== 'Bearer old-access-token');
			expect(accepted).toHaveLength(10);
		});

		test('a refused renewal and a token endpoint that is not there: nothing was done', async () => {
			vendor.answerToken = (_request, response) => (json(response, 400, { error: 'invalid_grant', error_description: 'Revoked: old-refresh-token' }), true);
			const [refused] = failures(await create(connected()));
			expect(refused).toMatchObject({ reason: 'authentication', outcome: 'notCreated' });
			const [unreached] = failures(await create(oAuth2({ accessTokenUrl: 'http://127.0.0.1:1/token' })));
			expect(unreached).toMatchObject({ outcome: 'notCreated' });
			expect(JSON.stringify([refused, unreached])).not.toMatch(/old-refresh-token|trial-client-secret/);
			expect(vendor.seen.filter(({ method }) => method === 'PATCH')).toHaveLength(1);
		});

		test('no token stands in any text; what is public of it may', async () => {
			vendor.answer = ({ headers }, response) => {
				const { authorization } = headers;
				json(response, 400, { message: `You sent ${String(authorization)}, refresh-token-1-of-trial and trial-client-secret, of the Support Team` });
				return true;
			};
			const token = { access_token: 'known-access-token', refresh_token: 'refresh-token-1-of-trial', id_token: 'id-token-of-trial', token_type: 'Bearer', team: 'Support Team' };
			vendor.tokens.add('known-access-token');
			const [failed] = failures(await create(oAuth2({ grantType: 'authorizationCode', oauthTokenData: token })));
			expect(failed!.description).toContain('Trial says: You sent Bearer [hidden], [hidden] and [hidden], of the Support Team.');
			const renewed = failures(await create(connected()));
			expect(JSON.stringify(renewed)).not.toMatch(/access-token-\d|old-access-token|trial-client-secret/);
		});

		test('a redirect carries no token', async () => {
			vendor.answer = ({ url }, response) => (url.includes('/elsewhere') ? undefined : (response.writeHead(307, { location: `${vendor.url}/elsewhere` }).end(), true));
			vendor.tokens.add('known-access-token');
			const [failed] = failures(await create(oAuth2({ grantType: 'authorizationCode', oauthTokenData: { access_token: 'known-access-token', token_type: 'Bearer' } })));
			expect(failed).toMatchObject({ httpCode: 307 });
			expect(vendor.seen.filter(({ url }) => url.includes('elsewhere'))).toEqual([]);
		});
	});

	test('a base URL of a region that is none is refused before anything is sent', async () => {
		const credentials = { trialApi: { apiKey: 'trial-api-key', region: 'eu?x=', port: String(vendor.port), workspace: 'w' } };
		const workflow = workflowOf({
			vendor: 'trial',
			credentials: ['trialApi'],
			parameters: { resource: 'conversation', operation: 'create', subject: 'a', weight: 1 },
			settings: { type: 'n8n-nodes-trial.trial', onError: 'continueRegularOutput' } as never,
		});
		const [failed] = failures(await engines[core]!.run(workflow, { input: [{}], credentials }));
		expect(failed).toMatchObject({ reason: 'validation', message: expect.stringContaining('"Base URL" is not a web address') });
		expect(vendor.seen).toEqual([]);
	});
});
