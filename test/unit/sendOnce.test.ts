import { createServer as createSecureServer } from 'node:https';
import { generate } from 'selfsigned';
import type { Connection } from '../../nodes/shared/account/connection';
import { observationOf } from '../../nodes/shared/failure/observation';
import type { SendResult } from '../../nodes/shared/send/sendOnce';
import { asLoginFailed, sendOnce } from '../../nodes/shared/send/sendOnce';
import type { ApiRequest } from '../../nodes/shared/request';
import { CancelToken } from '../../nodes/shared/send/cancelToken';
import type { LocalServer } from '../support/http';
import { CORE_PACKAGES, httpRequestOf, serve } from '../support/http';

const connectionTo = (baseUrl: string, send: Connection['send']): Connection => ({ id: 'test', accountKey: 'test', baseUrl, secrets: [], send });
/** What the failed item's text is made of. */
type Seen = Omit<SendResult, 'code' | 'observation'> & { note?: string };
const seen = ({ code, observation, ...result }: SendResult, timeoutMs = 5000): Seen => {
	const note = observationOf({ code, observation, ...result }, timeoutMs);
	return result.connection === undefined ? result : { ...result, note };
};

const LONGER_THAN_A_TEST_MS = 100_000;
const get: ApiRequest = { method: 'GET', path: '/ok' };

let server: LocalServer;
beforeAll(async () => {
	server = await serve(({ url }, response) => {
		const [, what, argument] = url.split('?')[0]!.split('/');
		const json = (status: number, body: string, headers = {}) => response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
		if (what === 'ok') json(200, '{"ok": true}');
		if (what === 'status') json(Number(argument), '{"message": "so it is"}', { 'retry-after': '7' });
		if (what === 'body') json(200, decodeURIComponent(argument ?? ''));
		if (what === 'html') response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>');
		if (what === 'nothing') response.writeHead(204).end();
		if (what === 'redirect') response.writeHead(302, { location: '/ok' }).end();
		if (what === 'cut') response.destroy();
		if (what === 'cutInside') {
			response.writeHead(Number(argument), { 'content-type': 'application/json', 'content-length': '1000' });
			response.write('{"id": "a", ');
			setTimeout(() => response.destroy(), 50);
		}
		// 'never' is not answered.
		if (what === 'drip') {
			response.writeHead(200, { 'content-type': 'application/json' });
			const drip = setInterval(() => response.write(' '), 50);
			response.on('close', () => clearInterval(drip));
		}
	});
});
afterAll(async () => await server.stop());

