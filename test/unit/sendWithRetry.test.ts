import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '../../nodes/shared/account/connection';
import { UnexpectedAnswer } from '../../nodes/shared/base/json';
import { sendWithRetry } from '../../nodes/shared/send/sendWithRetry';
import type { SendOptions } from '../../nodes/shared/send/sendWithRetry';
import { Failure } from '../../nodes/shared/failure/failure';
import { Gate } from '../../nodes/shared/send/gate';
import { FixedPlaces } from '../../nodes/shared/send/places';
import type { Vendor } from '../../nodes/shared/vendor';
import { CancelToken } from '../../nodes/shared/send/cancelToken';
import { pingback } from '../../nodes/Pingback/vendor';
import { poppyAi } from '../../nodes/PoppyAi/vendor';
import { quickbot } from '../../nodes/Quickbot/vendor';
import { userDesk } from '../../nodes/UserDesk/vendor';
import type { LocalServer } from '../support/http';
import { httpRequestOf, serve } from '../support/http';

interface Answer {
	status: number;
	body?: unknown;
	headers?: Record<string, string>;
}

const KEY = 'sandbox-secret-key';
const httpRequest = httpRequestOf('n8n-core');

let server: LocalServer;
let answers: Answer[] = [];
beforeAll(async () => {
	server = await serve((_seen, response) => {
		const { status, body = '', headers = {} } = (answers.length > 1 ? answers.shift() : answers[0])!;
		if (status === 0) return response.destroy();
		const type = typeof body === 'string' ? 'text/html' : 'application/json';
		return response.writeHead(status, { 'content-type': type, ...headers }).end(typeof body === 'string' ? body : JSON.stringify(body));
	});
});
afterAll(async () => await server.stop());

async function attempt(vendor: Vendor, planned: Answer[], changes: Partial<SendOptions> = {}, more: Partial<Connection> = {}) {
	answers = [...planned];
	server.seen.length = 0;
	const gate = new Gate(new FixedPlaces(1));
	await gate.enter();
	const connection: Connection = { id: 'test', accountKey: 'test', baseUrl: server.url, secrets: [KEY], send: httpRequest, ...more };
	const request = { method: 'POST' as const, path: '/api', body: {}, confidential: ['session-of-nathan'] };
	const options: SendOptions = {
		vendor,
		operation: { action: 'Create conversation' },
		idempotent: false,
		maxRetries: 3,
		timeoutMs: 5000,
		gate,
		cancelled: new CancelToken(),
		...changes,
	};
	const ended: unknown = await sendWithRetry(request, connection, options).catch((error: unknown) => error);
	return { ended, sent: server.seen.length };
}

async function failed(...args: Parameters<typeof attempt>) {
	const { ended, sent } = await attempt(...args);
	if (!(ended instanceof Failure)) throw ended;
	const { error } = ended.toItem('test') as { error: Record<string, unknown> };
	return { ...(error as { message: string; description: string }), sent, retryAfterMs: ended.retryAfterMs };
}

const NOTHING = /The vendor did nothing with it\.$/;
const PERHAPS = /The vendor may have done it all the same: look there before you send it again\. n8n's Retry On Fail and Retry do not send it again, because Delivery is At Most Once; with At Least Once in the options they do\.$/;

