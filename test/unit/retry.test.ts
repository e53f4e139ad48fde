import fc from 'fast-check';
import { retryNote } from '../../nodes/shared/failure/retryNote';
import type { Attempt } from '../../nodes/shared/send/attempt';
import { mayHaveWorked } from '../../nodes/shared/send/attempt';
import type { RetryRules, RetrySoFar } from '../../nodes/shared/send/retry';
import { decideRetry, LONGEST_WAIT_MS } from '../../nodes/shared/send/retry';
import { retryAfter } from '../../nodes/shared/send/retryAfter';

const MAY_HAVE = 'It was not sent again, because it may have done its work.';
const SAME_WAY = 'Sending the same again would end the same way.';
const CAP = 'This is the cap of the plan, which waiting a moment does not lift.';

const answered = (status: number): Attempt => ({ status, retryAfterMs: null });
const broken = (connection: Attempt['connection'], status: number | null = null): Attempt => ({
	status,
	connection,
	retryAfterMs: null,
});

function decide(attempt: Attempt, rules: Partial<RetryRules> = {}, soFar: Partial<RetrySoFar> = {}, random = 1) {
	const decision = decideRetry(
		attempt,
		{ retries: 0, maxRetries: 3, waitedMs: 0, ...soFar },
		{ idempotent: false, retry429WithoutRetryAfter: true, ...rules },
		random,
	);
	return decision.again ? decision : ({ again: false, why: retryNote(decision) } as const);
}

describe('whether a request is sent again', () => {
	// What came | a create: 'again' or why not | a read
	test.each<[string, Attempt, string, string]>([
		['429', answered(429), 'again', 'again'],
		['503', answered(503), 'again', 'again'],
		['a refused connection or an unknown host', broken('neverMade'), 'again', 'again'],
		['a login that was refused its connection', broken('neverMade', null), 'again', 'again'],
		['a timeout', broken('timeout'), MAY_HAVE, 'again'],
		['a connection cut before the answer', broken('cut'), MAY_HAVE, 'again'],
		['a connection cut inside a 200', broken('cut', 200), MAY_HAVE, 'again'],
		['a connection cut inside a 500', broken('cut', 500), MAY_HAVE, 'again'],
		['a connection cut inside a 503', broken('cut', 503), 'again', 'again'],
		['an answer without a status', { status: null, retryAfterMs: null }, MAY_HAVE, 'again'],
		['500', answered(500), MAY_HAVE, 'again'],
		['501', answered(501), MAY_HAVE, 'again'],
		['an answer that fell silent', broken('timeout', 200), MAY_HAVE, 'again'],
		['a 200 that says that it did nothing', { ...answered(200), hidden: { reason: 'validation', certain: true } }, SAME_WAY, SAME_WAY],
		['a 200 that says that something failed', { ...answered(200), hidden: { reason: 'vendorFault' } }, MAY_HAVE, SAME_WAY],
		['a 200 that says to wait', { ...answered(200), hidden: { reason: 'rateLimited', certain: true } }, 'again', 'again'],
		['a 200 that says to wait and may have worked', { ...answered(200), hidden: { reason: 'rateLimited' } }, MAY_HAVE, SAME_WAY],
		['502', answered(502), MAY_HAVE, 'again'],
		['504', answered(504), MAY_HAVE, 'again'],
		['599', answered(599), MAY_HAVE, 'again'],
		['an untrusted certificate', broken('untrusted'), SAME_WAY, SAME_WAY],
		['a login without an answer', broken('loginFailed'), SAME_WAY, SAME_WAY],
		['a login answered by 401', broken('loginFailed', 401), SAME_WAY, SAME_WAY],
		['a login answered by 500', broken('loginFailed', 500), SAME_WAY, SAME_WAY],
		['a login answered by 503', broken('loginFailed', 503), 'again', 'again'],
		['a login answered by 429', broken('loginFailed', 429), 'again', 'again'],
		...[301, 302, 307, 308].map(
			(status): [string, Attempt, string, string] => [String(status), answered(status), MAY_HAVE, SAME_WAY],
		),
		...[400, 401, 402, 403, 404, 405, 408, 409, 410, 413, 422, 451].map(
			(status): [string, Attempt, string, string] => [String(status), answered(status), SAME_WAY, SAME_WAY],
		),
	])('after %s', (_what, attempt, create, read) => {
		const textOf = (decision: ReturnType<typeof decide>) => (decision.again ? 'again' : decision.why);

		expect(textOf(decide(attempt))).toBe(create);
		expect(textOf(decide(attempt, { idempotent: true }))).toBe(read);
	});

	test.each<[string, Attempt, ReturnType<typeof decide>]>([
		['a 429 without Retry-After is the cap', answered(429), { again: false, why: CAP }],
		['a 429 with Retry-After is not', { status: 429, retryAfterMs: 2000 }, { again: true, waitMs: 2000 }],
		['a 429 that asks for no wait is not', { status: 429, retryAfterMs: 0 }, { again: true, waitMs: 0 }],
		['a 503 is not', answered(503), { again: true, waitMs: 500 }],
		['a 429 at the login is not', broken('loginFailed', 429), { again: true, waitMs: 500 }],
	])('where a blind 429 is the cap of a plan: %s', (_what, attempt, expected) => {
		expect(decide(attempt, { retry429WithoutRetryAfter: false })).toEqual(expected);
		expect(decide(attempt, { retry429WithoutRetryAfter: false, idempotent: true })).toEqual(expected);
	});

	test.each<[number, number, string | null]>([
		[0, 0, 'Max Retries is 0.'],
		[0, 1, null],
		[1, 1, 'That was the last of 1 retry that Max Retries allows.'],
		[2, 3, null],
		[3, 3, 'That was the last of 3 retries that Max Retries allows.'],
		[9, 10, null],
		[10, 10, 'That was the last of 10 retries that Max Retries allows.'],
	])('after %i of at most %i retries', (retries, maxRetries, why) => {
		expect(decide(answered(503), {}, { retries, maxRetries })).toMatchObject(why ? { again: false, why } : { again: true });
	});
});

