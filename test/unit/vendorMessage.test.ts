import { oneLine, vendorMessage } from '../../nodes/shared/failure/vendorMessage';
import { passes } from '../support/passes';

describe("the vendors' documented errors", () => {
	test.each<[string, unknown, string]>([
		[
			'Poppy AI: wrong key',
			{ error: 'Unauthorized', message: 'Invalid or missing API key.' },
			'Invalid or missing API key. – Unauthorized',
		],
		[
			'Poppy AI: validation, with empty details',
			{ error: 'Validation failed', message: 'Request validation failed. Please check your parameters.', details: {} },
			'Request validation failed. Please check your parameters.',
		],
		[
			'Poppy AI: validation, with details by field',
			{ error: 'Validation failed', message: 'Check your parameters.', details: { boardId: 'is required', chatId: ['is required', 'is short'] } },
			'Check your parameters. – Validation failed – boardId: is required; chatId: is required; is short',
		],
		['Poppy AI: wrong chatbot token', { error: 'Unauthorized', details: {} }, 'Unauthorized'],
		[
			'Poppy AI: unknown bot',
			{ error: 'Not found', details: { botId: '8c050854-b29f-44fe-a00d-7b3e5dc42fba not found' } },
			'botId: 8c050854-b29f-44fe-a00d-7b3e5dc42fba not found',
		],
		['UserDesk: an error without a body', '', ''],
		[
			'Quickbot: a schema error',
			{ message: 'Input validation failed', code: 'BAD_REQUEST', issues: [{ message: 'Required' }, { message: 'Invalid URL' }] },
			'Input validation failed – Required; Invalid URL',
		],
		['Quickbot: unknown bot', { message: 'Bot not found', code: 'NOT_FOUND' }, 'Bot not found'],
		['Pingback: detail as text', { detail: 'Invalid channel' }, 'Invalid channel'],
		[
			'Pingback: detail as a list',
			{
				detail: [
					{ loc: ['body', 'business_id'], msg: 'field required', type: 'value_error.missing' },
					{ loc: ['body', 'customer', 0, 'email'], msg: 'value is not a valid email address', type: 'value_error.email' },
					{ loc: ['query', 'limit'], msg: 'value is not a valid integer', type: 'type_error.integer' },
				],
			},
			'business_id: field required; customer.0.email: value is not a valid email address; query.limit: value is not a valid integer',
		],
		['Pingback: detail without a place', { detail: [{ msg: 'field required' }, { loc: ['body'], msg: 'invalid JSON' }] }, 'field required; invalid JSON'],
		[
			'Pingback: a plan limit',
			{ error: 'limit_exceeded', plan: 'Mini', feature: 'agents', current: 2, limit: 2, message: 'Your plan allows 2 agents.' },
			'Your plan allows 2 agents. – limit_exceeded – plan Mini, feature agents, 2 of 2 used',
		],
		['Pingback: a locked feature', { error: 'feature_locked', plan: 'Mini', feature: 'webhooks' }, 'feature_locked – plan Mini, feature webhooks'],
		['Pingback: a plan limit inside detail', { detail: { error: 'limit_exceeded', plan: 'Mini', limit: 500 } }, 'limit_exceeded – plan Mini, limit 500'],
	])('%s', (_what, body, expected) => {
		expect(vendorMessage(body)).toBe(expected);
	});
});

