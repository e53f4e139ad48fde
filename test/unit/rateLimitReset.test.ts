import { rateLimitReset, resetMs } from '../../nodes/shared/send/rateLimitReset';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const inSeconds = NOW / 1000;

test.each<[string, unknown, object, number | null]>([
	['seconds from now', '7', {}, 7000],
	['a fraction of a second', 0.5, {}, 500],
	['a time in seconds', String(inSeconds + 9), {}, 9000],
	['a time in seconds with a fraction', inSeconds + 0.25, {}, 250],
	['a time in milliseconds', String(NOW + 1500), {}, 1500],
	['ISO 8601', '2026-03-01T12:00:03Z', {}, 3000],
	['ISO 8601 with a zone', '2026-03-01T13:00:03+01:00', {}, 3000],
	["a time by the vendor's clock, an hour ahead", String(inSeconds + 3605), { date: 'Sun, 01 Mar 2026 13:00:00 GMT' }, 5000],
	['seconds do not depend on its clock', '7', { date: 'Sun, 01 Mar 2026 13:00:00 GMT' }, 7000],
	['a Date that is none', String(inSeconds + 9), { date: 'soon' }, 9000],
	['a time that is over', String(inSeconds - 9), {}, null],
	['no wait', '0', {}, null],
	['a negative one', '-5', {}, null],
	['words', 'soon', {}, null],
	['nothing', undefined, {}, null],
])('%s', (_what, value, headers, expected) => expect(resetMs(value, { ...headers }, NOW)).toBe(expected));

test.each<[number | null, object, number | null]>([
	[429, { 'x-ratelimit-reset': '7' }, 7000],
	[503, { 'x-ratelimit-reset': '7' }, 7000],
	[200, { 'x-ratelimit-reset': '7' }, null],
	[200, { 'x-ratelimit-reset': '7', 'x-ratelimit-remaining': '3' }, null],
	[200, { 'x-ratelimit-reset': '7', 'x-ratelimit-remaining': '0' }, 7000],
	[400, { 'x-ratelimit-reset': '7', 'x-ratelimit-remaining': '0' }, null],
	[429, {}, null],
	[null, {}, null],
])('after %s with %j', (status, headers, expected) => expect(rateLimitReset()({ status, headers: { ...headers }, body: '' }, NOW)).toBe(expected));

test('reads the headers that the vendor has', () => {
	expect(rateLimitReset({ reset: 'ratelimit-reset' })({ status: 429, headers: { 'ratelimit-reset': 3 }, body: '' }, NOW)).toBe(3000);
});
