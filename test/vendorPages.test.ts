import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { CORES, type Stage, startStage } from '../testing/stage';
import { jsons, outputsOf, runNode } from '../testing/workflows';
import { pingback } from '../testing/vendorPages/pingback';
import { poppyAi } from '../testing/vendorPages/poppyAi';
import { quickbot } from '../testing/vendorPages/quickbot';
import type { Call, Status, VendorPage } from '../testing/vendorPages/table';
import { at, leaves, withValue } from '../testing/vendorPages/table';
import { userDesk } from '../testing/vendorPages/userDesk';

// Everything that the vendors' pages name for our operations is sent exactly, read whole, or listed on our page as left out.

const PAGES: VendorPage[] = [pingback, poppyAi, quickbot, userDesk];

let stage: Stage;
beforeAll(async () => {
	stage = await startStage();
}, 120_000);
afterAll(async () => await stage?.stop());

const ourPage = ({ page }: VendorPage): string =>
	readFileSync(path.join(__dirname, '..', 'docs', `${page}.md`), 'utf8').replace(/\s+/g, ' ');

describe.each(PAGES)('$vendor', (page) => {
	it.each(page.calls)('has every field of the answer of $operation in the table', ({ answer, reads, leftOut = {} }) => {
		const isLeftOut = (leaf: string) => Object.keys(leftOut).some((place) => leaf === place || leaf.startsWith(`${place}.`));
		// The form of a text and of the objects in it says nothing by itself.
		const isForm = (leaf: string) => /content\.type$/.test(leaf);
		expect(leaves(answer).filter((leaf) => !(leaf in reads) && !isLeftOut(leaf) && !isForm(leaf))).toEqual([]);
	});

	it('says on our page what is left out', () => {
		const text = ourPage(page);
		const named = [...Object.entries(page.leftOut), ...page.calls.flatMap(({ leftOut = {} }) => Object.entries(leftOut))];
		expect(named.filter(([, words]) => !words.test(text)).map(([what]) => what)).toEqual([]);
	});

	describe.each(CORES)('on the %s n8n', (core) => {
		const play = async ({ operation, parameters = {} }: Pick<Call, 'operation' | 'parameters'>, answer: Omit<Status, 'operation' | 'reason'>, more: object = {}) => {
			stage.sandbox.reset();
			const [sample] = stage.sandbox.operations[page.vendor]![operation]!.samples;
			stage.sandbox.addFault({ vendor: page.vendor, times: -1, answer });
			const { options = {}, ...rest } = { ...sample!.parameters, ...parameters, ...more };
			const node = { vendor: page.vendor, credentials: sample!.credentials, parameters: { ...rest, options: { ...(options as object), maxRetries: 0 } } };
			return { node, request: () => stage.sandbox.requests().at(-1) };
		};

		const sent = async (call: Call, parameter: string, value: unknown) => {
			const [sample] = stage.sandbox.operations[page.vendor]![call.operation]!.samples;
			const parameters = withValue({ ...sample!.parameters, ...call.parameters }, parameter, value) as object;
			const { node, request } = await play(call, { status: 200, body: call.answer }, parameters);
			await runNode(stage.engines[core], node);
			return request();
		};

		const read = async (call: Call, answer: unknown): Promise<IDataObject> => {
			const { node } = await play(call, { status: 200, body: answer });
			const [item] = jsons(await runNode(stage.engines[core], node));
			return item!;
		};

		it.each(page.calls)('sends every field of $operation exactly', async (call) => {
			for (const [place, [parameter, value, ...as]] of Object.entries(call.sends)) {
				const expected = as.length > 0 ? as[0] : value;
				expect({ place, sent: at(await sent(call, parameter, value), place) }).toEqual({ place, sent: expected });
			}
			for (const { parameter, place, values } of call.choices ?? []) {
				for (const value of values) expect({ place, sent: at(await sent(call, parameter, value), place) }).toEqual({ place, sent: value });
			}
		});

		it.each(page.calls)('reads the answer of $operation whole', async (call) => {
			const item = await read(call, call.answer);
			for (const [place, output] of Object.entries(call.reads)) {
				const [where, expected] = Array.isArray(output) ? output : [output, at(call.answer, place)];
				const found = at(item, where);
				// IDs are strings, also where the vendor sends numbers.
				const same = typeof expected === 'number' && typeof found === 'string' ? String(expected) : expected;
				expect({ place, where, found }).toEqual({ place, where, found: same });
			}
			for (const { at: place, read: where, values, as = values } of call.values ?? []) {
				for (const [index, value] of values.entries()) {
					const found = at(await read(call, withValue(call.answer, place, value)), where);
					expect({ place, value, where, found }).toEqual({ place, value, where, found: as[index] });
				}
			}
		});

		it.each(page.statuses)('reads $status $reason of $operation', async ({ operation, reason, says, ...answer }) => {
			const { node } = await play({ operation }, answer);
			const result = await runNode(stage.engines[core], { ...node, settings: { onError: 'continueRegularOutput' } });
			const { error } = outputsOf(result)[0]![0]!.json as { error: IDataObject };
			expect(error).toMatchObject({ httpCode: answer.status, reason });
			if (says) expect(error.description).toMatch(says);
		});
	});
});
