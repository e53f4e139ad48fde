import type { Setup } from '../../testing/faults/trial';
import { outputsOf } from '../../testing/workflows';
import type { Way } from '../../testing/faults/ways';
import type { Failure, FailureOutcome, Reason } from '../../nodes/shared/failure/failure';
import type { Fault } from '../../testing/sandbox';
import { seeds as poppyAi } from '../../testing/sandbox/vendors/poppyAi';
import { allVendors, areAllInTables, isInTables } from '../../testing/vendors';
import { problems } from '../support/schemas';
import type { Ground } from './ground';
import { each, pause, until } from './ground';

const html = '<html><body>Down for maintenance</body></html>';

/** What goes wrong before the request is sent that creates, and how it must end. */
const faults: Array<{ name: string; fault: Omit<Fault, 'vendor' | 'operation'>; reasons: Reason[]; outcomes?: FailureOutcome[] }> = [
	{ name: '401', fault: { answer: { status: 401, body: { message: 'No.' } } }, reasons: ['authentication'] },
	{ name: '403', fault: { answer: { status: 403, body: { message: 'No.' } } }, reasons: ['authentication', 'forbidden'] },
	{ name: '404', fault: { answer: { status: 404, body: { message: 'No.' } } }, reasons: ['authentication', 'notFound'] },
	{ name: '422', fault: { answer: { status: 422, body: { message: 'No.' } } }, reasons: ['authentication', 'validation'] },
	{ name: '429 without Retry-After', fault: { answer: { status: 429 } }, reasons: ['rateLimited', 'planLimit'] },
	{ name: '500 with HTML', fault: { answer: { status: 500, body: html } }, reasons: ['vendorFault'] },
	{ name: '503', fault: { answer: { status: 503 } }, reasons: ['vendorFault'] },
	{ name: 'a cut connection', fault: { cut: 'beforeAnswer' }, reasons: ['network'] },
	// n8n's own login cannot be cut: it may yet succeed, and the request follow it, after the item has ended.
	{ name: 'no answer in time', fault: { delayMs: 3000 }, reasons: ['timeout'], outcomes: ['notCreated', 'unknown'] },
	{ name: 'an empty 200', fault: { answer: { status: 200 } }, reasons: ['badResponse'] },
	{ name: '200 with null', fault: { answer: { status: 200, body: 'null' } }, reasons: ['badResponse'] },
	{ name: '200 with {}', fault: { answer: { status: 200, body: {} } }, reasons: ['badResponse'] },
	{ name: '200 with HTML', fault: { answer: { status: 200, body: html } }, reasons: ['badResponse'] },
	{ name: 'a redirect', fault: { answer: { status: 307, headers: { location: '/__sandbox/elsewhere' } } }, reasons: ['badResponse'] },
];

/** n8n's OAuth2 client does not tell an odd answer of the token endpoint, or a redirect, from a refusal. */
const isSignedByN8n = ({ vendor }: Way) => Object.values(allVendors().find(({ name }) => name === vendor)!.accounts).some(({ test }) => !test);