describe('other shapes', () => {
	test.each<[string, unknown, string]>([
		['an error object', { error: { message: 'Over quota', type: 'insufficient_quota' } }, 'Over quota'],
		['errors as a map', { errors: { email: ["can't be blank"], name: 'is short' } }, "email: can't be blank; name: is short"],
		['errors as a list of texts', { errors: ['one', 'two'] }, 'one; two'],
		['errors as a list of objects', { errors: [{ message: 'one' }, { detail: 'two' }] }, 'one; two'],
		['a problem document (RFC 9457)', { type: 'about:blank', title: 'Forbidden', detail: 'No credit', status: 403 }, 'No credit – Forbidden'],
		['an OAuth error', { error: 'invalid_grant', error_description: 'Token expired' }, 'invalid_grant – Token expired'],
		['the same twice', { message: 'Nope', error: 'Nope' }, 'Nope'],
		['the same in another case, with a full stop', { message: 'Not allowed.', error: 'NOT ALLOWED' }, 'Not allowed.'],
		['one inside the other', { message: 'Unauthorized: bad key', error: 'Unauthorized' }, 'Unauthorized: bad key'],
		['a number as the reason', { error: 1003 }, '1003'],
		['details as text', { details: 'Too long' }, 'Too long'],
		['a list', [{ message: 'one' }, 'two', { nothing: true }], 'one; two'],
		['plain text', 'Bad Gateway', 'Bad Gateway'],
		['plain text over lines', 'Bad\n\n  Gateway\t!', 'Bad Gateway !'],
		['broken JSON', '{"message": "cut', '{"message": "cut'],
		['nothing that is a reason', { code: 17, success: false }, ''],
		['an empty object', {}, ''],
		['an empty list', [], ''],
		['null', null, ''],
		['undefined', undefined, ''],
		['a number', 500, '500'],
		['a boolean', false, 'false'],
		['nulls where words could stand', { message: null, error: null, detail: null, details: null, issues: null, plan: null }, ''],
		['empty words', { message: '', error: ' ', detail: [] }, ''],
		['keys of every object', { message: { constructor: 'x', toString: 'y' }, error: 'Real' }, 'Real'],
	])('%s', (_what, body, expected) => {
		expect(vendorMessage(body)).toBe(expected);
	});
});

describe('a web page', () => {
	test.each<[string, string, string]>([
		[
			'its title and text, without scripts and styles',
			'<!DOCTYPE html><html><head><title>502 Bad Gateway</title><style>h1 {color: red}</style></head>' +
				'<body><script>alert("no")</script><h1>502&nbsp;Bad Gateway</h1>\n<hr/>nginx</body></html>',
			'502 Bad Gateway 502 Bad Gateway nginx',
		],
		['a header element is no head', '<header>Down for maintenance</header>', 'Down for maintenance'],
		['a script that does not end', '<html><script>var secret = 1; <p>text', ''],
		['a tag that does not end', '<html><p class="', ''],
		['blanks before it', ' \n<p>Sorry</p>', 'Sorry'],
	])('%s', (_what, body, expected) => {
		expect(vendorMessage(body)).toBe(expected);
	});

	test('inside JSON loses its tags too', () => {
		expect(vendorMessage({ message: '<p>Not <b>allowed</b></p>' })).toBe('Not allowed');
	});

	test('is cut after 300 characters', () => {
		const words = vendorMessage(`<html><p>${'sorry '.repeat(200)}</p>`);

		expect(words).toHaveLength(301);
		expect(words).toMatch(/^sorry sorry .*…$/);
	});
});

