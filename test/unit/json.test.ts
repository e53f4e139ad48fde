import { epochMillis, epochSeconds, flag, id, isRecord, number, part, record, records, requiredId, requiredRecords, text, time, UnexpectedAnswer } from '../../nodes/shared/base/json';
import { passes } from '../support/passes';

test.each<[unknown, number | null]>([
	[7, 7],
	['7.5', 7.5],
	[0, 0],
	[' ', null],
	['seven', null],
	[NaN, null],
	[true, null],
	[null, null],
])('the number in %p is %p', (value, expected) => expect(number(value)).toBe(expected));

test.each<[unknown, boolean | null]>([
	[true, true],
	[false, false],
	['true', null],
	[1, null],
])('the flag in %p is %p', (value, expected) => expect(flag(value)).toBe(expected));

test.each<[unknown, string | null, string | null]>([
	[1_700_000_000, '2023-11-14T22:13:20.000Z', '1970-01-20T16:13:20.000Z'],
	['1700000000.25', '2023-11-14T22:13:20.250Z', '1970-01-20T16:13:20.000Z'],
	[-1, '1969-12-31T23:59:59.000Z', '1969-12-31T23:59:59.999Z'],
	[0, null, null],
	['', null, null],
	['soon', null, null],
	[null, null, null],
	[1e13, null, '2286-11-20T17:46:40.000Z'],
	[1e300, null, null],
])('%p since 1970 in seconds is %p, in milliseconds %p', (value, seconds, millis) =>
	expect([epochSeconds(value), epochMillis(value)]).toEqual([seconds, millis]),
);

