import type { INode } from 'n8n-workflow';
import { UnexpectedAnswer } from '../../nodes/shared/base/json';
import type { SoFar } from '../../nodes/shared/failure/asFailure';
import { asCancelled, asCredentialFailure, asFailure } from '../../nodes/shared/failure/asFailure';
import type { FailureFacts } from '../../nodes/shared/failure/describeFailure';
import { describeFailure, reasonOfStatus } from '../../nodes/shared/failure/describeFailure';
import type { Reason } from '../../nodes/shared/failure/failure';
import { Failure, InvalidInput, NotThere } from '../../nodes/shared/failure/failure';
import { toNodeApiError } from '../../nodes/shared/failure/nodeApiError';
import type { Attempt } from '../../nodes/shared/send/attempt';
import { mayHaveWorked } from '../../nodes/shared/send/attempt';
import type { Vendor } from '../../nodes/shared/vendor';
import { problems } from '../support/schemas';

const vendor: Vendor = {
	name: 'acme',
	displayName: 'Acme',
	resources: {},
	account: () => ({ kind: 'open', baseUrl: 'https://acme.example' }),
	advice: { planLimit: 'Buy more Acme.' },
};
const creates = { action: 'Create conversation', idempotent: false } as const;
const reads = { action: 'Get conversation', idempotent: true } as const;
const DID_NOTHING = 'The vendor did nothing with it.';
const PERHAPS =
	"The vendor may have done it all the same: look there before you send it again. n8n's Retry On Fail and Retry do not send it again, because Delivery is At Most Once; with At Least Once in the options they do.";

const explained = (changes: Partial<FailureFacts>) =>
	describeFailure({ vendor, operation: creates, reason: 'validation', outcome: 'notCreated', status: 422, retries: 0, retryNote: '', ...changes });

