import { redact, redactItem } from '../../nodes/shared/base/redact';

const base64 = (text: string) => Buffer.from(text).toString('base64');

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
	])('%s', (_what, text, secrets, expected) => {
		expect(redact(text, secrets)).toBe(expected);
	});

	test('the list of secrets stays as it was', () => {
		const secrets = ['short-1', 'much-longer'];
		redact('text', secrets);

		expect(secrets).toEqual(['short-1', 'much-longer']);
	});
});

describe('in the forms a vendor may write it in', () => {
	const KEYS = ['sandbox-9f8e7d6c5b4a', 'a"b\\c/d&e<f>\'g +h=%', 'p@ss wörd?&#/', 'ключ/🔑"&', 'AbC+/dEf==gHi'];
	const json = (text: string) => JSON.stringify(text).slice(1, -1);
	const html = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/'/g, '&#39;');
	const FORMS: Record<string, (key: string) => string> = {
		'as it is': (key) => key,
		'URL-encoded': (key) => encodeURIComponent(key),
		'URL-encoded in small letters': (key) => encodeURIComponent(key).replace(/%../g, (code) => code.toLowerCase()),
		'URL-encoded twice': (key) => encodeURIComponent(encodeURIComponent(key)),
		'as a form field': (key) => new URLSearchParams({ key }).toString(),
		'base64': base64,
		'base64 without padding': (key) => base64(key).replace(/=/g, ''),
		'base64 for URLs': (key) => Buffer.from(key).toString('base64url'),
		'base64 of Bearer': (key) => base64(`Bearer ${key}`),
		'base64 of user and password': (key) => base64(`agent@sandbox.example:${key}`),
		'base64 of another user': (key) => base64(`ab:${key}:more`),
		'base64, URL-encoded': (key) => encodeURIComponent(base64(key)),
		'escaped for JSON': json,
		'escaped for JSON twice': (key) => json(json(key)),
		'escaped for JSON with its slashes': (key) => json(key).replace(/\//g, '\\/'),
		'escaped for JSON in ASCII': (key) => json(key).replace(/[^ -~]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`),
		'escaped for HTML': html,
		'escaped for HTML by numbers': (key) => html(key).replace(/&#39;/g, '&#x27;').replace(/\//g, '&#x2F;'),
		'escaped for HTML in JSON': (key) => json(html(key)),
	};
	/** No six characters in a row of it, so no half of it either. */
	const isLeft = (text: string, form: string) =>
		Array.from({ length: form.length - 7 }, (_, at) => form.slice(at, at + 8)).some((piece) => text.includes(piece));

	describe.each(KEYS)('%s', (key) => {
		test.each(Object.entries(FORMS))('%s', (_name, write) => {
			const form = write(key);
			for (const text of [form, `Not with ${form}!`, `Not with "${form}" here`]) {
				expect(redact(text, [key])).toContain('[hidden]');
				expect(redact(text, [key])).not.toContain(form);
				expect(redactItem({ deep: [{ text }] }, [key])).not.toEqual({ deep: [{ text }] });
			}
			// What base64 holds of what stands beside the secret may stay.
			if (!_name.startsWith('base64 of') && _name !== 'as a form field') expect(isLeft(redact(form, [key]), form)).toBe(false);
		});
	});

	test.each(KEYS)('%s, where the text is cut', (key) => {
		for (const write of Object.values(FORMS)) {
			const form = write(key);
			// Of a text with something before the key, half of the key begins later.
			const half = write === FORMS['base64 of Bearer'] ? 0.75 : 0.5;
			for (let length = Math.ceil(form.length * half) + 1; length < form.length; length += 1) {
				const beginning = form.slice(0, length);
				for (const text of [`Not with ${beginning}`, `Not with ${beginning}… here`, `Not with ${beginning}... here`, `Not with ${beginning}***`]) {
					if (write === FORMS['base64 of user and password'] || write === FORMS['base64 of another user'] || write === FORMS['as a form field']) continue;
					expect([text, redact(text, [key])]).toEqual([text, expect.stringContaining('[hidden]')]);
				}
				const ending = form.slice(-length);
				if (write === FORMS['as it is']) expect(redact(`…${ending} is wrong`, [key])).toBe('…[hidden] is wrong');
			}
		}
	});

	test('hides half of a secret that stands as a word', () => {
		expect(redact('Key sandbox-9f8e7d (shortened) is wrong', ['sandbox-9f8e7d6c5b4a'])).toBe('Key [hidden] (shortened) is wrong');
	});

	test('does not take a word at the end of a text for a piece of a secret', () => {
		expect(redact('We met in Summer', ['Summer2024!'])).toBe('We met in Summer');
		expect(redact('Not with Summer…', ['Summer2024!'])).toBe('Not with [hidden]…');
		expect(redact('Not with Summer2', ['Summer2024!'])).toBe('Not with [hidden]');
	});

	test('leaves another token alone that begins like it', () => {
		const token = (rest: string) => `eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.${rest}`;
		const item = { cursor: token('eyJwYWdlIjoyfQ.abcdefghijklmnop'), url: `https://files.example/?t=${token('x1')}&b=1` };
		expect(redactItem(item, [token('eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U')])).toEqual(item);
	});
});

describe('in an item', () => {
	const secrets = ['sandbox-key', 'quoted"and\\'];

	test('hides secrets in every value, and leaves everything else', () => {
		const item = {
			name: 'sandbox-key',
			count: 3,
			none: null,
			yes: true,
			'sandbox-key': 'as a key',
			deep: [{ list: ['x sandbox-key', 5, null] }, 'quoted"and\\ too'],
			link: 'https://files.example/sandbox-key/a.png',
		};

		expect(redactItem(item, secrets)).toEqual({
			name: '[hidden]',
			count: 3,
			none: null,
			yes: true,
			'[hidden]': 'as a key',
			deep: [{ list: ['x [hidden]', 5, null] }, '[hidden] too'],
			link: 'https://files.example/[hidden]/a.png',
		});
	});

	test('an item without secrets is not copied', () => {
		const item = { name: 'Nathan', deep: [{}] };

		expect(redactItem(item, secrets)).toBe(item);
		expect(redactItem(item, [])).toBe(item);
	});

	test('an ID that begins as a secret does stays', () => {
		const item = { workspace: 'acme-prod', id: 'sandbox' };
		expect(redactItem(item, ['acme-prod-7f3k29', 'sandbox-key'])).toEqual(item);
	});
});

describe('a password that is a common word', () => {
	test.each(['messages', '123456', 'conversationId', 'created_at', 'password1', 'abc123', 'open42'])('%s changes no key and no ID', (word) => {
		const item = {
			[word]: [{ id: `c-${word}-1`, [`my_${word}`]: 3, at: `2024-03-01T09:00:00.${word}Z` }],
			conversationId: `conv_${word}`,
			url: `https://files.example/${word}/1.png`,
			id: `x${word}`,
		};
		expect(redactItem(item, [word])).toEqual(item);
	});

	test.each(['messages', '123456', 'abc123'])('%s is hidden where it is the whole value, a parameter or a word of a text', (word) => {
		const text = `Your password is ${word}.`;
		const item = { id: word, again: ` ${word}\n`, text, url: `https://api.example/login?password=${word}&a=1`, json: `{"password":"${word}"}`, base64: base64(word) };
		expect(redactItem(item, [word])).toEqual({
			id: '[hidden]',
			again: '[hidden]',
			text: 'Your password is [hidden].',
			url: 'https://api.example/login?password=[hidden]&a=1',
			json: '{"password":"[hidden]"}',
			base64: '[hidden]',
		});
		expect(redact(`${text} See conv-${word}-1.`, [word])).toBe(`Your password is [hidden]. See conv-${word}-1.`);
	});

	test('a number that is the secret is hidden too', () => {
		expect(redactItem({ pin: 123456, other: 1234567 }, ['123456'])).toEqual({ pin: '[hidden]', other: 1234567 });
	});
});

test('10,000 items take no noticeable time', () => {
	const secrets = ['sandbox-9f8e7d6c5b4a', 'messages and more', `eyJhbGciOiJIUzI1NiJ9.${'a1B2'.repeat(40)}.c3D4`];
	const item = { vendor: 'pingback', conversationId: 'x', messages: Array.from({ length: 4 }, (_, index) => ({ id: `m${index}`, text: 'How can I help you? '.repeat(10) })) };
	const cpuOf = (work: () => unknown) => {
		const before = process.cpuUsage();
		for (let index = 0; index < 10_000; index += 1) work();
		return process.cpuUsage(before).user;
	};
	// Also where a part of a secret is a key of every item. To write an item as JSON once is what n8n does at the least.
	expect(cpuOf(() => redactItem(item, secrets))).toBeLessThan(20 * cpuOf(() => JSON.stringify(item)));
});
