import { readBody, writeBody } from '../../nodes/shared/base/body';
import { passes } from '../support/passes';

const read = (text: string, type = 'application/json') => readBody(Buffer.from(text), type);

describe('the body of an answer', () => {
	test.each<[string, string, unknown]>([
		['an object', '{"id": 1}', { id: 1 }],
		['a list', '[1, null]', [1, null]],
		['null', 'null', null],
		['nothing', '', ''],
		['a web page', '<html>', '<html>'],
		['a number', '5', 5],
		['broken JSON', '{"id": 12345678901234567890', '{"id": 12345678901234567890'],
		['a byte order mark', '\uFEFF{"id": 1}', { id: 1 }],
		['names of JavaScript', '{"constructor": 1}', { constructor: 1 }],
	])('is %s', (_what, text, value) => {
		expect(read(text)).toEqual(value);
	});

	test.each<[string, unknown]>([
		['9007199254740991', 9007199254740991],
		['9007199254740992', '9007199254740992'],
		['-9007199254740993', '-9007199254740993'],
		['[12345678901234567890, 12345678901234567891]', ['12345678901234567890', '12345678901234567891']],
		['{"a": 1234567890123456789}', { a: '1234567890123456789' }],
		['1234567890123456789.5', Number('1234567890123456789.5')],
		['0.1234567890123456789', Number('0.1234567890123456789')],
		['1e21', 1e21],
		['12345678901234567890e-5', Number('12345678901234567890e-5')],
		['"12345678901234567890"', '12345678901234567890'],
		['{"a \\" 12345678901234567890": "\\\\", "b": 12345678901234567890}', { 'a " 12345678901234567890': '\\', b: '12345678901234567890' }],
	])('keeps all digits of %s', (text, value) => {
		expect(read(text)).toEqual(value);
	});

	test('is read in one go and whole, however long its strings are', () => {
		const text = `{"a": "${'\\"x\\\\'.repeat(1_000_000)}", "n": 12345678901234567890}`;

		expect(read(text)).toEqual({ a: '"x\\'.repeat(1_000_000), n: '12345678901234567890' });
		expect(read('"\\'.repeat(1_000_000))).toBe('"\\'.repeat(1_000_000));
		for (const long of [text, '"\\'.repeat(1_000_000)]) expect(passes(long, read)).toBeLessThan(1000);
	});

	test.each<[string, (depth: number) => string]>([
		['lists', (depth) => `${'['.repeat(depth)}${']'.repeat(depth)}`],
		['objects', (depth) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`],
	])('stays text where it is nested deeper than n8n can save: %s', (_what, nested) => {
		expect(typeof read(nested(500))).toBe('object');
		expect(read(nested(501))).toBe(nested(501));
		expect(read(nested(100_000))).toBe(nested(100_000));
		expect(read(`{"text": "${'['.repeat(5000)}"}`)).toEqual({ text: '['.repeat(5000) });
	});

	test.each<[unknown, BufferEncoding]>([
		['text/plain; charset=iso-8859-1', 'latin1'],
		['application/json; charset="UTF-16LE"; x=y', 'utf16le'],
		['application/json; Charset = utf-8', 'utf8'],
		['application/json; charset=', 'utf8'],
		['application/json; charset=none-such', 'utf8'],
		[undefined, 'utf8'],
		[['a'], 'utf8'],
	])('is read in its charset: %s', (type, encoding) => {
		expect(readBody(Buffer.from('{"name": "Zoë"}', encoding), type)).toEqual({ name: 'Zoë' });
	});

	test.each([[{ id: 1 }], ['text'], [null], [undefined], [[1]]])('is left alone where it was read already: %j', (body) => {
		expect(readBody(body, 'application/json; charset=latin1')).toBe(body);
	});
});

test('the body of a request keeps every name and leaves out what is undefined', () => {
	expect(writeBody(JSON.parse('{"__proto__": {"a": 1}, "constructor": "x", "prototype": null}')).bytes).toBe('{"__proto__":{"a":1},"constructor":"x","prototype":null}');
	expect(writeBody({ a: undefined, b: '🙂' }).bytes).toBe('{"b":"🙂"}');
});