describe.each(CORE_PACKAGES)('through the HTTP request of %s', (core) => {
	const httpRequest = httpRequestOf(core);
	const ask = async (path: string, { timeoutMs = 5000, cancelled = new CancelToken(), baseUrl = server.url } = {}) =>
		seen(await sendOnce(connectionTo(baseUrl, httpRequest), { method: 'POST', path, body: {} }, timeoutMs, cancelled), timeoutMs);

	test.each<[string, Partial<Seen>]>([
		['/ok', { status: 200, body: { ok: true }, retryAfterMs: null }],
		['/nothing', { status: 204, body: '' }],
		['/body/null', { status: 200, body: null }],
		['/body/%5B%5D', { status: 200, body: [] }],
		['/body/', { status: 200, body: '' }],
		['/body/%7B%22id', { status: 200, body: '{"id' }],
		['/html', { status: 200, body: '<html>Sign in</html>' }],
		...[201, 400, 401, 402, 403, 404, 422, 429, 500, 502, 503, 504].map((status): [string, Partial<Seen>] => [
			`/status/${status}`,
			{ status, body: { message: 'so it is' }, retryAfterMs: 7000 },
		]),
		['/redirect', { status: 302 }],
		['/cut', { status: null, connection: 'cut', note: expect.stringMatching(/^The connection broke off \(ECONNRESET\)$/) }],
		['/cutInside/200', { status: 200, connection: 'cut', note: 'The connection broke off inside the answer' }],
	])('%s', async (path, expected) => {
		const result = await ask(path);

		expect(result).toMatchObject(expected);
		if (expected.connection === undefined) expect(result).not.toHaveProperty('connection');
	});

	test('sends each request once, also after 401, 500 and a redirect', async () => {
		for (const path of ['/status/401', '/status/500', '/redirect', '/cut']) {
			const before = server.seen.length;
			await ask(path);
			expect(server.seen.slice(before).map(({ url }) => url)).toEqual([path]);
		}
	});

	test('reports a refused connection as never made', async () => {
		const closed = await serve(() => undefined);
		await closed.stop();

		expect(await ask('/ok', { baseUrl: closed.url })).toEqual({
			status: null,
			connection: 'neverMade',
			retryAfterMs: null,
			note: 'The connection was refused (ECONNREFUSED)',
		});
	});

	test('reports a connection to an unknown host as never made', async () => {
		expect(await ask('/ok', { baseUrl: 'http://no-such-host.invalid' })).toMatchObject({
			status: null,
			connection: 'neverMade',
			note: expect.stringMatching(/\((ENOTFOUND|EAI_AGAIN)\)$/),
		});
	});

	test.each(['/never', '/drip'])('%s: the whole answer must come in time', async (path) => {
		expect(await ask(path, { timeoutMs: 300 })).toMatchObject({ status: null, connection: 'timeout', note: expect.stringMatching(/./) });
	});

	test('reports an untrusted certificate', async () => {
		const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }], { keySize: 2048 });
		const secure = await serve(
			(_seen, response) => response.end('{}'),
			(listener) => createSecureServer({ key, cert }, listener) as never,
		);
		const result = await ask('/ok', { baseUrl: secure.url.replace('http:', 'https:') });
		await secure.stop();

		expect(result).toMatchObject({ status: null, connection: 'untrusted', note: expect.stringMatching(/^The vendor's certificate is not trusted \(\w+\)$/) });
	});

	test('stops waiting at once when it is cancelled', async () => {
		const cancelled = new CancelToken();
		setTimeout(() => cancelled.cancel(), 100);

		expect(await ask('/never', { cancelled, timeoutMs: LONGER_THAN_A_TEST_MS })).toMatchObject({ status: null, cancelled: true });
	});

	test('sends nothing after it was cancelled', async () => {
		const cancelled = new CancelToken();
		cancelled.cancel();
		const before = server.seen.length;

		expect(await ask('/ok', { cancelled })).toMatchObject({ status: null, cancelled: true });
		await new Promise((resolve) => setTimeout(resolve, 100));
		expect(server.seen).toHaveLength(before);
	});

	test('sends method, path, query, headers and body as given', async () => {
		await sendOnce(
			connectionTo(`${server.url}/ok/base`, httpRequest),
			{
				method: 'PUT',
				path: '/a%2Fb/c%20d',
				query: { board_id: 'a b&c=d/é', page: 2, status: undefined },
				body: { name: 'Zoë 🙂', empty: undefined, none: null, list: ['a'] },
			},
			5000,
			new CancelToken(),
		);
		const { method, url, headers, body } = server.seen.at(-1)!;

		expect(`${method} ${url}`).toBe('PUT /ok/base/a%2Fb/c%20d?board_id=a+b%26c%3Dd%2F%C3%A9&page=2');
		expect(headers['content-type']).toMatch(/^application\/json/);
		expect(JSON.parse(body)).toEqual({ name: 'Zoë 🙂', none: null, list: ['a'] });
	});

	test('a read has neither body nor question mark', async () => {
		await sendOnce(connectionTo(server.url, httpRequest), { method: 'GET', path: '/ok', query: { page: undefined } }, 5000, new CancelToken());

		expect(server.seen.at(-1)).toMatchObject({ method: 'GET', url: '/ok', body: '' });
	});
});

