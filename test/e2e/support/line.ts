import type { Sample, Sandbox } from '../../../testing/sandbox';
import { callWebhook, type N8n } from '../../../testing/wholeN8n/n8n';
import type { PublicApi } from '../../../testing/wholeN8n/publicApi';
import type { Credential, ExecutionSummary } from '../../../testing/wholeN8n/rest';
import { itemsOf, namedWorkflow, queuedWebhook, vendorStep } from '../../../testing/wholeN8n/workflows';
import { until } from './until';

const VENDOR = 'poppyAi';
const CALLS_AT_ONCE = 10;
export const RUN_TIMEOUT_MS = 240_000;

/** What all lines share. */
export interface Field {
	main: N8n;
	sandbox: Sandbox;
	api: PublicApi;
	credentials: Record<string, Credential>;
}

/** What one execution has to do. */
export interface Load {
	items: number;
	latencyMs: number;
	concurrency?: number;
}

/** A workflow that is called over and over, and what became of the calls. The vendors forget what was before it. */
export interface Line {
	/** Calls it that often; answers when n8n has taken all calls. */
	push(runs: number): Promise<void>;
	/** When n8n has ended all that was pushed. */
	ended(): Promise<void>;
	/** Pushes, waits and finds each conversation once. Returns milliseconds. */
	run(runs: number): Promise<number>;
	executions(): Promise<ExecutionSummary[]>;
	/** How many conversations each item of each run has at the vendor. */
	counts(): number[];
}

export async function openLine({ main, sandbox, api, credentials }: Field, name: string, load: Load): Promise<Line> {
	sandbox.reset();
	sandbox.configure({ latencyMs: load.latencyMs });
	const { concurrency, items: size } = load;
	const sample = sandbox.operations[VENDOR]!['conversation.create']!.samples.find(({ freeText }) => freeText) as Sample;
	const options = concurrency ? { concurrency } : {};
	const create = vendorStep(VENDOR, sample, credentials, { text: '={{ $json.text }}', options });
	const workflow = await main.rest.createWorkflow(
		namedWorkflow(`Queue ${name}`, [queuedWebhook(name), itemsOf('body.items'), create]),
	);
	await main.rest.activate(workflow);
	let pushed = 0;

	const line: Line = {
		push: async (runs) => {
			const end = pushed + runs;
			const caller = async () => {
				while (pushed < end) {
					const run = pushed++;
					const items = Array.from({ length: size }, (_, item) => ({ text: textOf(run, item) }));
					const answer = await callWebhook(main.url, name, { items });
					if (answer.status !== 200) throw new Error(`The webhook answered ${answer.status} ${await answer.text()}`);
				}
			};
			await Promise.all(Array.from({ length: CALLS_AT_ONCE }, caller));
		},
		executions: async () => await api.summariesOf(workflow.id),
		ended: async () =>
			await until(
				async () => {
					const { new: waiting = 0, running = 0, ...done } = countBy(await line.executions());
					return waiting + running === 0 && Object.values(done).reduce((sum, one) => sum + one, 0) >= pushed;
				},
				'all executions have ended',
				RUN_TIMEOUT_MS,
			),
		run: async (runs) => {
			const startedAt = Date.now();
			await line.push(runs);
			await line.ended();
			const took = Date.now() - startedAt;
			const failed = (await line.executions()).find(({ status }) => status !== 'success');
			expect(failed && (await main.rest.execution(failed.id)).error).toBeUndefined();
			expect(line.counts().filter((times) => times !== 1)).toEqual([]);
			expect(sandbox.created(VENDOR)).toHaveLength(pushed * size);
			return took;
		},
		counts: () => {
			const found = new Map<string, number>();
			for (const { body } of sandbox.created(VENDOR)) {
				const text = /run-\d+-item-\d+\./.exec(JSON.stringify(body))?.[0] ?? '';
				found.set(text, (found.get(text) ?? 0) + 1);
			}
			return Array.from(
				{ length: pushed * size },
				(_, index) => found.get(textOf(Math.floor(index / size), index % size)) ?? 0,
			);
		},
	};
	return line;
}

const textOf = (run: number, item: number): string => `run-${run}-item-${item}.`;

/** How many executions ended so. */
export function countBy(executions: ExecutionSummary[]): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const { status } of executions) counts[status] = (counts[status] ?? 0) + 1;
	return counts;
}