describe('the texts of a failure', () => {
	const reasons: Array<[Reason, string, string]> = [
		['validation', 'the values were not accepted', 'Correct the values of this item.'],
		['authentication', 'the credential was not accepted', 'Check the key or token in the credential, and that it is for this account.'],
		['forbidden', 'access was denied', 'Check that this account may use what the item names.'],
		['notFound', 'it was not found', 'Check the IDs of this item.'],
		['planLimit', 'a limit of the plan is reached', 'Buy more Acme.'],
		['rateLimited', 'there were too many requests', 'Lower Concurrency or raise Max Retries in the options.'],
		['vendorFault', 'the vendor had a fault', 'Try again later; if it stays, ask the vendor.'],
		['network', 'the connection failed', 'Check the Base URL and the network between n8n and the vendor.'],
		['timeout', 'no whole answer came in time', 'Raise Timeout in the options if the vendor needs longer.'],
		['badResponse', 'the answer is not what the vendor documents', 'Check the Base URL; if it is right, ask the vendor.'],
	];

	test.each(reasons)('%s', (reason, headline, advice) => {
		const failure = explained({ reason });

		expect(failure.message).toBe(`Acme: Create conversation failed because ${headline} (HTTP 422)`);
		expect(failure.description).toBe(`${advice} ${DID_NOTHING}`);
		expect(failure.reason).toBe(reason);
	});

	test.each<[string, Partial<FailureFacts>, string]>([
		["the vendor's words, without their full stop", { vendorMessage: 'Bad board.' }, ': Bad board'],
		['a question', { vendorMessage: 'Really?' }, ': Really?'],
		['the beginning of long words', { vendorMessage: 'x'.repeat(200) }, `: ${'x'.repeat(120)}…`],
		['no half of a character', { vendorMessage: `${'x'.repeat(119)}🙂🙂` }, `: ${'x'.repeat(119)}…`],
		['nothing of a web page', { vendorMessage: 'Oops', isPage: true }, ' because the values were not accepted'],
		['nothing of what was seen', { observation: 'The answer is empty' }, ' because the values were not accepted'],
		['a headline of its own', { vendorMessage: 'Bad board', headline: 'there is none' }, ' because there is none'],
		['the word that n8n knows a cancelled execution by', { vendorMessage: 'Bad board', reason: 'cancelled' }, ' because the execution was canceled'],
	])('the title has %s', (_what, changes, title) => {
		expect(explained(changes).message).toBe(`Acme: Create conversation failed${title} (HTTP 422)`);
	});

	test.each<[Reason, string]>([
		['rateLimited', 'Try again in a moment.'],
		['timeout', 'Try again later.'],
		['validation', 'Correct the values of this item.'],
	])('a picker, which has no options, advises on %s', (reason, advice) => {
		expect(explained({ reason, operation: { ...reads, hasNoOptions: true } }).description).toBe(advice);
	});

	test.each<[string, Partial<FailureFacts>, string]>([
		['what the vendor says', { vendorMessage: 'Bad board' }, 'Acme says: Bad board. Correct the values of this item. The vendor did nothing with it.'],
		['what ends a sentence itself', { vendorMessage: 'Really?' }, 'Acme says: Really? Correct the values of this item. The vendor did nothing with it.'],
		['what is cut', { vendorMessage: 'Long…' }, 'Acme says: Long… Correct the values of this item. The vendor did nothing with it.'],
		['what was seen', { observation: 'The connection broke off' }, 'The connection broke off. Correct the values of this item. The vendor did nothing with it.'],
		['one retry', { retries: 1 }, 'Correct the values of this item. Sent twice. The vendor did nothing with it.'],
		['two retries', { retries: 2, retryNote: 'That was it.' }, 'Correct the values of this item. Sent 3 times. That was it. The vendor did nothing with it.'],
		['advice of its own', { advice: 'Do that.' }, 'Do that. The vendor did nothing with it.'],
		['an unknown end', { outcome: 'unknown' }, `Correct the values of this item. ${PERHAPS}`],
		['a read', { operation: reads, outcome: 'unknown' }, 'Correct the values of this item.'],
	])('%s', (_what, changes, description) => {
		expect(explained(changes).description).toBe(description);
	});

	test('without an answer there is no HTTP status', () => {
		const failure = explained({ status: null, reason: 'network' });

		expect(failure.message).toBe('Acme: Create conversation failed because the connection failed');
		expect(failure.httpCode).toBeNull();
	});

	test('as an item they stand under the only key, error', () => {
		const json = explained({ retries: 2, vendorMessage: 'No', status: 429, reason: 'rateLimited' }).toItem('acme');

		expect(json).toEqual({
			error: {
				message: 'Acme: Create conversation failed: No (HTTP 429)',
				description: `Acme says: No. Lower Concurrency or raise Max Retries in the options. Sent 3 times. ${DID_NOTHING}`,
				httpCode: 429,
				vendor: 'acme',
				reason: 'rateLimited',
				retries: 2,
				outcome: 'notCreated',
			},
		});
		expect(problems('failure', json)).toEqual([]);
	});
});

test.each<[number, Reason]>([
	[200, 'badResponse'],
	[302, 'badResponse'],
	[400, 'validation'],
	[401, 'authentication'],
	[402, 'planLimit'],
	[403, 'forbidden'],
	[404, 'notFound'],
	[408, 'timeout'],
	[409, 'validation'],
	[410, 'notFound'],
	[418, 'validation'],
	[422, 'validation'],
	[429, 'rateLimited'],
	[500, 'vendorFault'],
	[503, 'vendorFault'],
	[599, 'vendorFault'],
])('HTTP %i means %s', (status, reason) => {
	expect(reasonOfStatus(status)).toBe(reason);
});