// How n8n's authenticated request throws, measured on both engines: the code as httpCode, or as code on a cause.
describe('what n8n throws', () => {
	const nodeApiError = (httpCode: string | null, more: object = {}) => Object.assign(new Error('n8n says so'), { name: 'NodeApiError', httpCode, context: {}, ...more });
	const caused = (code: string) => Object.assign(new Error('outer'), { cause: Object.assign(new Error('inner'), { cause: Object.assign(new Error(), { code }) }) });

	test.each<[string, unknown, Partial<Seen>]>([
		['ECONNREFUSED', nodeApiError('ECONNREFUSED'), { status: null, connection: 'neverMade' }],
		['ENOTFOUND', nodeApiError('ENOTFOUND'), { status: null, connection: 'neverMade' }],
		['EAI_AGAIN', nodeApiError('EAI_AGAIN'), { status: null, connection: 'neverMade' }],
		['ECONNRESET', nodeApiError('ECONNRESET'), { status: null, connection: 'cut' }],
		['EPIPE', nodeApiError('EPIPE'), { status: null, connection: 'cut' }],
		['ECONNABORTED', nodeApiError('ECONNABORTED'), { status: null, connection: 'timeout' }],
		['ETIMEDOUT', nodeApiError('ETIMEDOUT'), { status: null, connection: 'timeout' }],
		['a certificate', nodeApiError('DEPTH_ZERO_SELF_SIGNED_CERT'), { status: null, connection: 'untrusted' }],
		['another certificate', nodeApiError('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), { status: null, connection: 'untrusted' }],
		['a host name that does not fit', nodeApiError('ERR_TLS_CERT_ALTNAME_INVALID'), { status: null, connection: 'untrusted' }],
		['a connection cut inside a 200', nodeApiError('200'), { status: 200, connection: 'cut' }],
		['a connection cut inside a 503', nodeApiError('503'), { status: 503, connection: 'cut' }],
		['a code that is a number', Object.assign(new Error(), { code: 200 }), { status: 200, connection: 'cut' }],
		['a code deeper down', caused('ECONNREFUSED'), { status: null, connection: 'neverMade' }],
		['no code', nodeApiError(null), { status: null, connection: 'cut', note: 'The connection broke off' }],
		['text', 'oops', { status: null, connection: 'cut' }],
		['nothing', undefined, { status: null, connection: 'cut' }],
		[
			'a login that was refused',
			nodeApiError('401', { message: 'The login failed (401)', description: 'Wrong password', context: { beforeRequest: true } }),
			{ status: 401, connection: 'loginFailed', note: 'The login failed (401). Wrong password' },
		],
		['a login without a connection', nodeApiError('ECONNREFUSED', { context: { beforeRequest: true } }), { status: null, connection: 'neverMade' }],
		['a login that broke off', nodeApiError('ECONNRESET', { context: { beforeRequest: true } }), { status: null, connection: 'loginFailed' }],
	])('%s', async (_what, thrown, expected) => {
		const send = async () => await Promise.reject(thrown as Error);

		expect(seen(await sendOnce(connectionTo('http://127.0.0.1', send), get, 1000, new CancelToken()))).toMatchObject({ retryAfterMs: null, ...expected });
	});

	test('leaves headers and keys out of the result', async () => {
		const thrown = Object.assign(new Error('Request failed with key sandbox-key'), { code: 'ECONNRESET', config: { headers: { 'x-api-key': 'sandbox-key' } } });
		const result = await sendOnce(connectionTo('http://127.0.0.1', async () => await Promise.reject(thrown)), get, 1000, new CancelToken());

		expect(JSON.stringify(result)).not.toContain('sandbox-key');
	});

	test.each<[string, unknown, Partial<Seen>]>([
		['401', nodeApiError('401'), { status: 401, connection: 'loginFailed', note: 'n8n says so' }],
		['ECONNREFUSED', nodeApiError('ECONNREFUSED'), { status: null, connection: 'neverMade' }],
		['nothing', undefined, { status: null, connection: 'loginFailed', note: '' }],
	])('a token that was not to be had: %s', (_what, thrown, expected) => {
		expect(seen(asLoginFailed(thrown))).toMatchObject(expected);
	});
});