describe('very large answers', () => {
	test('words are cut after 2000 characters, never inside a character', () => {
		expect(vendorMessage('x'.repeat(2000))).toBe('x'.repeat(2000));
		expect(vendorMessage('x'.repeat(2001))).toBe(`${'x'.repeat(2000)}…`);
		expect(vendorMessage(`${'x'.repeat(1999)}🙂🙂`)).toBe(`${'x'.repeat(1999)}…`);
		expect(vendorMessage({ message: 'x'.repeat(50_000) })).toHaveLength(2001);
	});

	const nested = (depth: number, wrap: (inner: unknown) => unknown): unknown => {
		let body: unknown = { message: 'deep' };
		for (let level = 0; level < depth; level += 1) body = wrap(body);
		return body;
	};

	test('leaves out values that are nested too deeply', () => {
		expect(vendorMessage(nested(5, (inner) => ({ error: inner })))).toBe('deep');
		expect(vendorMessage(nested(50, (inner) => ({ error: inner })))).toBe('');
		expect(vendorMessage(nested(50, (inner) => [inner]))).toBe('');
		expect(vendorMessage(nested(50, (inner) => ({ details: { a: inner } })))).toBe('');
	});

	const wide = (value: unknown) => Array.from({ length: 100_000 }, () => value);
	test.each<[string, () => unknown]>([
		['100,000 levels of lists', () => nested(100_000, (inner) => [inner])],
		['100,000 levels of objects', () => nested(100_000, (inner) => ({ detail: inner }))],
		['a list of 100,000', () => ({ detail: wide({ loc: ['body'], msg: 'field required' }) })],
		['a map of 100,000', () => ({ details: Object.fromEntries(wide(0).map((_, index) => [`field${index}`, 'wrong'])) })],
		['lists of lists', () => ({ errors: wide(wide({ message: 'x'.repeat(1000) })) })],
		['20 MB of text', () => 'x'.repeat(20_000_000)],
		['20 MB of blanks', () => ' '.repeat(20_000_000)],
		['20 MB of a page', () => `<html>${'<p>x'.repeat(5_000_000)}`],
		['20 MB of titles that do not end', () => `<head>${'<title'.repeat(3_333_333)}`],
		['20 MB of scripts that do not end', () => `<head>${'<script'.repeat(2_857_142)}`],
		['20 MB inside JSON', () => ({ message: 'x'.repeat(20_000_000), error: '<title'.repeat(3_333_333) })],
	])('%s is read in one go', (_what, make) => {
		const body = make();

		expect(vendorMessage(body).length).toBeLessThanOrEqual(2001);
		expect(passes('x'.repeat(1_000_000), () => vendorMessage(body))).toBeLessThan(2000);
	});
});

describe('secrets', () => {
	const key = 'sandbox-poppy-key';
	test.each<[string, unknown, string]>([
		['in text', `Key ${key} is wrong`, 'Key [hidden] is wrong'],
		['in JSON', { message: `Key ${key} is wrong`, details: { [key]: key } }, 'Key [hidden] is wrong – [hidden]: [hidden]'],
		['in a page', `<p>Key ${key} is wrong</p>`, 'Key [hidden] is wrong'],
		['in a plan', { plan: key }, 'plan [hidden]'],
	])('%s', (_what, body, expected) => {
		expect(vendorMessage(body, [key])).toBe(expected);
	});

	test.each<[string, (filler: string) => unknown, number]>([
		['a text', (filler) => `${filler}${key}`, 2000],
		['JSON', (filler) => ({ message: `${filler}${key}` }), 2000],
		['a page', (filler) => `<p>${filler}${key}</p>`, 300],
	])('leave no half of themselves where %s is cut', (_what, make, longest) => {
		for (let length = longest - key.length - 2; length <= longest; length += 1) {
			expect(vendorMessage(make('x'.repeat(length)), [key])).not.toMatch(/sand/);
		}
	});

	test('leave no piece of themselves where only the beginning of a page is read', () => {
		const longKey = `sk-${'a1B2c3D4'.repeat(6)}`;
		for (let piece = 12; piece < longKey.length; piece += 1) {
			const page = `<p>Not with </p>${'<'.repeat(20_000 - 17 - piece)}>${longKey}`;
			for (const body of [page, { message: page, detail: 'and more' }]) {
				expect(vendorMessage(body, [longKey])).toContain('Not with [hidden]…');
			}
		}
	});

	test('with blanks in them are found before the blanks are put together', () => {
		expect(vendorMessage('Password my  secret is wrong', ['my  secret'])).toBe('Password [hidden] is wrong');
	});
});

test('is one line', () => {
	expect(oneLine(' a\r\nb\u2028c\t d ')).toBe('a b c d');
	expect(oneLine('abcdef', 3)).toBe('abc…');
});
