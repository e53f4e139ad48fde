import { parse, stringify } from 'flatted';
import type { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import type { ExecuteWorkflowData, ExecutionError, INode, INodeExecutionData, IRunExecutionData, Workflow, WorkflowExecuteMode } from 'n8n-workflow';

import { makeAdditionalData, makeWorkflow, withCredentials, type AdditionalData, type EngineContext } from './context';
import { startMeasuring } from './metrics';
import { readResult } from './result';
import type { Chunk, RunOptions, RunResult, SavedExecution, WorkflowJson } from './types';

/** What crosses the process border: a signal does not, it comes as a message of its own. */
export type WorkerRunOptions = Omit<RunOptions, 'signal' | 'cancelAfterMs' | 'mode'> & { mode?: RunOptions['mode'] | 'integrated' };

export type Ran = Pick<RunResult, 'metrics' | 'saved' | 'chunks'>;

let executions = 0;

/**
 * Runs a workflow to its end, or until `signal` says Stop Execution.
 * A workflow that n8n refuses to start (a required field is empty) is a failed execution without any node run.
 */
export async function execute(
	engine: EngineContext,
	json: WorkflowJson,
	options: WorkerRunOptions,
	signal?: AbortSignal,
): Promise<Ran> {
	const context = await withCredentials(engine, options.credentials);
	const staticData = json.staticData ?? (json.id ? await context.database.staticData(json.id) : {});
	const workflow = makeWorkflow(context, { ...json, staticData });
	const mode = chooseMode(options);
	const data = prepareRunData(context, workflow, json, options);
	const executionId = String(++executions);
	const { ExecutionLifecycleHooks, WorkflowExecute: Execute } = context.core.core;
	const additionalData = makeAdditionalData(context, executionId);
	additionalData.executeWorkflow = async ({ id }, _data, { inputData }) =>
		await executeSubWorkflow(context, id, inputData, options.subWorkflows, signal);
	additionalData.hooks = new ExecutionLifecycleHooks(mode, executionId, { ...json, id: workflow.id } as never);
	const chunks = options.streamed ? streamTo(options.streamed, additionalData) : [];
	if (mode !== 'manual') saveStaticData(context, workflow, additionalData.hooks);
	const execution: WorkflowExecute = new Execute(additionalData, mode, data);

	const stopMeasuring = startMeasuring();
	try {
		const running = execution.processRunExecutionData(workflow);
		signal?.addEventListener('abort', () => running.cancel());
		if (signal?.aborted) running.cancel();
		const { status, finished = false } = await running;
		return { metrics: stopMeasuring(), saved: { status, finished, data: stringify(data) }, chunks };
	} catch (error) {
		data.resultData.error = { ...(error as ExecutionError), message: (error as Error).message };
		return { metrics: stopMeasuring(), saved: { status: 'error', finished: false, data: stringify(data) }, chunks };
	}
}

/** n8n's executeWorkflow: an execution of its own, whose last node's output is the answer. */
async function executeSubWorkflow(
	context: EngineContext,
	id: string | undefined,
	input: RunOptions['input'],
	subWorkflows: WorkflowJson[] = [],
	signal?: AbortSignal,
): Promise<ExecuteWorkflowData> {
	const json = subWorkflows.find((saved) => saved.id === id);
	if (!json) throw new context.core.workflow.UserError(`Workflow does not exist: ${id ?? 'without an id'}`);
	const { error, lastNode = '', runs } = readResult(await execute(context, json, { mode: 'integrated', input, subWorkflows }, signal));
	if (error) throw Object.assign(new Error(error.message), error);
	return { executionId: String(executions), data: runs[lastNode]?.at(-1)?.outputs ?? [] };
}

function chooseMode({ from, input, mode, streamed }: WorkerRunOptions): WorkflowExecuteMode {
	if (from) return 'retry';
	if (streamed) return mode ?? 'webhook';
	return mode ?? (input ? 'trigger' : 'manual');
}

/** What n8n does for a trigger whose response mode is Streaming. */
function streamTo(client: 'heard' | 'gone', additionalData: AdditionalData): Chunk[] {
	const chunks: Chunk[] = [];
	additionalData.streamingEnabled = true;
	additionalData.hooks?.addHandler('sendChunk', async ({ type, content, metadata }) => {
		if (client === 'gone') throw new Error('The client has gone');
		chunks.push(await Promise.resolve({ type, content: content as string, node: metadata.nodeName, itemIndex: metadata.itemIndex, at: Date.now() }));
	});
	return chunks;
}

/** The core says at the end what has changed; where an execution is cancelled it does not, and nothing is saved. */
function saveStaticData({ database }: EngineContext, { id }: Workflow, hooks: ExecutionLifecycleHooks): void {
	hooks.addHandler('workflowExecuteAfter', async (_run, changed) => {
		if (id && changed) await database.saveStaticData(id, changed);
	});
}

function prepareRunData(
	{ core }: EngineContext,
	workflow: Workflow,
	json: WorkflowJson,
	{ from, input, startNode }: WorkerRunOptions,
): IRunExecutionData {
	if (from) return prepareRetry(workflow, from);
	const node = startNode ? workflow.getNode(startNode) : findStart(workflow);
	if (!node) throw new core.workflow.UserError('No node to start the workflow from could be found');
	return {
		startData: {},
		resultData: { runData: {}, ...(!input && json.pinData && { pinData: json.pinData }) },
		executionData: {
			contextData: {},
			metadata: {},
			nodeExecutionStack: [{ node, data: { main: [toItems(input)] }, source: null }],
			waitingExecution: {},
			waitingExecutionSource: {},
		},
	} as unknown as IRunExecutionData;
}

/** n8n itself does not look for webhooks here: those it starts from the request that came in. */
function findStart(workflow: Workflow): INode | undefined {
	const isTrigger = ({ type, typeVersion }: INode) =>
		workflow.nodeTypes.getByNameAndVersion(type, typeVersion).description.group.includes('trigger');
	return workflow.getStartNode() ?? Object.values(workflow.nodes).find((node) => !node.disabled && isTrigger(node));
}

function toItems(input: RunOptions['input']): INodeExecutionData[] {
	return (input ?? [{}]).map((item) => ({ ...item, json: item.json ?? {} }));
}

/** n8n's ExecutionService.retry with the workflow as it is now: the failed node's last run goes, the stack and the contexts stay. */
function prepareRetry(workflow: Workflow, { data: flat, finished }: SavedExecution): IRunExecutionData {
	if (finished) throw new Error('The execution succeeded, so it cannot be retried.');
	const data = parse(flat) as IRunExecutionData;
	if (!data.executionData) throw new Error('The execution was aborted before starting, so it cannot be retried.');

	const { lastNodeExecuted, runData } = data.resultData;
	if (lastNodeExecuted) {
		delete data.resultData.error;
		const runs = runData[lastNodeExecuted] ?? [];
		if (runs.at(-1)?.error !== undefined) runs.pop();
	}
	for (const entry of data.executionData.nodeExecutionStack) {
		const node = workflow.getNode(entry.node.name);
		if (!node) throw new Error(`Could not find the node "${entry.node.name}" in workflow.`);
		entry.node = node;
	}
	return data;
}
