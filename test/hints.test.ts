import { parse } from 'flatted';
import type { IRunExecutionData, NodeHint } from 'n8n-workflow';
import { byId } from '../testing/sandbox/locator';
import { CORES } from '../testing/stage';
import type { RunResult } from '../testing/engine';
import { runNode, type NodeToRun } from '../testing/workflows';
import { stageOfFile } from './support/stage';

// What n8n is told of a run besides its items, and of a form before the run. Read from what n8n saves of the execution.

const stage = stageOfFile();

const create: NodeToRun = {
	vendor: 'userDesk',
	credentials: ['userDeskApi'],
	parameters: { resource: 'conversation', operation: 'create', chatbotId: 'chatbot-with-greeting', userName: '={{ $json.name }}', options: { concurrency: 1 } },
};
const send: NodeToRun = { ...create, parameters: { resource: 'message', operation: 'send', chatbotId: 'chatbot-with-greeting', message: 'Hi' } };
const get: NodeToRun = {
	vendor: 'pingback',
	credentials: ['pingbackApi'],
	parameters: { resource: 'conversation', operation: 'get', conversationId: byId('conversation-sandbox-1') },
};
const [one, three] = [[{ name: 'a' }], [{ name: 'a' }, { name: 'b' }, { name: 'c' }]];

const savedOf = ({ saved }: RunResult) => (parse(saved.data) as IRunExecutionData).resultData;
const hintsOf = (result: RunResult) => (savedOf(result).runData.Node?.at(-1)?.hints ?? []).map(({ message }) => message);
const conversationOf = (result: RunResult) => savedOf(result).metadata?.conversationId;
const busy = { status: 429, headers: { 'retry-after': '0' } };

describe.each(CORES)('on the %s n8n', (core) => {
	const engine = () => stage.engines[core];

	it.each([['create', create], ['send', send], ['get', get]])('a run of %s in which nothing was unusual has no hint', async (_, node) => {
		expect(hintsOf(await runNode(engine(), node, three))).toEqual([]);
	});

	it('says what was sent beside what was slowed down', async () => {
		stage.sandbox.addFault({ vendor: 'userDesk', answer: busy });
		expect(hintsOf(await runNode(engine(), create, three))).toEqual(['3 created, slowed down once for the vendor.']);
		stage.sandbox.addFault({ vendor: 'userDesk', answer: busy });
		expect(hintsOf(await runNode(engine(), send, three))).toEqual(['3 sent, slowed down once for the vendor.']);
	});

	it('says how many may exist at the vendor', async () => {
		stage.sandbox.addFault({ vendor: 'userDesk', answer: { status: 500 } });
		const result = await runNode(engine(), { ...create, settings: { onError: 'continueRegularOutput' } }, three);
		expect(hintsOf(result)).toEqual(['1 of the failed may exist at the vendor: look there.']);
	});

	it('an execution is found by the conversation that it made, if it is one', async () => {
		const result = await runNode(engine(), create, one);
		expect(conversationOf(result)).toBe(stage.sandbox.created('userDesk')[0]!.id);
		expect(conversationOf(await runNode(engine(), send, one))).toEqual(expect.any(String));
		expect(conversationOf(await runNode(engine(), create, three))).toBeUndefined();
		expect(conversationOf(await runNode(engine(), get, one))).toBeUndefined();
	});

	it('a failed execution is found by the conversation that was made before', async () => {
		stage.sandbox.addFault({ vendor: 'userDesk', skip: 1, answer: { status: 400 } });
		const result = await runNode(engine(), create, three);
		const { id } = stage.sandbox.created('userDesk')[0]!;
		expect(conversationOf(result)).toBe(id);
		expect(result.error?.description).toContain(`Conversations of those created: ${id}. To go on, choose Retry under Executions`);
	});
});

describe('before the run', () => {
	const shown = async (node: string, parameters: object, items: number): Promise<string[]> => {
		const { nodes } = await stage.engines.newest.describe();
		const isShown = ({ displayCondition }: NodeHint) =>
			new Function('$parameter', '$input', `return ${displayCondition!.slice(3, -2)}`)(parameters, { all: () => Array.from({ length: items }) }) as boolean;
		return nodes.find(({ name }) => name === node)!.hints!.filter(isShown).map(({ message }) => message);
	};
	const GENTLE = { operation: 'create', options: {} };

	it.each<[string, object, number, RegExp[]]>([
		['userDesk', GENTLE, 1000, []],
		['userDesk', { operation: 'create' }, 1, []],
		['userDesk', { ...GENTLE, options: { delivery: 'atMostOnce' } }, 1, []],
		['userDesk', { ...GENTLE, options: { delivery: 'atLeastOnce' } }, 1, [/Retry On Fail/]],
		['pingback', { ...GENTLE, options: { delivery: 'atLeastOnce' } }, 1, [/Retry On Fail/]],
		['poppyAi', { ...GENTLE, operation: 'ask' }, 99, []],
		['poppyAi', { ...GENTLE, operation: 'ask' }, 100, [/costs credits/]],
		['poppyAi', { ...GENTLE, operation: 'send' }, 100, [/costs credits/]],
		['poppyAi', GENTLE, 100, []],
	])('%s with %j and %i items', async (node, parameters, items, expected) => {
		expect(await shown(node, parameters, items)).toEqual(expected.map((words) => expect.stringMatching(words)));
	});
});