test.each<[Partial<Attempt>, string]>([
	...[200, 201, 204, 301, 302, 307, 500, 502, 504].map((status): [Partial<Attempt>, string] => [{ status }, 'unknown']),
	...[400, 401, 402, 403, 404, 408, 409, 422, 429, 503].map((status): [Partial<Attempt>, string] => [{ status }, 'notCreated']),
	[{}, 'unknown'],
	[{ connection: 'neverMade' }, 'notCreated'],
	[{ connection: 'untrusted' }, 'notCreated'],
	[{ connection: 'loginFailed', status: 500 }, 'notCreated'],
	[{ connection: 'loginFailed' }, 'notCreated'],
	[{ connection: 'cut' }, 'unknown'],
	[{ connection: 'cut', status: 200 }, 'unknown'],
	[{ connection: 'cut', status: 404 }, 'notCreated'],
	[{ connection: 'timeout' }, 'unknown'],
])('after %j it is %s whether something was created', (attempt, outcome) => {
	expect(mayHaveWorked({ status: null, retryAfterMs: null, ...attempt })).toBe(outcome === 'unknown');
});

describe('any error of an item becomes a failure', () => {
	const sent = (changes: Partial<SoFar> = {}): SoFar => ({ status: 201, retries: 0, mayHaveWorked: true, secrets: ['sandbox-key'], ...changes });

	test('bad input', () => {
		const failure = asFailure(new InvalidInput('"Board" is required\nbut empty', 'Fill it in.'), vendor, creates);

		expect(failure.toItem('acme').error).toEqual({
			message: 'Acme: Create conversation failed because "Board" is required but empty',
			description: 'Fill it in. Nothing was sent.',
			httpCode: null,
			vendor: 'acme',
			reason: 'validation',
			retries: 0,
			outcome: 'notCreated',
		});
	});

	test('a failure stays the same', () => {
		const failure = explained({});

		expect(asFailure(failure, vendor, creates, sent())).toBe(failure);
	});

	test('an answer that cannot be read', () => {
		const failure = asFailure(new UnexpectedAnswer('The answer has no "id".'), vendor, creates, sent({ retries: 2 }));

		expect(failure).toMatchObject({ reason: 'badResponse', outcome: 'unknown', httpCode: 201, retries: 2 });
		expect(failure.message).toBe('Acme: Create conversation failed because the answer is not what the vendor documents (HTTP 201)');
		expect(failure.description).toBe(
			`The answer has no "id". Check the Base URL; if it is right, ask the vendor. Sent 3 times. It was not sent again, because it may have done its work. ${PERHAPS}`,
		);
	});

	test('an answer that says why, without the secrets in it', () => {
		const failure = asFailure(new UnexpectedAnswer('The answer says "success": false.', { message: 'Not for sandbox-key' }), vendor, creates, sent());

		expect(failure.description).toMatch(/^Acme says: Not for \[hidden\]\. The answer says "success": false\. Check the Base URL/);
	});

	test('an answer to a read that cannot be read', () => {
		const failure = asFailure(new UnexpectedAnswer('The answer has no "id".'), vendor, reads, sent({ mayHaveWorked: false }));

		expect(failure).toMatchObject({ reason: 'badResponse', outcome: 'unknown', httpCode: 201 });
		expect(failure.description).toBe('The answer has no "id". Check the Base URL; if it is right, ask the vendor.');
	});

	test.each<[string, unknown, object]>([
		['an answer that cannot be read', new UnexpectedAnswer('The answer is text.'), { reason: 'badResponse', httpCode: 201 }],
		['a failed request', explained({ operation: reads, reason: 'vendorFault', outcome: 'unknown', status: 500, retries: 3 }), { reason: 'vendorFault', httpCode: 500, retries: 3 }],
	])('%s before the create was sent created nothing', (_what, error, expected) => {
		const failure = asFailure(error, vendor, creates, sent({ mayHaveWorked: false }));

		expect(failure).toMatchObject({ ...expected, outcome: 'notCreated' });
		expect(failure.description).not.toContain(PERHAPS);
		expect(failure.description).not.toContain('may have done its work');
	});

	test('an answer without what the item names', () => {
		const failure = asFailure(new NotThere('The board has no chat "x"'), vendor, creates, sent({ mayHaveWorked: false, status: 200 }));

		expect(failure).toMatchObject({ reason: 'notFound', outcome: 'notCreated', httpCode: 200 });
		expect(failure.description).toMatch(/^The board has no chat "x"\. Check the IDs of this item\./);
	});

	test.each<[string, unknown]>([
		['an error of ours', new TypeError('x is not a function')],
		['text', 'oops'],
		['nothing', undefined],
	])('%s', (_what, error) => {
		const failure = asFailure(error, vendor, creates, sent());

		expect(failure).toMatchObject({ reason: 'badResponse', outcome: 'unknown', httpCode: 201 });
		expect(failure.description).toMatch(/^The answer could not be read \(.*\)\. /);
		expect(problems('failure', failure.toItem('acme'))).toEqual([]);
	});

	test('a cancelled execution', () => {
		expect(asCancelled(vendor, creates)).toMatchObject({
			message: 'Acme: Create conversation failed because the execution was canceled',
			reason: 'cancelled',
			outcome: 'notCreated',
			httpCode: null,
		});
	});
});

