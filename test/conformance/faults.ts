import type { INodeExecutionData } from 'n8n-workflow';
import type { FaultRun } from '../../testing/faults/cases';
import { DONE, faultRuns, MAX_RETRIES } from '../../testing/faults/cases';
import type { KnownWay } from '../../testing/faults/known';
import { inLanes } from '../../testing/inLanes';
import { outputsOf } from '../../testing/workflows';
import type { Way } from '../../testing/faults/ways';
import type { Failure } from '../../nodes/shared/failure/failure';
import type { RecordedRequest } from '../../testing/sandbox';
import { problems } from '../support/schemas';
import { endOf, wrongWithSuccess } from './checks';
import type { Ground } from './ground';

interface Struck {
	known: KnownWay;
	items: INodeExecutionData[];
	outputs: number;
	made: number[];
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
				const { items, made, requests, known } = struck();
				const { json } = items[index]!;
				const planned = applies?.(known) === false ? DONE : end(known);
				// Where the vendor can be asked, what was made is found.
				const isFound = planned !== DONE && planned.outcome === 'unknown' && planned.made === 1 && known.looksUp;
				const expected = isFound ? DONE : planned;

				if (expected === DONE) {
					if (isFound) expect(json).toMatchObject({ details: { foundAfterFailure: true } });
					expect([endOf(items[index], made[index]!), json]).toEqual([DONE, json]);
					expect(wrongWithSuccess(way, json)).toEqual([]);
					return;
				}
				const { says = '', ...wanted } = expected;
				expect(endOf(items[index], made[index]!)).toEqual(wanted);
				expect(problems('failure', json)).toEqual([]);
				const { message, description, vendor } = json.error as unknown as Failure & { vendor: string };
				expect(vendor).toBe(way.vendor);
				expect(message).not.toContain('\n');
				expect(description.length).toBeLessThan(3000);
				expect(description).toContain(says);
				const renewed = wanted.httpCode === 401 && known.renews ? 1 : 0;
				if (!run.origin) expect(requests[index]).toHaveLength(1 + wanted.retries + renewed);
			});
		});
	});

	it('let nothing arrive where a redirect points', () => {
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
	const known = { ...ground.knownOf(way), secrets: trial.secrets() };
	cases.forEach(({ strike, applies }, item) => {
		if (applies?.(known) !== false) trial.strike(item, strike(known));
	});
	const outputs = outputsOf(await ground.run(trial));
	return { known, items: outputs[0] ?? [], outputs: outputs.length, made: trial.made(), requests: trial.requests() };
}
