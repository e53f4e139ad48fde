import type { INodeProperties } from 'n8n-workflow';
import { InvalidInput } from '../../nodes/shared/failure/failure';
import { headerText } from '../../nodes/shared/form/headerText';
import { ParameterReader } from '../../nodes/shared/form/parameterReader';
import { urls } from '../../nodes/shared/form/urls';
import { resourceLocator } from '../../nodes/shared/form/resourceLocator';
import { passes } from '../support/passes';

const field = (name: string, type: INodeProperties['type'], more: Partial<INodeProperties> = {}): INodeProperties => ({
	displayName: `The ${name}`,
	name,
	type,
	default: '',
	...more,
});

const FIELDS: INodeProperties[] = [
	field('words', 'string'),
	field('amount', 'number'),
	field('count', 'number', { typeOptions: { minValue: 1, maxValue: 50, numberPrecision: 0 } }),
	field('least', 'number', { typeOptions: { minValue: 1 } }),
	field('colour', 'options', { options: [{ name: 'Red', value: 'red' }, { name: 'Blue', value: 'blue' }] }),
	field('group', 'collection', { options: [field('inner', 'string')] }),
	field('pair', 'fixedCollection', { options: [{ displayName: 'Pair', name: 'values', values: [field('left', 'string')] }] }),
];

const formOf = (parameters: Record<string, unknown>) => new ParameterReader((name) => parameters[name], FIELDS);

function complaint(read: () => unknown): string {
	try {
		const value = read();
		throw new Error(`accepted as ${JSON.stringify(value)}`);
	} catch (error) {
		if (!(error instanceof InvalidInput)) throw error;
		expect(error.advice).toMatch(/^[A-Z].{10,}\.$/);
		return error.message;
	}
}

type Reader = (form: ParameterReader) => unknown;
const locator = (value: unknown, mode = 'id') => ({ __rl: true, mode, value });
const empty = [undefined, null, '', '   ', '\n\t', locator(''), locator(null), locator('', 'list'), locator(undefined)];

const READERS: Array<[string, Reader]> = [
	['text', (form) => form.text('words')],
	['id', (form) => form.id('words')],
	['email', (form) => form.email('words')],
	['number', (form) => form.number('amount')],
	['list', (form) => urls(form, 'words')],
	['object', (form) => form.object('words')],
	['value', (form) => form.value('words')],
	['entry', (form) => form.entry('pair', 'values')],
];

test.each(READERS)('%s: treats an empty value as missing', (_name, read) => {
	for (const value of empty) expect(read(formOf({ words: value, amount: value, pair: value }))).toBeUndefined();
});

test('treats an empty switch, choice and collection as missing', () => {
	for (const value of empty) {
		const form = formOf({ words: value, colour: value, group: value, pair: value });
		expect(form.flag('words', true)).toBe(true);
		expect(form.flag('words', false)).toBe(false);
		expect(form.choice('colour', 'blue')).toBe('blue');
		expect(form.group('group').text('inner')).toBeUndefined();
		expect(form.entries('pair', 'values')).toEqual([]);
	}
});

test.each<[string, Reader]>([
	['text', (form) => form.requiredText('words')],
	['id', (form) => form.requiredId('words')],
	['email', (form) => form.requiredEmail('words')],
])('a required %s that is empty is asked for', (_name, read) => {
	for (const value of empty) expect(complaint(() => read(formOf({ words: value })))).toBe('"The words" is required but empty');
});

describe('text', () => {
	test.each<[string, unknown, string]>([
		['text as it is', ' Hello, 世界 🙂\n ', ' Hello, 世界 🙂\n '],
		['half of a character', 'a\uD800b', 'a\uD800b'],
		['a number', 42, '42'],
		['zero', 0, '0'],
		['a boolean', false, 'false'],
		['a large whole number', 12345678901234567890n, '12345678901234567890'],
		['a resource locator', locator('abc'), 'abc'],
		['a resource locator from the list', locator('abc', 'list'), 'abc'],
		['a resource locator with a number', locator(7), '7'],
	])('%s', (_what, value, expected) => {
		expect(formOf({ words: value }).text('words')).toBe(expected);
	});

	test.each<[unknown, string]>([
		[{ a: 1 }, 'an object'],
		[{}, 'an object'],
		[{ mode: 'id', value: 'abc' }, 'an object'],
		[['a'], 'a list'],
		[[], 'a list'],
		[locator({ id: 1 }), 'an object'],
		[locator(['a']), 'a list'],
	])('not %j', (value, kind) => {
		expect(complaint(() => formOf({ words: value }).text('words'))).toBe(`"The words" must be text, not ${kind}`);
	});
});