describe('a credential that cannot be used', () => {
	test('has the status of a trade without a token', () => {
		const error = Object.assign(new UnexpectedAnswer('The answer has no token.'), { status: 201 });

		expect(asCredentialFailure(error, vendor, creates)).toMatchObject({ httpCode: 201, outcome: 'notCreated' });
	});

	test("keeps n8n's own message", () => {
		const failure = asCredentialFailure(new Error('Node does not have any credentials set'), vendor, creates);

		expect(failure).toMatchObject({ reason: 'authentication', outcome: 'notCreated', httpCode: null });
		expect(failure.message).toBe('Acme: Create conversation failed because there is no usable credential');
		expect(failure.description).toBe(`Node does not have any credentials set. Choose a credential in the node. ${DID_NOTHING}`);
	});

	test.each<[string, unknown, object]>([
		['a base URL that is none', new InvalidInput('"Base URL" is not a web address', 'Correct it in the credential.'), { reason: 'validation' }],
		['a trade without a token', new UnexpectedAnswer('The answer has no token.'), { reason: 'badResponse' }],
		['a trade that failed', explained({ operation: reads, reason: 'timeout', outcome: 'unknown', status: null }), { reason: 'timeout' }],
	])('%s creates nothing', (_what, error, expected) => {
		for (const operation of [creates, reads]) {
			const failure = asCredentialFailure(error, vendor, operation);

			expect(failure).toMatchObject({ ...expected, outcome: 'notCreated' });
			expect(failure.description).not.toContain(PERHAPS);
		}
	});
});