test('no request that is not idempotent is sent again when it may have worked', () => {
	const attempts = fc.record<Attempt>({
		status: fc.option(fc.integer({ min: 100, max: 999 })),
		connection: fc.constantFrom(undefined, 'neverMade', 'untrusted', 'loginFailed', 'cut', 'timeout'),
		retryAfterMs: fc.option(fc.integer({ min: 0, max: 200_000 })),
	});
	fc.assert(
		fc.property(attempts, fc.boolean(), (attempt, retry429WithoutRetryAfter) => {
			const decision = decide(attempt, { retry429WithoutRetryAfter });
			expect(decision.again && mayHaveWorked(attempt)).toBe(false);
			if (mayHaveWorked(attempt)) expect(decision).toEqual({ again: false, why: MAY_HAVE });
		}),
		{ numRuns: 5000 },
	);
});

describe('how long it waits', () => {
	test.each([
		[0, 0, 250],
		[0, 0.5, 375],
		[0, 1, 500],
		[1, 0, 500],
		[1, 1, 1000],
		[2, 1, 2000],
		[4, 1, 8000],
		[5, 0, 7500],
		[5, 1, 15_000],
		[9, 1, 15_000],
	])('before retry %i, with a random number of %d: %i ms', (retries, random, waitMs) => {
		expect(decide(answered(503), {}, { retries, maxRetries: 10 }, random)).toEqual({ again: true, waitMs });
	});

	test('as long as the vendor asks, whatever the jitter', () => {
		for (const random of [0, 0.5, 1]) {
			expect(decide({ status: 429, retryAfterMs: 7000 }, {}, {}, random)).toEqual({ again: true, waitMs: 7000 });
		}
	});

	test('all ten retries without Retry-After stay within the bound on the whole wait', () => {
		let waitedMs = 0;
		for (let retries = 0; retries < 10; retries += 1) {
			const decision = decide(answered(503), {}, { retries, maxRetries: 10, waitedMs });
			expect(decision).toMatchObject({ again: true });
			waitedMs += decision.again ? decision.waitMs : 0;
		}
	});

	const BOUND = `An item waits at most ${LONGEST_WAIT_MS / 1000} seconds in all.`;
	test.each<[string, number | null, number, ReturnType<typeof decide>]>([
		['just within the bound', LONGEST_WAIT_MS, 0, { again: true, waitMs: LONGEST_WAIT_MS }],
		['a millisecond more', LONGEST_WAIT_MS + 1, 0, { again: false, why: `The vendor asks to wait 121 seconds. ${BOUND}` }],
		['within the bound, but not after what it waited already', 20_000, 100_001, { again: false, why: `The vendor asks to wait 20 seconds. ${BOUND}` }],
		['a backoff over the bound', null, LONGEST_WAIT_MS, { again: false, why: BOUND }],
		['a day', 86_400_000, 0, { again: false, why: `The vendor asks to wait 86400 seconds. ${BOUND}` }],
	])('%s', (_what, retryAfterMs, waitedMs, expected) => {
		expect(decide({ status: 503, retryAfterMs }, {}, { waitedMs })).toEqual(expected);
	});
});