describe('an id', () => {
	test.each<[unknown, string]>([
		['abc', 'abc'],
		[' abc\n', 'abc'],
		['a b', 'a b'],
		['a/b', 'a/b'],
		['..a', '..a'],
		['...', '...'],
		['%2e%2e', '%2e%2e'],
		[42, '42'],
		[locator(' abc '), 'abc'],
	])('%j', (value, expected) => {
		expect(formOf({ words: value }).id('words')).toBe(expected);
	});

	test.each(['.', '..', ' .. ', 'a\uD800', '\uDC00b', locator('..')])('not %j', (value) => {
		expect(complaint(() => formOf({ words: value }).id('words'))).toMatch(/^"The words" cannot be "/);
	});
});

describe('an email', () => {
	test.each(['nathan@example.com', 'n.o+tag@mail.example.co.uk', 'ünï@exämple.de', "o'neil@example.com", ' nathan@example.com '])('%s', (value) => {
		expect(formOf({ words: value }).email('words')).toBe(value.trim());
	});

	test.each(['nathan', 'nathan@', '@example.com', 'nathan@example', 'nathan@.com', 'nathan@example.', 'na than@example.com', 'a@b@example.com', 'a@example..com', 5, true])(
		'not %j',
		(value) => expect(complaint(() => formOf({ words: value }).email('words'))).toBe('"The words" is not an email address'),
	);

	test('not an object', () => {
		expect(complaint(() => formOf({ words: { email: 'nathan@example.com' } }).email('words'))).toBe('"The words" must be text, not an object');
	});

	test('is checked in one go, whatever its text', () => {
		expect(passes(`a@${'a.'.repeat(500_000)}`, (words) => complaint(() => formOf({ words }).email('words')))).toBeLessThan(1000);
	});
});

describe('a switch', () => {
	test.each<[unknown, boolean]>([[true, true], [false, false], ['true', true], ['false', false]])('%j', (value, expected) => {
		expect(formOf({ words: value }).flag('words', !expected)).toBe(expected);
	});

	test.each<[unknown, string]>([['yes', 'a string'], [1, 'a number'], [0, 'a number'], [{}, 'an object'], [[], 'a list']])('not %j', (value, kind) => {
		expect(complaint(() => formOf({ words: value }).flag('words', true))).toBe(`"The words" must be true or false, not ${kind}`);
	});
});

describe('a number', () => {
	test.each<[string, unknown, number]>([
		['amount', 1.5, 1.5],
		['amount', -3, -3],
		['amount', 0, 0],
		['amount', '2.5', 2.5],
		['amount', ' 7 ', 7],
		['count', 1, 1],
		['count', 50, 50],
		['count', '10', 10],
		['least', 1e9, 1e9],
	])('%s: %j', (name, value, expected) => {
		expect(formOf({ [name]: value }).number(name)).toBe(expected);
	});

	test.each<[string, unknown, string]>([
		['amount', 'ten', 'must be a number'],
		['amount', '1,5', 'must be a number'],
		['amount', NaN, 'must be a number'],
		['amount', Infinity, 'must be a number'],
		['amount', true, 'must be a number'],
		['amount', [], 'must be a number'],
		['amount', [5], 'must be a number'],
		['amount', { value: 5 }, 'must be a number'],
		['count', 0, 'must be a whole number from 1 to 50'],
		['count', 51, 'must be a whole number from 1 to 50'],
		['count', 1.5, 'must be a whole number from 1 to 50'],
		['count', '51', 'must be a whole number from 1 to 50'],
		['least', 0.5, 'must be a number of at least 1'],
	])('%s: not %j', (name, value, problem) => {
		expect(complaint(() => formOf({ [name]: value }).number(name))).toBe(`"The ${name}" ${problem}`);
	});
});

test('a required number is there', () => {
	expect(formOf({ amount: 0 }).requiredNumber('amount')).toBe(0);
	expect(complaint(() => formOf({ amount: ' ' }).requiredNumber('amount'))).toBe('"The amount" is required but empty');
});

test('text for a header is trimmed ASCII', () => {
	expect(headerText(formOf({ words: ' a-1 ' }), 'words')).toBe('a-1');
	expect(headerText(formOf({}), 'words')).toBeUndefined();
	for (const words of ['a\nb', 'é', 'a\u0000']) expect(complaint(() => headerText(formOf({ words }), 'words'))).toMatch(/^"The words" has a character that cannot be sent in a header/);
});

test('a resource locator is required and opens with its list, unless it says otherwise', () => {
	const field = { displayName: 'Bot', name: 'botId', searchListMethod: 'searchBots', exampleId: 'x' };
	expect(resourceLocator(field)).toMatchObject({ required: true, default: { mode: 'list', value: '' } });
	expect(resourceLocator({ ...field, required: false, mode: 'id' })).toMatchObject({ required: false, default: { mode: 'id', value: '' } });
});

describe('a choice', () => {
	test('is one of those that the field offers', () => {
		expect(formOf({ colour: 'red' }).choice('colour', 'blue')).toBe('red');
	});

	test('that was not made is none, where nothing stands in for it', () => {
		expect([formOf({}).choice('colour'), formOf({ colour: 'blue' }).choice('colour')]).toEqual([undefined, 'blue']);
	});

	test.each(['green', 'Red', 'constructor', 7])('not %j', (value) => {
		const read = () => formOf({ colour: value }).choice('colour', 'blue');

		expect(complaint(read)).toBe(`"The colour" cannot be "${value}"`);
		expect(read).toThrow(expect.objectContaining({ advice: 'Use one of: red, blue.' }));
	});
});

describe('addresses', () => {
	test.each<[unknown, string[] | undefined]>([
		['https://a.example/1.pdf', ['https://a.example/1.pdf']],
		['https://a.example/1,https://b.example/2,http://c.example/3', ['https://a.example/1', 'https://b.example/2', 'http://c.example/3']],
		['https://a.example/w_200,h_100/1.png, https://b.example/x,y', ['https://a.example/w_200,h_100/1.png', 'https://b.example/x,y']],
		['https://a.example/1,\n https://b.example/2\r\n\nhttps://c.example/3,', ['https://a.example/1', 'https://b.example/2', 'https://c.example/3']],
		['a, b ,c', ['a', 'b ,c']],
		['a,,', ['a']],
		[' , ', undefined],
		[['a', ' b '], ['a', 'b']],
		[['a,b'], ['a,b']],
		[['', 'a'], ['a']],
		[[], undefined],
		[[' '], undefined],
	])('%j', (value, expected) => {
		expect(urls(formOf({ words: value }), 'words')).toEqual(expected);
	});

	test.each<[unknown, string]>([
		[5, 'a number'],
		[{ 0: 'a' }, 'an object'],
		[true, 'a boolean'],
		[['a', 5], 'a list of anything else'],
		[[{ url: 'a' }], 'a list of anything else'],
		[[null], 'a list of anything else'],
	])('not %j', (value, kind) => {
		expect(complaint(() => urls(formOf({ words: value }), 'words'))).toBe(`"The words" must be a list of texts, not ${kind}`);
	});
});

describe('a JSON object', () => {
	test.each<[unknown, object]>([
		['{"First name": "John", "Age": 5, "Deep": {"list": [1, null]}}', { 'First name': 'John', Age: 5, Deep: { list: [1, null] } }],
		[' {} ', {}],
		[{ a: 1 }, { a: 1 }],
		[{}, {}],
	])('%j', (value, expected) => {
		expect(formOf({ words: value }).object('words')).toEqual(expected);
	});

	test.each<[unknown, string]>([
		['{"a": 1', 'is not valid JSON'],
		["{'a': 1}", 'is not valid JSON'],
		['John', 'is not valid JSON'],
		['{"a": 1} x', 'is not valid JSON'],
		['[1]', 'must be a JSON object, not a list'],
		['"text"', 'must be a JSON object, not a string'],
		['5', 'must be a JSON object, not a number'],
		['null', 'must be a JSON object, not null'],
		[[{ a: 1 }], 'must be a JSON object, not a list'],
		[5, 'must be a JSON object, not a number'],
		[true, 'must be a JSON object, not a boolean'],
	])('not %j', (value, problem) => {
		expect(complaint(() => formOf({ words: value }).object('words'))).toBe(`"The words" ${problem}`);
	});

	test('may have a key __proto__', () => {
		const object = formOf({ words: '{"__proto__": {"polluted": true}}' }).object('words');

		expect(Object.keys(object ?? {})).toEqual(['__proto__']);
		expect(({} as Record<string, unknown>).polluted).toBeUndefined();
	});
});

describe('a collection', () => {
	test('reads its fields and names them', () => {
		expect(formOf({ group: { inner: 'a' } }).group('group').text('inner')).toBe('a');
		expect(complaint(() => formOf({ group: { inner: {} } }).group('group').text('inner'))).toBe('"The inner" must be text, not an object');
		expect(complaint(() => formOf({ group: {} }).group('group').requiredText('inner'))).toBe('"The inner" is required but empty');
	});

	test.each<[unknown, string]>([['text', 'a string'], [['a'], 'a list'], [5, 'a number']])('is not %j', (value, kind) => {
		expect(complaint(() => formOf({ group: value }).group('group'))).toBe(`"The group" must hold fields, not ${kind}`);
	});
});

describe('a fixed collection', () => {
	test('of one entry', () => {
		expect(formOf({ pair: { values: { left: 'a' } } }).entry('pair', 'values')?.text('left')).toBe('a');
		expect(formOf({ pair: {} }).entry('pair', 'values')).toBeUndefined();
		expect(formOf({ pair: { values: null } }).entry('pair', 'values')).toBeUndefined();
		expect(complaint(() => formOf({ pair: { values: { left: [] } } }).entry('pair', 'values')?.text('left'))).toBe('"The left" must be text, not a list');
	});

	test('of several entries', () => {
		const read = (pair: unknown) => formOf({ pair }).entries('pair', 'values').map((entry) => entry.text('left'));

		expect(read({ values: [{ left: 'a' }, { left: 2 }, {}] })).toEqual(['a', '2', undefined]);
		expect(read({ values: { left: 'a' } })).toEqual(['a']);
		expect(read({ values: [] })).toEqual([]);
		expect(read({})).toEqual([]);
	});

	test.each<[unknown, string]>([
		['text', 'a string'],
		[['a'], 'a list'],
		[{ values: 'text' }, 'a string'],
		[{ values: ['text'] }, 'a string'],
		[{ values: [['a']] }, 'a list'],
		[{ values: [null] }, 'null'],
	])('is not %j', (value, kind) => {
		expect(complaint(() => formOf({ pair: value }).entries('pair', 'values'))).toBe(`"The pair" must hold fields, not ${kind}`);
	});

	test('of one entry is not a list of them', () => {
		expect(complaint(() => formOf({ pair: { values: [{ left: 'a' }] } }).entry('pair', 'values'))).toBe('"The pair" must hold fields, not a list');
	});
});

test.each<[string, unknown, string]>([
	['an error', new Error('Referenced node is unexecuted'), 'Referenced node is unexecuted'],
	['an error from elsewhere', { message: 'invalid syntax' }, 'invalid syntax'],
	['something that is no error', 'oops', 'it could not be read'],
])('an expression that throws %s is the fault of its field', (_what, thrown, reason) => {
	const form = new ParameterReader(() => {
		throw thrown;
	}, FIELDS);

	for (const read of [() => form.text('words'), () => form.requiredId('words'), () => form.value('words')]) {
		expect(complaint(read)).toBe(`"The words" has no usable value: ${reason}`);
	}
	expect(complaint(() => form.group('group'))).toBe(`"The group" has no usable value: ${reason}`);
});

test('throws a TypeError for a field that the form does not have, because that is a bug', () => {
	expect(() => formOf({}).requiredText('wrods')).toThrow(TypeError);
});