describe('the error that n8n shows', () => {
	const node = { id: '1', name: 'Acme', type: 'n8n-nodes-conversations.acme', typeVersion: 1, position: [0, 0], parameters: {} } as INode;
	const failure = explained({ vendorMessage: 'Bad board' });

	const tally = { itemIndex: 0, doneWord: 'created', done: 0, ids: [], isMadeAgain: false, failed: 1, mayExist: [], notTried: 0 };

	test('has the same texts, the status and the item', () => {
		const error = toNodeApiError(failure, node, { ...tally, itemIndex: 3, done: 3, notTried: 6 });

		expect(error.message).toBe(failure.message);
		expect(error.description).toBe(`${failure.description} Of 10 items, 3 created, 1 failed and 6 were not tried.`);
		expect(error.httpCode).toBe('422');
		expect(error.context.itemIndex).toBe(3);
		expect(error.node).toBe(node);
	});

	test("has the vendor's words as the full message, or what was seen, or else its title", () => {
		const fullMessage = (changes: Partial<FailureFacts>) => toNodeApiError(explained(changes), node).messages[0];

		expect(fullMessage({ vendorMessage: 'Bad board', observation: 'The answer is short' })).toBe('Bad board');
		expect(fullMessage({ observation: 'The answer is short' })).toBe('The answer is short');
		expect(fullMessage({})).toBe(explained({}).message);
	});

	const RETRY = 'To go on, choose Retry under Executions: it sends only what is missing. Executing the workflow anew sends';
	test.each<[string, object, string]>([
		['one item', {}, ''],
		['none done', { doneWord: 'succeeded', notTried: 1 }, ' Of 2 items, 0 succeeded, 1 failed and 1 was not tried.'],
		[
			'one in doubt',
			{ done: 4, failed: 2, mayExist: [3] },
			' Of 6 items, 4 created, 2 failed and 0 were not tried. Of the failed, 1 may exist at the vendor all the same (item 3).',
		],
		['many', { doneWord: 'sent', done: 5, failed: 2, notTried: 993 }, ' Of 1000 items, 5 sent, 2 failed and 993 were not tried.'],
		['IDs', { done: 2, ids: ['a', 'b'] }, ' Of 3 items, 2 created, 1 failed and 0 were not tried. Conversations of those created: a, b.'],
		['one to be made again', { done: 1, isMadeAgain: true }, ` Of 2 items, 1 created, 1 failed and 0 were not tried. ${RETRY} that one again.`],
		['some to be made again', { done: 4, isMadeAgain: true }, ` Of 5 items, 4 created, 1 failed and 0 were not tried. ${RETRY} those 4 again.`],
		['nothing to be made again', { isMadeAgain: true, notTried: 1 }, ' Of 2 items, 0 created, 1 failed and 1 was not tried.'],
	])('says how far the run came: %s', (_what, changes, expected) => {
		expect(toNodeApiError(failure, node, { ...tally, ...changes }).description).toBe(`${failure.description}${expected}`);
	});

	test('names 20 IDs', () => {
		const ids = Array.from({ length: 21 }, (_, index) => `c${index}`);

		expect(toNodeApiError(failure, node, { ...tally, done: 21, ids }).description).toContain(': c0, c1, ');
		expect(toNodeApiError(failure, node, { ...tally, done: 21, ids }).description).toMatch(/c19, …\.$/);
	});

	test('does not hold the word by which n8n takes an execution for canceled, unless it was', () => {
		expect(toNodeApiError(explained({ vendorMessage: 'Your plan was canceled' }), node).message).toContain('Your plan was cancelled');
		expect(toNodeApiError(asCancelled(vendor, creates), node).message).toContain('canceled');
	});

	test('has no item index outside of a run', () => {
		const error = toNodeApiError(failure, node);

		expect(error.description).toBe(failure.description);
		expect(error.context.itemIndex).toBeUndefined();
	});

	test('keeps its texts although they hold an error code that n8n would replace', () => {
		const error = toNodeApiError(explained({ vendorMessage: 'ECONNREFUSED ENOTFOUND 404', status: null, reason: 'network' }), node);

		expect(error.message).toBe('Acme: Create conversation failed: ECONNREFUSED ENOTFOUND 404');
		expect(error.description).toContain('Acme says: ECONNREFUSED ENOTFOUND 404.');
	});

	test.each<[Reason, object | undefined]>([
		['authentication', { cause: 'credential-invalid' }],
		['forbidden', { cause: 'configuration-invalid' }],
		['notFound', { cause: 'configuration-invalid' }],
		['planLimit', { cause: 'quota-exhausted' }],
		['rateLimited', { cause: 'rate-limited', retryAfterMs: 7000 }],
		['vendorFault', { cause: 'temporarily-unavailable' }],
		['network', { cause: 'temporarily-unavailable' }],
		['timeout', { cause: 'temporarily-unavailable' }],
		['validation', undefined],
		['badResponse', undefined],
	])("%s has the engine's own cause", (reason, cause) => {
		const error = toNodeApiError(explained({ reason, retryAfterMs: reason === 'rateLimited' ? 7000 : null }), node) as unknown as { failure?: object };

		expect(error.failure).toEqual(cause && expect.objectContaining(cause));
	});

	test("has the whole text in the message for an agent's tool, which shows only that", () => {
		const tool = { ...node, type: 'n8n-nodes-conversations.acmeTool' };

		expect(toNodeApiError(failure, tool).message).toBe(`${failure.message}. ${failure.description}`);
	});
});

test('a failure is an Error with its own name', () => {
	expect(explained({})).toBeInstanceOf(Failure);
	expect(String(explained({}))).toBe('Failure: Acme: Create conversation failed because the values were not accepted (HTTP 422)');
});