/** Logins and tokens that a node gets by itself: shared by the items, renewed once, and no reason to create twice. */
export function tokens(ground: Ground): void {
	const ways = () => ground.ways.filter((way) => ground.factsOf(way).preludes.length > 0);
	const tokensOf = ({ vendor }: Way) => ground.sandbox.counts(vendor).tokens;
	const strike = (way: Way, fault: Omit<Fault, 'vendor' | 'operation'>) => {
		for (const operation of ground.factsOf(way).preludes) ground.sandbox.addFault({ times: -1, ...fault, vendor: way.vendor, operation });
	};
	/** Each way by itself: they may share what gets their token. */
	const forEachWay = async (check: (way: Way) => Promise<void>) => {
		if (areAllInTables) expect(ways().map(({ title }) => title)).not.toEqual([]);
		for (const way of ways()) {
			await ground.reset();
			await check(way);
		}
	};

	it('are fetched once for 20 items at once', async () => {
		await forEachWay(async (way) => {
			const trial = ground.trial(way, { count: 20, options: { concurrency: 20 } });
			await ground.run(trial);
			expect([way.title, trial.countsAtVendor(), tokensOf(way)]).toEqual([way.title, each(20), 1]);
		});
	});

	it('are renewed once when they expire under way', async () => {
		await forEachWay(async (way) => {
			const { trial, running } = runUntilExpired(way, {});
			await running;
			expect([way.title, trial.countsAtVendor(), tokensOf(way)]).toEqual([way.title, each(20), 2]);
			// The first token, the second one, and a read that has n8n get it, which it sends twice. Where n8n gets the first one too, its read.
			const others = ground.sandbox.requests().filter(({ operation }) => operation !== way.operation);
			expect(others.length).toBeLessThanOrEqual(5);
			expect(trial.requests().flat().filter(({ status }) => status === 401)).not.toEqual([]);
		});
	});

	it('that cannot be renewed fail the items that need them, and nothing is created twice', async () => {
		await forEachWay(async (way) => {
			const { trial, running } = runUntilExpired(way, { onError: 'continueRegularOutput' }, () =>
				strike(way, { answer: { status: 401, body: { message: 'No more.' } } }),
			);
			const [items = []] = outputsOf(await running);
			const existing = trial.countsAtVendor();
			const failed = items.filter(({ json }) => json.error).map(({ json }) => json.error);
			expect(existing.filter((count) => count > 1)).toEqual([]);
			expect(failed).toHaveLength(existing.filter((count) => count === 0).length);
			expect(failed.length).toBeGreaterThan(0);
			for (const error of failed) expect(error).toMatchObject({ reason: 'authentication', outcome: 'notCreated' });
		});
	});

	function runUntilExpired(way: Way, settings: Setup['settings'], meanwhile = () => {}, signal?: AbortSignal) {
		ground.sandbox.configure({ latencyMs: 40 });
		const trial = ground.trial(way, { count: 20, settings, options: { concurrency: 5 } });
		const expire = until(() => trial.countsAtVendor().filter((count) => count > 0).length >= 5).then(() => {
			ground.sandbox.expireTokens(way.vendor);
			meanwhile();
		});
		return { trial, running: Promise.all([ground.run(trial, { signal }), expire]).then(([result]) => result) };
	}

	it('send no request after the execution was cancelled during their renewal', async () => {
		await forEachWay(async (way) => {
			const stop = new AbortController();
			const { trial, running } = runUntilExpired(way, {}, () => strike(way, { delayMs: 300 }), stop.signal);
			const asked = () => trial.requests().flat().length;
			await until(() => trial.requests().flat().some(({ status }) => status === 401));
			await pause(100);
			stop.abort();
			expect((await running).status).toBe('canceled');
			const before = asked();
			await until(() => ground.sandbox.inFlight().now === 0);
			await pause(200);
			expect([way.title, asked()]).toEqual([way.title, before]);
		});
	});

	it.each(faults)('fail without creating anything: $name', async ({ fault, reasons, outcomes = ['notCreated'] }) => {
		await forEachWay(async (way) => {
			const trial = ground.trial(way, {
				count: 2,
				options: { maxRetries: 0, timeout: 1 },
				settings: { onError: 'continueRegularOutput' },
			});
			strike(way, fault);
			const [items = []] = outputsOf(await ground.run(trial));
			const mayFollow = outcomes.includes('unknown');
			expect([way.title, trial.countsAtVendor().filter((count) => count > (mayFollow ? 1 : 0))]).toEqual([way.title, []]);
			for (const { json } of items) {
				// Found at the vendor, as the request followed the late login.
				if (mayFollow && !json.error) continue;
				expect(problems('failure', json)).toEqual([]);
				const { reason, outcome } = json.error as unknown as Failure;
				expect([way.title, isSignedByN8n(way) ? [...reasons, 'authentication'] : reasons]).toEqual([way.title, expect.arrayContaining([reason])]);
				expect([way.title, outcomes]).toEqual([way.title, expect.arrayContaining([outcome])]);
			}
			expect(items).toHaveLength(2);
			// n8n's OAuth2 client follows a redirect of the token endpoint, with the client's secret.
			if (!isSignedByN8n(way)) expect(ground.sandbox.elsewhere()).toEqual([]);
		});
	});

	(isInTables('poppyAi') ? describe : describe.skip)('of Poppy AI', () => {
		const { apiKey, otherApiKey } = poppyAi;
		const bots = () => ways().find(({ operation, vendor }) => vendor === 'poppyAi' && operation === 'botConversation.create')!;
		const run = async (people: Array<{ account: 1 | 2; email: string }>) => {
			await ground.reset();
			const trial = ground.trial(bots(), { count: people.length, options: { concurrency: 20 } });
			trial.node.parameters.userEmail = '={{ $json.email }}';
			const { poppyAiApi } = trial.credentials;
			const result = await ground.run(trial, {
				input: trial.marks.map((mark, item) => ({ json: { mark, ...people[item] } })),
				credentials: { poppyAiApi: { ...poppyAiApi, apiKey: `={{ $json.account === 1 ? '${apiKey}' : '${otherApiKey}' }}` } },
			});
			return (outputsOf(result)[0] ?? []).map(({ json }) => (json.user as { id: string }).id);
		};

		it('are fetched once for each email, however many items need one at once', async () => {
			const emails = Array.from({ length: 20 }, (_, item) => `user-${item % 4}@sandbox.example`);
			expect(await run(emails.map((email) => ({ account: 1, email })))).toEqual(emails.map((email) => `account-1:${email}`));
			expect(tokensOf(bots())).toBe(4);
		});

		it('are never shared between accounts', async () => {
			const email = 'ada@sandbox.example';
			const people = Array.from({ length: 10 }, (_, item) => ({ account: item % 2 === 0 ? (1 as const) : (2 as const), email }));
			expect(await run(people)).toEqual(people.map(({ account }) => `account-${account}:${email}`));
			expect(tokensOf(bots())).toBe(2);
		});
	});
}
