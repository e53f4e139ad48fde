import type { Failure } from '../../nodes/shared/failure/failure';
import type { Fault } from '../sandbox';
import type { Way } from './ways';

/** What a fault can be made of. */
export interface WayFacts {
	/** What the vendor answers when all is well. */
	answer: Record<string, unknown>;
	/** Where redirects point: nothing may arrive there. */
	elsewhere: string;
	/** What the vendor may repeat. */
	secrets?: string[];
	/** Whether a 401 makes the node get a new token. */
	renews: boolean;
	way: Way;
}

/** How the item must end. */
export interface End extends Pick<Failure, 'reason' | 'httpCode' | 'outcome' | 'retries'> {
	/** How many of it exist at the vendor. */
	existing: number;
	/** What the failed item's description must say. */
	says?: string;
}

/** A conversation, or a message, that exists once. */
export const DONE = 'done';

export interface FaultCase {
	name: string;
	strike(facts: WayFacts): Omit<Fault, 'vendor' | 'operation' | 'match'>;
	end(facts: WayFacts): End | typeof DONE;
	/** Where it makes no sense it is left out. */
	applies?(facts: WayFacts): boolean;
}

/** Seconds. */
const SHORT_TIMEOUT = 3;
/** Seconds in which an answer comes even on a busy machine. */
export const PATIENT = 60;
/** What the node is to be set to. */
export const MAX_RETRIES = 1;

const always = -1;
const nothing: FaultCase = { name: 'nothing', strike: () => ({ times: 0 }), end: () => DONE };
const html = '<!DOCTYPE html><html><head><title>Gone fishing</title></head><body><h1>Our servers</h1> are down</body></html>';

const refused = (reason: Failure['reason'], httpCode: number, says: string): End => ({
	reason,
	httpCode,
	says,
	outcome: 'notCreated',
	retries: 0,
	existing: 0,
});
const unknown = (reason: Failure['reason'], httpCode: number | null, existing: 0 | 1): End => ({
	reason,
	httpCode,
	existing,
	outcome: 'unknown',
	retries: 0,
});
const retried = (reason: Failure['reason'], httpCode: number): End => ({
	reason,
	httpCode,
	outcome: 'notCreated',
	retries: MAX_RETRIES,
	existing: 0,
});

/** An answer that strikes as often as the request is sent. */
const answers = (name: string, status: number, body: unknown, end: End): FaultCase => ({
	name,
	strike: () => ({ times: always, answer: { status, body } }),
	end: () => end,
});

/** The vendor does its work, and then answers something that says nothing about it. */
const unreadable = (name: string, body: unknown, status = 200): FaultCase => ({
	name,
	strike: () => ({ created: true, answer: { status, body } }),
	end: () => unknown('badResponse', status, 1),
});

const redirect = (status: number): FaultCase => ({
	name: `${status} redirect`,
	strike: ({ elsewhere }) => ({ times: always, answer: { status, headers: { location: `${elsewhere}/${status}` } } }),
	end: () => ({ ...unknown('badResponse', status, 0), says: 'Base URL' }),
});

/** What a vendor, or the way to it, does to one request. */
const faultCases: FaultCase[] = [
	answers('401', 401, { error: 'Unauthorized', details: {}, message: 'No such key.' }, refused('authentication', 401, 'No such key.')),
	{
		name: '401 once',
		strike: () => ({ answer: { status: 401, body: { message: 'Token has expired.' } } }),
		end: ({ renews }) => (renews ? DONE : refused('authentication', 401, 'Token has expired.')),
	},
	answers('403', 403, { success: false, error: 'Access to this is denied' }, refused('forbidden', 403, 'Access to this is denied')),
	answers('404', 404, { error: 'Not found', details: { thing: 'thing-1 is not there' } }, refused('notFound', 404, 'thing-1 is not there')),
	answers('422', 422, { detail: [{ loc: ['body', 'field'], msg: 'field required', type: 'missing' }] }, refused('validation', 422, 'field: field required')),
	answers('400', 400, { message: 'Input validation failed', issues: [{ message: 'Too short' }] }, refused('validation', 400, 'Too short')),
	answers(
		'402',
		402,
		{ error: 'limit_exceeded', plan: 'Mini', feature: 'agents', current: 2, limit: 2, message: 'Your plan allows 2.' },
		refused('planLimit', 402, 'Your plan allows 2.'),
	),
	{
		name: '422 that repeats the credential',
		strike: ({ secrets = [] }) => ({ times: always, answer: { status: 422, body: { message: `Not with ${secrets.join(' and ')} here` } } }),
		end: ({ secrets = [] }) => refused('validation', 422, secrets.length > 0 ? '[hidden]' : 'Not with'),
	},
	answers('500 with HTML', 500, html, { ...unknown('vendorFault', 500, 0), says: 'Gone fishing' }),
	{
		name: '500 with HTML, after the work was done',
		strike: () => ({ created: true, answer: { status: 500, body: html } }),
		end: () => unknown('vendorFault', 500, 1),
	},
	answers('502 with text', 502, 'upstream went away', { ...unknown('vendorFault', 502, 0), says: 'upstream went away' }),
	{
		name: 'connection cut before the work was done',
		strike: () => ({ cut: 'beforeAnswer', times: always }),
		end: () => unknown('network', null, 0),
	},
	{
		name: 'connection cut after the work was done',
		strike: () => ({ created: true, cut: 'beforeAnswer' }),
		end: () => unknown('network', null, 1),
	},
	{
		name: 'connection cut inside the answer',
		strike: () => ({ created: true, cut: 'insideBody', answer: { status: 200, body: `{"padding":"${'x'.repeat(5000)}"}` } }),
		end: () => unknown('network', 200, 1),
	},
	{
		name: 'a slow drip in time',
		strike: () => ({ created: true, drip: { everyMs: 20, chunks: 5 } }),
		end: () => DONE,
	},
	unreadable('200 that is empty', undefined),
	unreadable('200 with null', 'null'),
	unreadable('200 with []', '[]'),
	unreadable('200 with {}', '{}'),
	unreadable('200 with a number', '7'),
	unreadable('200 with broken JSON', '{"id": "abc'),
	unreadable('200 with HTML', html),
	unreadable('204', undefined, 204),
	{
		name: '200 with success: false',
		applies: ({ answer }) => answer.success === true,
		strike: ({ answer }) => ({ created: true, answer: { status: 200, body: { ...answer, success: false } } }),
		end: () => unknown('badResponse', 200, 1),
	},
	...[301, 302, 303, 307, 308].map(redirect),
];

