import { outputsOf } from '../../testing/workflows';
import type { Way } from '../../testing/faults/ways';
import type { Fault } from '../../testing/sandbox';
import { REPEAT } from '../../testing/sandbox';
import type { Ground } from './ground';

/** The same answer with everything that the vendor was sent behind each of its texts, but its IDs. */
const withRepeats = (value: unknown, key = ''): unknown => {
	if (typeof value === 'string') return /id$/i.test(key) ? value : `${value} ${REPEAT}`;
	if (Array.isArray(value)) return value.map((entry) => withRepeats(entry, key));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, withRepeats(entry, name)]));
};

/** The same of an answer in which there is a place for it. */
const repeating = (answer: unknown) => {
	const repeated = withRepeats(answer);
	return JSON.stringify(repeated).includes(REPEAT) ? repeated : { ...(repeated as object), note: REPEAT };
};

/** A vendor that repeats every secret it was sent, in every form. `ground.run` fails when one of them is left in what n8n keeps. */
export function secrets(ground: Ground): void {
	const signedWays = () => ground.ways.filter((way) => ground.trial(way, { count: 1 }).secrets().length > 0);

	const run = async (way: Way, fault: (answer: unknown) => Omit<Fault, 'vendor' | 'operation' | 'match'>, parameters = {}, settings = {}) => {
		await ground.reset();
		const trial = ground.trial(way, { count: 3, options: { concurrency: 1, maxRetries: 0 }, settings });
		Object.assign(trial.node.parameters, parameters);
		trial.marks.forEach((_, item) => trial.strike(item, { times: -1, ...fault(repeating(ground.factsOf(way).answer)) }));
		const result = await ground.run(trial);
		return { result, items: outputsOf(result)[0] ?? [] };
	};
	const forEachWay = async (check: (way: Way) => Promise<unknown>) => {
		expect(signedWays().length).toBeGreaterThan(0);
		for (const way of signedWays()) await check(way);
	};
	const isRepeated = (way: Way, items: unknown) => expect([way.title, JSON.stringify(items)]).toEqual([way.title, expect.stringContaining('You sent [hidden]')]);

	it.each([true, false])('that the vendor repeats in its answer are hidden, with Simplify %s', async (simplify) => {
		await forEachWay(async (way) => {
			const { items } = await run(way, (body) => ({ created: true, answer: { status: 200, body } }), { simplify });
			expect([way.title, items.map(({ json }) => json.error)]).toEqual([way.title, [undefined, undefined, undefined]]);
			if (!simplify) isRepeated(way, items);
		});
	});

	it.each([400, 500])('that the vendor repeats in a %i are hidden', async (status) => {
		await forEachWay(async (way) => {
			const fault = () => ({ answer: { status, body: { message: `No: ${REPEAT}`, details: { field: REPEAT } } } });
			const { items } = await run(way, fault, {}, { onError: 'continueRegularOutput' });
			isRepeated(way, items);
			const { result } = await run(way, fault);
			isRepeated(way, result.error);
		});
	});

	it('that the vendor repeats in an answer that cannot be read are hidden', async () => {
		await forEachWay(async (way) => {
			for (const body of [{ message: REPEAT }, `<html><body>${REPEAT}</body></html>`, REPEAT]) {
				const { items } = await run(way, () => ({ answer: { status: 200, body } }), {}, { onError: 'continueRegularOutput' });
				expect([way.title, items.map(({ json }) => Boolean(json.error))]).toEqual([way.title, [true, true, true]]);
			}
		});
		// The node looks for each at the vendor, for some seconds.
	}, 240_000);

	it('that the vendor repeats in its answer to a login are hidden', async () => {
		for (const way of ground.ways.filter((one) => ground.factsOf(one).preludes.length > 0)) {
			await ground.reset();
			for (const operation of ground.factsOf(way).preludes) {
				ground.sandbox.addFault({ vendor: way.vendor, operation, times: -1, answer: { status: 400, body: { message: REPEAT, detail: REPEAT } } });
			}
			const settings = { onError: 'continueRegularOutput' as const };
			const [items = []] = outputsOf(await ground.run(ground.trial(way, { count: 2, settings })));
			expect(items.map(({ json }) => Boolean(json.error))).toEqual([true, true]);
		}
	});
}
