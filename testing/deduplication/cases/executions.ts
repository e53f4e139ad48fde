import { setTimeout as sleep } from 'node:timers/promises';
import { PROBE, type Step } from '../place';
import { check, count, node, read, recorded, take, type Case } from './case';

const wait = (ms: number): Step => ({ do: 'wait', ms });

/** Several executions, of one workflow and of several. */
export const executions: Case[] = [
	{
		name: 'executions share what a node has recorded, by whatever they were started',
		run: async (place) => {
			const workflow = await place.save([node]);
			await workflow.run({ [PROBE]: [check(['a'])] }, 'manual');
			const byWebhook = await take(workflow, check(['a', 'b']));
			const byHand = await workflow.run({ [PROBE]: [check(['a', 'b'])] }, 'manual');
			return [byWebhook, read(byHand[PROBE])];
		},
		expected: [[recorded(['b'], ['a'])], [recorded([], ['a', 'b'])]],
	},
	{
		name: 'an execution sees at once what another one that still runs has recorded',
		run: async (place) => {
			const workflow = await place.save([node]);
			const slow = take(workflow, check(['a']), wait(1500));
			await sleep(700);
			const meanwhile = await take(workflow, check(['a']));
			await slow;
			return meanwhile;
		},
		expected: [recorded([], ['a'])],
	},
	{
		name: 'a failed execution keeps what it recorded, and so does its retry',
		run: async (place) => {
			const workflow = await place.save([node]);
			await workflow.run({ [PROBE]: [check(['a']), { do: 'fail', message: 'on purpose' }] });
			await workflow.retry();
			return await take(workflow, count, check(['a']));
		},
		expected: [1, recorded([], ['a'])],
	},
	{
		name: 'two nodes, and a copied node, have entries of their own',
		run: async (place) => {
			const copy = { name: 'Copy', id: 'probe-2' };
			const workflow = await place.save([node, copy]);
			const outcomes = await workflow.run({ [PROBE]: [check(['a'])], Copy: [check(['a'])] });
			return [read(outcomes[PROBE]), read(outcomes.Copy)];
		},
		expected: [[recorded(['a'])], [recorded(['a'])]],
	},
	{
		name: 'a renamed node keeps its entries, and loses its static data',
		run: async (place) => {
			const workflow = await place.save([node]);
			await take(workflow, check(['a']), { do: 'staticData', set: { a: 1 } });
			await workflow.change([{ ...node, name: 'Renamed' }]);
			return read((await workflow.run({ Renamed: [check(['a']), { do: 'staticData' }] })).Renamed);
		},
		expected: [recorded([], ['a']), {}],
	},
	{
		name: 'a node put in its place under its name has its static data, and none of its entries',
		run: async (place) => {
			const workflow = await place.save([node]);
			await take(workflow, check(['a']), { do: 'staticData', set: { a: 1 } });
			await workflow.change([{ ...node, id: 'probe-3' }]);
			return await take(workflow, check(['a']), { do: 'staticData' });
		},
		expected: [recorded(['a']), { a: 1 }],
	},
	{
		name: 'the same node in another workflow has entries of its own',
		run: async (place) => [await take(await place.save([node]), check(['a'])), await take(await place.save([node]), check(['a']))],
		expected: [[recorded(['a'])], [recorded(['a'])]],
	},
	{
		name: 'a first entry of a workflow that was deleted meanwhile is refused by the database',
		run: async (place) => {
			const workflow = await place.save([node]);
			const slow = workflow.run({ [PROBE]: [wait(1500), check(['a'])] });
			await sleep(500);
			await workflow.delete();
			const [, outcome] = read((await slow)[PROBE]) as Array<{ name?: string; message?: string }>;
			return [outcome?.name, outcome?.message?.toLowerCase().includes('foreign key constraint')];
		},
		expected: ['QueryFailedError', true],
	},
];
