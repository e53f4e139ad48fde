import { parse, stringify } from 'flatted';
import type { WorkflowExecute } from 'n8n-core';
import type { INodeExecutionData, IRun, IRunExecutionData, Workflow, WorkflowExecuteMode } from 'n8n-workflow';

import { makeAdditionalData, makeWorkflow, withCredentials, type EngineContext } from './context';
import { toPlainError } from './errors';
import { startMeasuring } from './metrics';
import type { NodeRun, RunMetrics, RunOptions, RunResult, SavedExecution, WorkflowJson } from './types';

/** What crosses the process border: a signal does not, it comes as a message of its own. */
export type WorkerRunOptions = Omit<RunOptions, 'signal' | 'cancelAfterMs'>;

let executions = 0;

/**
 * Runs a workflow to its end. `onCancellable` is handed the function that stops it.
 * A workflow that n8n refuses to start comes back as a failed run without any node run.
 */
export async function execute(
	engine: EngineContext,
	json: WorkflowJson,
	options: WorkerRunOptions,
	onCancellable: (cancel: () => void) => void,
): Promise<RunResult> {
	const context = await withCredentials(engine, options.credentials);
	const workflow = makeWorkflow(context, json);
	const mode = chooseMode(options);
	const data = prepareRunData(context, workflow, json, options);
	const executionId = String(++executions);
	const { ExecutionLifecycleHooks, WorkflowExecute: Execute } = context.core.core;
	const additionalData = makeAdditionalData(context, executionId);
	additionalData.hooks = new ExecutionLifecycleHooks(mode, executionId, { ...json, id: workflow.id } as never);
	const execution: WorkflowExecute = new Execute(additionalData, mode, data);

	const stopMeasuring = startMeasuring();
	try {
		const running = execution.processRunExecutionData(workflow);
		onCancellable(() => running.cancel());
		return toResult(await running, stopMeasuring());
	} catch (error) {
		return refused(error, data, stopMeasuring());
	}
}

function chooseMode({ from, input }: WorkerRunOptions): WorkflowExecuteMode {
	if (from) return 'retry';
	return input ? 'trigger' : 'manual';
}

function prepareRunData(
	{ core }: EngineContext,
	workflow: Workflow,
	json: WorkflowJson,
	{ from, input, startNode }: WorkerRunOptions,
): IRunExecutionData {
	if (from) return prepareRetry(workflow, from);
	const node = startNode ? workflow.getNode(startNode) : workflow.getStartNode();
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

function toResult(run: IRun, metrics: RunMetrics): RunResult {
	const { error, lastNodeExecuted, runData } = run.data.resultData;
	return {
		status: run.status as RunResult['status'],
		...(error && { error: toPlainError(error) }),
		...(lastNodeExecuted && { lastNode: lastNodeExecuted }),
		runs: toNodeRuns(runData),
		metrics,
		saved: { status: run.status, finished: run.finished ?? false, data: stringify(run.data) },
	};
}

function toNodeRuns(runData: IRunExecutionData['resultData']['runData']): RunResult['runs'] {
	const toRun = ({ data, error, executionStatus }: (typeof runData)[string][number]): NodeRun => ({
		outputs: (data?.main ?? []).map((items) => items ?? []),
		...(error && { error: toPlainError(error) }),
		...(executionStatus && { status: executionStatus }),
	});
	return Object.fromEntries(Object.entries(runData).map(([name, runs]) => [name, runs.map(toRun)]));
}

function refused(error: unknown, data: IRunExecutionData, metrics: RunMetrics): RunResult {
	return {
		status: 'error',
		error: toPlainError(error),
		runs: {},
		metrics,
		saved: { status: 'error', finished: false, data: stringify(data) },
	};
}
