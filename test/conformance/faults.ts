import type { INodeExecutionData } from 'n8n-workflow';
import type { FaultRun } from '../../testing/faults/cases';
import { DONE, faultRuns, MAX_RETRIES } from '../../testing/faults/cases';
import type { ProbedWay } from '../../testing/faults/probeWay';
import { inLanes } from '../../testing/inLanes';
import { outputsOf } from '../../testing/workflows';
import type { Way } from '../../testing/faults/ways';
import type { Failure } from '../../nodes/shared/failure/failure';
import type { RecordedRequest } from '../../testing/sandbox';
import { problems } from '../support/schemas';
import { endOf, wrongWithSuccess } from './checks';
import type { Ground } from './ground';

interface Struck {
	facts: ProbedWay;
	items: INodeExecutionData[];
	outputs: number;
	existing: number[];
	requests: RecordedRequest[][];
}

/** Each fault, on every way: one conversation or one error item, and the vendor's count proves it. */
export function faults(ground: Ground): void {
	const results = new Map<FaultRun, Map<Way, Struck | Error>>();

	beforeAll(async () => {
		await ground.reset();
		for (const run of faultRuns) {
			// What fails keeps no other way from being tried.
			const strike = async (way: Way) => await strikeAll(ground, way, run).catch((error: Error) => error);
			const ends = await inLanes(5, ground.ways, strike);
			results.set(run, new Map(ground.ways.map((way, index) => [way, ends[index]!])));
		}
	}, 240_000);

	describe.each(ground.ways)('$title', (way) => {
		describe.each(faultRuns)('among the $name', (run) => {
			const struck = (): Struck => {
				const result = results.get(run)?.get(way);
				if (result instanceof Error || result === undefined) throw result;
				return result;
			};

			it('every item has one place, in order and paired', () => {
				expect(struck().outputs).toBe(1);
				expect(struck().items.map(({ pairedItem }) => pairedItem)).toEqual(run.cases.map((_, item) => ({ item })));
			});

			it.each(run.cases.map((one, index) => ({ ...one, index })))('$name', ({ end, index, applies }) => {
				const { items, existing, requests, facts } = struck();
				const { json } = items[index]!;
				const planned = applies?.(facts) === false ? DONE : end(facts);
				// Where the vendor can be asked, what was made is found.
				const isFound = planned !== DONE && planned.outcome === 'unknown' && planned.existing === 1 && facts.looksUp;
				const ending = isFound ? DONE : planned;

				if (ending === DONE) {
					if (isFound) expect(json).toMatchObject({ details: { foundAfterFailure: true } });
					expect([endOf(items[index], existing[index]!), json]).toEqual([DONE, json]);
					expect(wrongWithSuccess(way, json)).toEqual([]);
					return;
				}
				const { says = '', ...expected } = ending;
				expect(endOf(items[index], existing[index]!)).toEqual(expected);
				expect(problems('failure', json)).toEqual([]);
				const { message, description, vendor } = json.error as unknown as Failure & { vendor: string };
				expect(vendor).toBe(way.vendor);
				expect(message).not.toContain('\n');
				expect(description.length).toBeLessThan(3000);
				expect(description).toContain(says);
				const renewed = expected.httpCode === 401 && facts.renews ? 1 : 0;
				if (!run.origin) expect(requests[index]).toHaveLength(1 + expected.retries + renewed);
			});
		});
	});

	it('never follow a redirect', () => {
		expect(ground.sandbox.elsewhere()).toEqual([]);
	});
}

/** One run with an item for each case. */
async function strikeAll(ground: Ground, way: Way, { cases, timeout, origin }: FaultRun): Promise<Struck> {
	const trial = ground.trial(way, {
		count: cases.length,
		options: { concurrency: 50, maxRetries: MAX_RETRIES, timeout },
		settings: { onError: 'continueRegularOutput' },
	});
	if (origin) trial.redirect(origin);
	const facts = { ...ground.factsOf(way), secrets: trial.secrets() };
	cases.forEach(({ strike, applies }, item) => {
		if (applies?.(facts) !== false) trial.strike(item, strike(facts));
	});
	const outputs = outputsOf(await ground.run(trial));
	return { facts, items: outputs[0] ?? [], outputs: outputs.length, existing: trial.countsAtVendor(), requests: trial.requests() };
}