describe('a failed request', () => {
	test.each<[string, Vendor, Answer, string, string, string, RegExp]>([
		[
			'Poppy AI: wrong key',
			poppyAi,
			{ status: 403, body: { error: 'Unauthorized', message: 'Invalid or missing API key.' } },
			'authentication',
			'notCreated',
			'Poppy AI: Create conversation failed: Invalid or missing API key. – Unauthorized (HTTP 403)',
			/^Poppy AI says: Invalid or missing API key\. – Unauthorized\. Check the API key/,
		],
		[
			'Poppy AI: no access',
			poppyAi,
			{ status: 403, body: { error: 'Forbidden' } },
			'forbidden',
			'notCreated',
			'Poppy AI: Create conversation failed: Forbidden (HTTP 403)',
			/^Poppy AI says: Forbidden\. /,
		],
		[
			'Poppy AI: unknown bot',
			poppyAi,
			{ status: 404, body: { error: 'Not found', details: { botId: '8c05 not found' } } },
			'notFound',
			'notCreated',
			'Poppy AI: Create conversation failed: botId: 8c05 not found (HTTP 404)',
			/^Poppy AI says: botId: 8c05 not found\. Check the board, chat, bot or conversation ID/,
		],
		[
			'Poppy AI: validation',
			poppyAi,
			{ status: 422, body: { error: 'Validation failed', message: 'Request validation failed.', details: {} } },
			'validation',
			'notCreated',
			'Poppy AI: Create conversation failed: Request validation failed (HTTP 422)',
			/^Poppy AI says: Request validation failed\. Correct the values/,
		],
		[
			'UserDesk: wrong key, without a body',
			userDesk,
			{ status: 401 },
			'authentication',
			'notCreated',
			'UserDesk: Create conversation failed because the credential was not accepted (HTTP 401)',
			/^Check the API key in the credential/,
		],
		[
			"UserDesk: another chatbot's key",
			userDesk,
			{ status: 403, body: '' },
			'forbidden',
			'notCreated',
			'UserDesk: Create conversation failed because access was denied (HTTP 403)',
			/^Each chatbot has an API key of its own/,
		],
		[
			'UserDesk: a fault with a web page',
			userDesk,
			{ status: 500, body: '<html><head><title>Oops</title></head><body><h1>Oops</h1></body></html>' },
			'vendorFault',
			'unknown',
			'UserDesk: Create conversation failed because the vendor had a fault (HTTP 500)',
			/^UserDesk says: Oops Oops\. .*It was not sent again, because it may have done its work\./,
		],
		[
			'Quickbot: unknown bot',
			quickbot,
			{ status: 404, body: { message: 'Bot not found', code: 'NOT_FOUND' } },
			'notFound',
			'notCreated',
			'Quickbot: Create conversation failed: Bot not found (HTTP 404)',
			/^Quickbot says: Bot not found\. Check the IDs: a conversation needs/,
		],
		[
			'Quickbot: closed bot',
			quickbot,
			{ status: 400, body: { message: 'Bot is closed', issues: [{ message: 'closed' }] } },
			'validation',
			'notCreated',
			'Quickbot: Create conversation failed: Bot is closed (HTTP 400)',
			/^Quickbot says: Bot is closed\. Check the values of this item, and that the bot is not closed\./,
		],
		[
			'Pingback: missing field',
			pingback,
			{ status: 422, body: { detail: [{ loc: ['body', 'business_id'], msg: 'field required', type: 'missing' }] } },
			'validation',
			'notCreated',
			'Pingback: Create conversation failed: business_id: field required (HTTP 422)',
			/^Pingback says: business_id: field required\. /,
		],
		[
			'Pingback: plan limit',
			pingback,
			{ status: 402, body: { error: 'limit_exceeded', plan: 'Mini', feature: 'agents', current: 2, limit: 2, message: 'Too many agents' } },
			'planLimit',
			'notCreated',
			'Pingback: Create conversation failed: Too many agents – limit_exceeded – plan Mini, feature agents, 2 of 2 used (HTTP 402)',
			/^Pingback says: Too many agents – limit_exceeded – plan Mini, feature agents, 2 of 2 used\. Raise the Pingback plan/,
		],
		[
			'Pingback: the monthly cap',
			pingback,
			{ status: 429, body: { detail: 'Monthly message limit reached' } },
			'planLimit',
			'notCreated',
			'Pingback: Create conversation failed: Monthly message limit reached (HTTP 429)',
			/^Pingback says: Monthly message limit reached\. Raise the Pingback plan.* This is the cap of the plan, which waiting a moment does not lift\./,
		],
		[
			'a fault behind a proxy',
			pingback,
			{ status: 502, body: 'Bad Gateway' },
			'vendorFault',
			'unknown',
			'Pingback: Create conversation failed: Bad Gateway (HTTP 502)',
			/^Pingback says: Bad Gateway\. /,
		],
		[
			'a redirect',
			poppyAi,
			{ status: 307, body: '<p>moved</p>', headers: { location: 'http://127.0.0.1:1/elsewhere' } },
			'badResponse',
			'unknown',
			'Poppy AI: Create conversation failed because the answer is not what the vendor documents (HTTP 307)',
			/^The vendor answered with a redirect, which is never followed.*Check the Base URL\./,
		],
		[
			'a conflict',
			poppyAi,
			{ status: 409, body: { message: 'Exists' } },
			'validation',
			'notCreated',
			'Poppy AI: Create conversation failed: Exists (HTTP 409)',
			/^Poppy AI says: Exists\. /,
		],
		[
			'a vendor that did not wait',
			poppyAi,
			{ status: 408 },
			'timeout',
			'notCreated',
			'Poppy AI: Create conversation failed because no whole answer came in time (HTTP 408)',
			/./,
		],
		[
			'a connection cut',
			poppyAi,
			{ status: 0 },
			'network',
			'unknown',
			'Poppy AI: Create conversation failed because the connection failed',
			/^The connection broke off \(ECONNRESET\)\. Check the Base URL and the network/,
		],
	])('%s', async (_what, vendor, answer, reason, outcome, message, description) => {
		const failure = await failed(vendor, [answer]);

		expect(failure).toMatchObject({ message, reason, outcome, httpCode: answer.status || null, retries: 0, sent: 1 });
		expect(failure.description).toMatch(description);
		expect(failure.description).toMatch(outcome === 'unknown' ? PERHAPS : NOTHING);
		expect(`${failure.message}${failure.description}`).not.toMatch(/\n|undefined|null|\[object|\.\.| {2}/);
	});
});

describe('sending again', () => {
	const busy = (status = 503, after: string | null = '0'): Answer => ({
		status,
		body: { message: 'Busy' },
		headers: after === null ? {} : { 'retry-after': after },
	});
	const fine: Answer = { status: 201, body: { conversationId: 'a' } };

	test.each<[string, Answer[], number]>([
		['not at all', [fine], 0],
		['once', [busy(), fine], 1],
		['after 429 and 503', [busy(429), busy(), fine], 2],
		['as often as Max Retries allows', [busy(), busy(), busy(), fine], 3],
	])('%s, and says how often', async (_what, planned, retries) => {
		const { ended, sent } = await attempt(poppyAi, planned);

		expect(ended).toMatchObject({ status: 201, body: { conversationId: 'a' }, retries });
		expect(sent).toBe(retries + 1);
	});

	test.each<[number, RegExp]>([
		[0, /^Poppy AI says: Busy\. .*Max Retries is 0\./],
		[1, /Sent twice\. That was the last of 1 retry that Max Retries allows\./],
		[2, /Sent 3 times\. That was the last of 2 retries that Max Retries allows\./],
	])('at most %i times', async (maxRetries, description) => {
		const failure = await failed(poppyAi, [busy()], { maxRetries });

		expect(failure).toMatchObject({ httpCode: 503, reason: 'vendorFault', outcome: 'notCreated', retries: maxRetries, sent: maxRetries + 1 });
		expect(failure.description).toMatch(description);
		expect(failure.description).toMatch(NOTHING);
	});

	test('not when the vendor asks for too long a wait, and says so', async () => {
		const failure = await failed(poppyAi, [busy(429, '3600')]);

		expect(failure).toMatchObject({ httpCode: 429, reason: 'rateLimited', outcome: 'notCreated', retries: 0, sent: 1, retryAfterMs: 3_600_000 });
		expect(failure.description).toContain('The vendor asks to wait 3600 seconds. An item waits at most 120 seconds in all.');
	});

	test('waits as long as the vendor asks', async () => {
		const started = Date.now();
		const { ended } = await attempt(poppyAi, [busy(429, '1'), fine]);

		expect(ended).toMatchObject({ retries: 1 });
		expect(Date.now() - started).toBeGreaterThanOrEqual(990);
	});

	test("after Pingback's 429 only where it says how long", async () => {
		expect((await attempt(pingback, [busy(429, '0'), fine])).ended).toMatchObject({ retries: 1 });
		expect(await failed(pingback, [busy(429, null), fine])).toMatchObject({ reason: 'planLimit', retries: 0, sent: 1 });
	});

	test('a read also after a fault, a cut and a timeout', async () => {
		const { ended, sent } = await attempt(poppyAi, [{ status: 500 }, { status: 0 }, fine], { idempotent: true });

		expect(ended).toMatchObject({ retries: 2 });
		expect(sent).toBe(3);
	});

	test('does not say of a failed read that it may have worked', async () => {
		const failure = await failed(poppyAi, [{ status: 500, body: { message: 'Down' } }], { idempotent: true, maxRetries: 0 });

		expect(failure.description).toBe('Poppy AI says: Down. Try again later; if it stays, ask the vendor. Max Retries is 0.');
	});

	test('not once the run is stopped', async () => {
		const gate = new Gate(new FixedPlaces(1));
		await gate.enter();
		setTimeout(() => gate.close(), 100);
		const failing = failed(poppyAi, [busy(503, '2')], { gate });
		// Timers of one process fire in their order, however late they are.
		const failure = await Promise.race([failing, sleep(1500, undefined)]);

		expect(failure).toMatchObject({ reason: 'vendorFault', outcome: 'notCreated', retries: 0, sent: 1 });
		expect(failure?.description).toContain('It was not sent again because the run was stopped.');
	});

	test('not once the execution is cancelled', async () => {
		const cancelled = new CancelToken();
		cancelled.cancel();
		const failure = await failed(poppyAi, [fine], { cancelled });

		expect(failure).toMatchObject({ reason: 'cancelled', httpCode: null, sent: 0 });
	});
});

describe('a token that has expired', () => {
	const fine: Answer = { status: 200, body: { id: 'a' } };

	test('is renewed once, and the request sent with the new one', async () => {
		let renewals = 0;
		const renew = async () => void (renewals += 1);
		const { ended, sent } = await attempt(pingback, [{ status: 401 }, fine], {}, { renew });

		expect(ended).toMatchObject({ status: 200, retries: 0 });
		expect({ renewals, sent }).toEqual({ renewals: 1, sent: 2 });
	});

	test('is not renewed a second time', async () => {
		let renewals = 0;
		const renew = async () => void (renewals += 1);
		const failure = await failed(pingback, [{ status: 401, body: { detail: 'Invalid token' } }], {}, { renew });

		expect(failure).toMatchObject({ reason: 'authentication', outcome: 'notCreated', httpCode: 401, sent: 2 });
		expect(renewals).toBe(1);
	});

	const ownFailure = new Failure('Poppy AI: Create conversation failed because the vendor had a fault (HTTP 500)', {
		description: 'Poppy AI says: Down.',
		reason: 'vendorFault',
		outcome: 'unknown',
		httpCode: 500,
	});
	const login = (httpCode: string, more = {}) => Object.assign(new Error(`The login failed (${httpCode})`), { httpCode, description: 'Look at it', ...more });
	test.each<[string, unknown, object, RegExp]>([
		['a trade that failed', ownFailure, { reason: 'vendorFault', httpCode: 500 }, /^Poppy AI says: Down\./],
		['a trade that brought no token', new UnexpectedAnswer('The answer has no chatbot token.'), { reason: 'badResponse' }, /^The answer has no chatbot token\. /],
		['a wrong password', login('401'), { reason: 'authentication', httpCode: 401 }, /^The login failed \(401\)\. Look at it\. Check the access token/],
		['too many logins', login('429'), { reason: 'rateLimited', httpCode: 429 }, /^The login failed \(429\)/],
		['a login that is redirected', login('302'), { reason: 'badResponse', httpCode: 302 }, /Check the Base URL\./],
		['a login without a token', login('200'), { reason: 'badResponse', httpCode: 200 }, /^The login failed \(200\)/],
		['a login at a vendor with a fault', login('500'), { reason: 'vendorFault', httpCode: 500 }, /^The login failed \(500\)/],
		['a login that found nobody', login('ECONNREFUSED'), { reason: 'network', httpCode: null }, /^The connection was refused|^The login failed/],
	])('and cannot be renewed: %s', async (_what, thrown, expected, description) => {
		const renew = async () => await Promise.reject(thrown as Error);
		const failure = await failed(pingback, [{ status: 401 }], {}, { renew });

		expect(failure).toMatchObject({ ...expected, outcome: 'notCreated', sent: 1 });
		expect(failure.description).toMatch(description);
		expect(failure.description).not.toMatch(PERHAPS);
	});

	test('and a login that was refused before the request is not tried twice', async () => {
		let renewals = 0;
		const renew = async () => void (renewals += 1);
		const send = async () => await Promise.reject(login('401', { context: { beforeRequest: true } }));
		const failure = await failed(pingback, [fine], {}, { renew, send });

		expect(failure).toMatchObject({ reason: 'authentication', httpCode: 401, outcome: 'notCreated' });
		expect(renewals).toBe(0);
	});
});

test.each<[string, Answer]>([
	['in JSON', { status: 401, body: { message: `Key ${KEY} is wrong for session-of-nathan`, details: { [KEY]: KEY } } }],
	['in text', { status: 401, body: `Key ${KEY} is wrong for session-of-nathan` }],
	['in a page', { status: 500, body: `<html><p>${KEY} session-of-nathan</p></html>` }],
	['where the words are cut', { status: 500, body: { message: `session-of-nathan ${'x'.repeat(1970)}${KEY}` } }],
])('a secret that the vendor sends back stands in no text: %s', async (_what, answer) => {
	const failure = await failed(poppyAi, [answer]);

	expect(failure.description).toContain('[hidden]');
	expect(JSON.stringify(failure)).not.toMatch(/sandbox-sec|session-of/);
});
