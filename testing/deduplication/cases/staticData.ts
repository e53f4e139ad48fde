import { setTimeout as sleep } from 'node:timers/promises';
import { PROBE, type Mode, type ProbeWorkflow, type Step } from '../place';
import { node, read, take, type Case } from './case';

const set = (values: object, type: 'node' | 'global' = 'node'): Step => ({ do: 'staticData', type, set: values });
const get: Step = { do: 'staticData' };
const getGlobal: Step = { do: 'staticData', type: 'global' };

async function runAndRead(workflow: ProbeWorkflow, mode: Mode, ...steps: Step[]): Promise<unknown[]> {
	await workflow.run({ [PROBE]: steps }, mode);
	return await take(workflow, get, getGlobal);
}

/** What getWorkflowStaticData remembers from one execution to the next. */
export const staticData: Case[] = [
	{
		name: 'static data is saved by a production execution',
		run: async (place) => await runAndRead(await place.save([node]), 'webhook', set({ a: 1 }), set({ b: 2 }, 'global')),
		expected: [{ a: 1 }, { b: 2 }],
	},
	{
		// What it finds differs: n8n 2 loads what is saved, n8n 1 takes what the editor sends along.
		name: 'static data of a manual execution is not saved',
		run: async (place) => {
			const workflow = await place.save([node]);
			await take(workflow, set({ a: 1 }));
			const outcomes = await workflow.run({ [PROBE]: [set({ a: 2 }), get] }, 'manual');
			return [read(outcomes[PROBE])[1], await take(workflow, get)];
		},
		expected: [{ a: 2 }, [{ a: 1 }]],
	},
	{
		name: 'a failed execution saves static data, and its retry finds it',
		run: async (place) => {
			const workflow = await place.save([node]);
			await workflow.run({ [PROBE]: [set({ a: 1 }), { do: 'fail', message: 'on purpose' }] });
			const found = await take(workflow, get);
			await take(workflow, set({ a: 1, n: 0 }));
			await workflow.run({ [PROBE]: [{ do: 'fail', message: 'on purpose' }] });
			await workflow.retry();
			return [found, await take(workflow, get)];
		},
		expected: [[{ a: 1 }], [{ a: 1, n: 0 }]],
	},
	{
		name: 'of two executions at once, the one that ends last saves all of its static data over that of the other',
		run: async (place) => {
			const workflow = await place.save([node]);
			await take(workflow, set({ old: 1 }));
			const slow = take(workflow, set({ slow: 1 }), { do: 'wait', ms: 1500 });
			await sleep(700);
			const fast = await take(workflow, set({ fast: 1 }), get);
			await slow;
			return [fast, await take(workflow, get)];
		},
		expected: [[{ old: 1 }, { old: 1, fast: 1 }], [{ old: 1, slow: 1 }]],
	},
];
