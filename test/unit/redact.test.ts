import { redact, redactItem } from '../../nodes/shared/base/redact';

describe('in a text', () => {
	test.each<[string, string, string[], string]>([
		['a secret', 'Key sandbox-key is wrong', ['sandbox-key'], 'Key [hidden] is wrong'],
		['a secret that stands there twice', 'sandbox-key, sandbox-key', ['sandbox-key'], '[hidden], [hidden]'],
		['inside a word', 'xsandbox-keyx', ['sandbox-key'], 'x[hidden]x'],
		['two secrets', 'one-secret and two-secret', ['one-secret', 'two-secret'], '[hidden] and [hidden]'],
		['a secret that is part of another one', 'secret-and-more', ['secret', 'secret-and-more'], '[hidden]'],
		['a secret with characters that mean something in a pattern', 'a.*b$1^ axxb', ['a.*b$1^'], '[hidden] axxb'],
		['any Unicode', 'пароль🔑 is wrong', ['пароль🔑'], '[hidden] is wrong'],
		['no secret', 'nothing here', ['sandbox-key'], 'nothing here'],
		['an empty secret', 'nothing here', [''], 'nothing here'],
		['no secrets at all', 'sandbox-key', [], 'sandbox-key'],
	])('%s', (_what, shown, secrets, expected) => {
		expect(redact(shown, secrets)).toBe(expected);
	});

	test('the list of secrets stays as it was', () => {
		const secrets = ['short-1', 'much-longer'];
		redact('text', secrets);

		expect(secrets).toEqual(['short-1', 'much-longer']);
	});
});

describe('in an item', () => {
	const secrets = ['sandbox-key', 'quoted"and\\'];

	test('secrets go wherever they stand, and everything else stays', () => {
		const item = {
			name: 'sandbox-key',
			count: 3,
			none: null,
			yes: true,
			'sandbox-key': 'as a key',
			deep: [{ list: ['x sandbox-key', 5, null] }, 'quoted"and\\ too'],
		};

		expect(redactItem(item, secrets)).toEqual({
			name: '[hidden]',
			count: 3,
			none: null,
			yes: true,
			'[hidden]': 'as a key',
			deep: [{ list: ['x [hidden]', 5, null] }, '[hidden] too'],
		});
	});

	test('an item without secrets is not copied', () => {
		const item = { name: 'Nathan', deep: [{}] };

		expect(redactItem(item, secrets)).toBe(item);
		expect(redactItem(item, [])).toBe(item);
	});
});