describe('a time', () => {
	test.each<[string, unknown, string | null]>([
		['UTC with milliseconds', '2025-04-23T09:09:59.619Z', '2025-04-23T09:09:59.619Z'],
		['UTC without fraction', '2024-03-01T09:00:00Z', '2024-03-01T09:00:00.000Z'],
		['a small z and t', '2024-03-01t09:00:00z', '2024-03-01T09:00:00.000Z'],
		['no zone is UTC', '2024-03-01T09:00:00', '2024-03-01T09:00:00.000Z'],
		['no zone, as Python writes it', '2024-03-01 09:00:00.123456', '2024-03-01T09:00:00.123Z'],
		['no seconds', '2024-03-01T09:00', '2024-03-01T09:00:00.000Z'],
		['no seconds, with zone', '2024-03-01T09:00Z', '2024-03-01T09:00:00.000Z'],
		['a date only', '2024-03-01', '2024-03-01T00:00:00.000Z'],
		['a zone ahead', '2024-03-01T09:00:00+02:00', '2024-03-01T07:00:00.000Z'],
		['a zone behind', '2024-03-01T23:00:00-05:00', '2024-03-02T04:00:00.000Z'],
		['a zone by the quarter hour', '2024-03-01T09:00:00+05:45', '2024-03-01T03:15:00.000Z'],
		['a zone without colon', '2024-03-01T09:00:00+0530', '2024-03-01T03:30:00.000Z'],
		['a zone in hours', '2024-03-01T09:00:00+05', '2024-03-01T04:00:00.000Z'],
		['a zone of minus nothing', '2024-03-01T09:00:00-00:00', '2024-03-01T09:00:00.000Z'],
		['a blank before the zone', '2024-03-01 09:00:00 +00:00', '2024-03-01T09:00:00.000Z'],
		['blanks around it', ' 2024-03-01T09:00:00Z\n', '2024-03-01T09:00:00.000Z'],
		['one digit of fraction', '2024-03-01T09:00:00.5Z', '2024-03-01T09:00:00.500Z'],
		['two digits of fraction', '2024-03-01T09:00:00.05Z', '2024-03-01T09:00:00.050Z'],
		['six digits, cut and not rounded', '2024-03-01T09:00:00.999999Z', '2024-03-01T09:00:00.999Z'],
		['nine digits with a zone', '2024-12-31T23:59:59.999999999-01:00', '2025-01-01T00:59:59.999Z'],
		['a comma before the fraction', '2024-03-01T09:00:00,25Z', '2024-03-01T09:00:00.250Z'],
		['the 29th of February in a leap year', '2024-02-29T12:00:00Z', '2024-02-29T12:00:00.000Z'],
		['the end of a day', '2024-03-01T24:00:00Z', '2024-03-02T00:00:00.000Z'],
		['the first year', '0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
		['the last year', '9999-12-31T23:59:59Z', '9999-12-31T23:59:59.000Z'],
		['a zone that pushes it past the last year', '9999-12-31T23:59:59-01:00', null],
		['a zone that pushes it before the first year', '0000-01-01T00:00:00+01:00', null],
		['the 29th of February in another year', '2025-02-29T12:00:00Z', null],
		['the 30th of February', '2025-02-30', null],
		['the 31st of April', '2025-04-31T00:00:00Z', null],
		['the day before the first', '2025-04-00', null],
		['a month that is none', '2025-13-01T00:00:00Z', null],
		['an hour that is none', '2025-01-01T25:00:00Z', null],
		['a minute that is none', '2025-01-01T00:60:00Z', null],
		['a second that is none', '2025-01-01T00:00:61Z', null],
		['a zone that is none', '2025-01-01T00:00:00+24:00', null],
		['a date of HTTP', 'Wed, 23 Apr 2025 09:09:59 GMT', null],
		['a date in words', 'April 23, 2025', null],
		['a date the German way', '23.04.2025', null],
		['a date with more behind it', '2025-04-23T09:09:59Z, or so', null],
		['milliseconds since 1970', 1745399399619, null],
		['the same as text', '1745399399619', null],
		['empty text', '', null],
		['words', 'yesterday', null],
		['undefined', undefined, null],
		['null', null, null],
		['true', true, null],
		['a list', ['2025-04-23T09:09:59Z'], null],
		['an object', { date: '2025-04-23' }, null],
	])('%s', (_what, input, expected) => {
		expect(time(input)).toBe(expected);
	});

	test.each([
		['blanks', `2025-04-23T09:09:59${' '.repeat(1_000_000)}x`, null],
		['digits', `2025-04-23T09:09:59.${'9'.repeat(1_000_000)}`, '2025-04-23T09:09:59.999Z'],
	])('is read in one go from a million %s', (_what, text, expected) => {
		expect(time(text)).toBe(expected);
		expect(passes(text, time)).toBeLessThan(1000);
	});
});

describe('an id', () => {
	test.each<[string, unknown, string | null]>([
		['a UUID', '6de563f8-9b05-4710-9b46-4dd6761e2942', '6de563f8-9b05-4710-9b46-4dd6761e2942'],
		['a number', 42, '42'],
		['zero', 0, '0'],
		['a number below zero', -1, '-1'],
		['the largest whole number', Number.MAX_SAFE_INTEGER, '9007199254740991'],
		['text with blanks, which is the vendor’s own', ' a b ', ' a b '],
		['any Unicode', '会话🙂', '会话🙂'],
		['empty text', '', null],
		['blanks', ' \n', null],
		['null', null, null],
		['undefined', undefined, null],
		['true', true, null],
		['not a number', NaN, null],
		['infinity', Infinity, null],
		['a list', ['1'], null],
		['an object', { id: '1' }, null],
	])('%s', (_what, input, expected) => {
		expect(id(input)).toBe(expected);
		if (expected === null) expect(() => requiredId(input, 'sessionId')).toThrow(new UnexpectedAnswer('The answer has no "sessionId".'));
		else expect(requiredId(input, 'sessionId')).toBe(expected);
	});
});

describe('a text', () => {
	test.each<[unknown, string | null]>([
		['Hello', 'Hello'],
		['  ', '  '],
		['', null],
		[7, '7'],
		[0, '0'],
		[null, null],
		[undefined, null],
		[false, null],
		[['Hello'], null],
		[{ text: 'Hello' }, null],
	])('%j', (input, expected) => {
		expect(text(input)).toBe(expected);
	});
});

describe('an object', () => {
	test.each<[unknown, string]>([
		[null, 'null'],
		[undefined, 'empty'],
		['', 'empty'],
		[' \n', 'empty'],
		[[], 'a list'],
		[[{ id: 1 }], 'a list'],
		['{"broken":', 'text'],
		['<!doctype html><title>Sign in</title>', 'a web page'],
		['\n <html>', 'a web page'],
		[5, 'a number'],
		[true, 'a boolean'],
	])('is not %j', (body, kind) => {
		expect(() => record(body)).toThrow(new UnexpectedAnswer(`The answer is ${kind} where an object is documented.`));
		expect(isRecord(body)).toBe(false);
		expect(part(body)).toEqual({});
	});

	test('is returned unchanged', () => {
		const body = { id: 1 };

		expect(record(body)).toBe(body);
		expect(part(body)).toBe(body);
	});
});

describe('a list of objects', () => {
	const mixed = [{ id: 1 }, null, 'text', [{ id: 2 }], 3, { id: 4 }];

	test('leaves out entries that are not objects', () => {
		expect(records(mixed)).toEqual([{ id: 1 }, { id: 4 }]);
		expect(requiredRecords(mixed, 'data')).toEqual([{ id: 1 }, { id: 4 }]);
	});

	test.each<[unknown, string]>([
		[undefined, 'empty'],
		[null, 'null'],
		[{}, 'a object'],
		['none', 'text'],
	])('may be missing where it is optional: %j', (value, kind) => {
		expect(records(value)).toEqual([]);
		expect(() => requiredRecords(value, 'data')).toThrow(new UnexpectedAnswer(`"data" is ${kind} where a list is documented.`));
	});
});