describe('Retry-After', () => {
	const now = Date.UTC(2025, 3, 23, 9, 9, 59, 619);

	test.each<[string, unknown, number | null]>([
		['seconds', '3', 3000],
		['no seconds', '0', 0],
		['seconds with blanks around them', ' 120 ', 120_000],
		['parts of a second, which no page allows and some send', '1.5', 1500],
		['a number', 3, 3000],
		['a number below zero', -1, null],
		['not a number', NaN, null],
		['seconds below zero', '-3', null],
		['seconds with a sign', '+3', null],
		['absurd seconds', '99999999999999999999', Number.MAX_SAFE_INTEGER],
		['so many seconds that no number holds them', '9'.repeat(400), Number.MAX_SAFE_INTEGER],
		['hexadecimal', '0x10', null],
		['an exponent', '1e3', null],
		['a unit', '3s', null],
		['nothing', '', null],
		['no header', undefined, null],
		['null', null, null],
		['a list', ['3'], null],
		['an object', { seconds: 3 }, null],
		['words', 'soon', null],
		['an ISO date, which HTTP does not allow', '2025-04-23T09:10:09Z', null],
		['an IMF-fixdate', 'Wed, 23 Apr 2025 09:10:09 GMT', 9381],
		['an RFC 850 date', 'Wednesday, 23-Apr-25 09:10:09 GMT', 9381],
		['an asctime date', 'Wed Apr 23 09:10:09 2025', 9381],
		['an asctime date with a day of one digit', 'Thu May  1 00:00:00 2025', Date.UTC(2025, 4, 1) - now],
		['the shortest and the longest name of a day', 'Friday, 25-Apr-25 00:00:00 GMT', Date.UTC(2025, 3, 25) - now],
		['a date with blanks around it', ' Wed, 23 Apr 2025 09:10:09 GMT ', 9381],
		['a leap second', 'Wed, 23 Apr 2025 23:59:60 GMT', Date.UTC(2025, 3, 24) - now],
		['a date in the past', 'Sun, 06 Nov 1994 08:49:37 GMT', 0],
		['a date in the past, RFC 850', 'Sunday, 06-Nov-94 08:49:37 GMT', 0],
		['a date in the past, asctime', 'Sun Nov  6 08:49:37 1994', 0],
		['an absurd date', 'Fri, 31 Dec 9999 23:59:59 GMT', Date.UTC(9999, 11, 31, 23, 59, 59) - now],
		['a month that is none', 'Wed, 23 Foo 2025 09:10:09 GMT', null],
		['a month between two', 'Wed, 23 anF 2025 09:10:09 GMT', null],
		['a day that is none', 'Wed, 99 Apr 2025 09:10:09 GMT', null],
		['the 30th of February', 'Sun, 30 Feb 2025 09:10:09 GMT', null],
		['the 29th of February in a leap year', 'Thu, 29 Feb 2024 09:10:09 GMT', 0],
		['an hour that is none', 'Wed, 23 Apr 2025 24:10:09 GMT', null],
		['a minute that is none', 'Wed, 23 Apr 2025 09:60:09 GMT', null],
		['a second that is none', 'Wed, 23 Apr 2025 09:10:61 GMT', null],
		['another zone, which HTTP does not allow', 'Wed, 23 Apr 2025 09:10:09 CEST', null],
	])('%s', (_what, header, expected) => {
		expect(retryAfter(header, undefined, now)).toBe(expected);
	});

	test.each([
		["the vendor's clock a day ahead", 'Thu, 24 Apr 2025 09:09:59 GMT', 'Thu, 24 Apr 2025 09:10:09 GMT'],
		["the vendor's clock a day behind", 'Tue, 22 Apr 2025 09:09:59 GMT', 'Tue, 22 Apr 2025 09:10:09 GMT'],
		['the Date header in RFC 850 form', 'Thursday, 24-Apr-25 09:09:59 GMT', 'Thu, 24 Apr 2025 09:10:09 GMT'],
		['Retry-After in asctime form', 'Thu, 24 Apr 2025 09:09:59 GMT', 'Thu Apr 24 09:10:09 2025'],
	])('as a date is measured from the Date header: %s', (_what, date, header) => {
		expect(retryAfter(header, date, now)).toBe(10_000);
	});

	test.each<[string, unknown]>([['none', undefined], ['garbage', 'today'], ['a list', []]])(
		'as a date is measured from our clock where the Date header is %s',
		(_what, date) => expect(retryAfter('Wed, 23 Apr 2025 09:10:09 GMT', date, now)).toBe(9381),
	);

	test('in seconds does not depend on any clock', () => {
		expect(retryAfter('5', 'Thu, 24 Apr 2025 09:09:59 GMT', now)).toBe(5000);
	});

	// Two digits of a year stand for the past when they would be more than 50 years ahead (RFC 9110, 5.6.7).
	test.each([
		['25', 2025],
		['26', 2026],
		['75', 2075],
		['76', 1976],
		['99', 1999],
		['00', 2000],
	])('the year %s is %i', (digits, year) => {
		const expected = Math.max(0, Date.UTC(year, 3, 23, 9, 10, 9) - now);

		expect(retryAfter(`Wednesday, 23-Apr-${digits} 09:10:09 GMT`, undefined, now)).toBe(expected);
		expect(expected > 0).toBe(year >= 2025);
	});
});