const passing = (name: string, status: number, headers: Record<string, string> = {}): FaultCase => ({
	name: `${name}, once`,
	strike: () => ({ answer: { status, headers, body: { message: 'Later, please.' } } }),
	end: () => DONE,
});
const staying = (name: string, status: number, headers: Record<string, string> = {}): FaultCase => ({
	name: `${name}, always`,
	strike: () => ({ times: always, answer: { status, headers, body: { message: 'Later, please.' } } }),
	end: () => ({ ...retried(status === 429 ? 'rateLimited' : 'vendorFault', status), says: 'Later, please.' }),
});

/** Where the vendor has its own meaning of a 429 without Retry-After, it is not sent again. */
const unlessPlanLimit = ({ end, ...rest }: FaultCase): FaultCase => ({
	...rest,
	end: (facts) => (facts.way.retries429WithoutRetryAfter ? end(facts) : refused('planLimit', 429, 'Later, please.')),
});

const past = 'Sun, 06 Nov 1994 08:49:37 GMT';

/** What asks the node to wait: it holds back the whole run, so these cases run by themselves. */
const pushBackCases: FaultCase[] = [
	passing('429 with Retry-After', 429, { 'retry-after': '1' }),
	staying('429 with Retry-After', 429, { 'retry-after': '1' }),
	passing('429 with a Retry-After that is past', 429, { 'retry-after': past }),
	{
		name: '429 with a Retry-After of a day',
		strike: () => ({ times: always, answer: { status: 429, headers: { 'retry-after': '86400' } } }),
		end: () => refused('rateLimited', 429, '86400 seconds'),
	},
	unlessPlanLimit(passing('429 without Retry-After', 429)),
	unlessPlanLimit(staying('429 without Retry-After', 429)),
	passing('503 with Retry-After', 503, { 'retry-after': '1' }),
	passing('503', 503),
	staying('503', 503),
];

/** What takes longer than the node waits. */
const lateCases: FaultCase[] = [
	{
		name: 'no answer in time',
		strike: () => ({ created: true, delayMs: SHORT_TIMEOUT * 3000 }),
		end: () => unknown('timeout', null, 1),
	},
	{
		name: 'a slow drip past the timeout',
		strike: () => ({ created: true, drip: { everyMs: SHORT_TIMEOUT * 200, chunks: 15 } }),
		end: () => unknown('timeout', null, 1),
	},
];

const MANY_BYTES = 20_000_000;

const largeCases: FaultCase[] = [
	{
		name: '200 with 20 MB',
		strike: () => ({ created: true, bytes: MANY_BYTES }),
		end: () => unknown('badResponse', 200, 1),
	},
	{
		name: '500 with 20 MB of HTML',
		strike: () => ({ times: always, answer: { status: 500, body: `<h1>Sorry</h1>${'<p>x</p>'.repeat(MANY_BYTES / 8)}` } }),
		end: () => ({ ...unknown('vendorFault', 500, 0), says: 'Sorry' }),
	},
];

const lost = (name: string): FaultCase => ({
	...nothing,
	name,
	end: () => ({ reason: 'network', httpCode: null, outcome: 'notCreated', retries: MAX_RETRIES, existing: 0 }),
});

export interface FaultRun {
	name: string;
	/** An item each. */
	cases: FaultCase[];
	/** Seconds. */
	timeout: number;
	/** Instead of the vendor's, where nobody answers. */
	origin?: string;
}

/** Each is one run of a node. */
export const faultRuns: FaultRun[] = [
	{ name: 'faults', cases: [nothing, ...faultCases, { ...nothing, name: 'still nothing' }], timeout: PATIENT },
	{ name: 'late answers', cases: lateCases, timeout: SHORT_TIMEOUT },
	{ name: 'push-backs', cases: [nothing, ...pushBackCases], timeout: PATIENT },
	{ name: 'large answers', cases: [...largeCases, nothing], timeout: PATIENT },
	{ name: 'dead ports', cases: [lost('connection refused')], timeout: PATIENT, origin: 'http://127.0.0.1:9' },
	{ name: 'wrong hosts', cases: [lost('host name not known')], timeout: PATIENT, origin: 'http://nobody.invalid' },
];
