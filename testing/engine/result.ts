import { parse } from 'flatted';
import type { IRunExecutionData, ITaskData } from 'n8n-workflow';

import { toPlainError } from './errors';
import type { Ran } from './execute';
import type { NodeRun, RunResult } from './types';

/** Reads a finished run from nothing but what n8n saves of it. */
export function readResult({ metrics, saved, chunks }: Ran): RunResult {
	const { error, lastNodeExecuted, runData } = (parse(saved.data) as IRunExecutionData).resultData;
	return {
		status: saved.status as RunResult['status'],
		...(error && { error: toPlainError(error) }),
		...(lastNodeExecuted && { lastNode: lastNodeExecuted }),
		runs: Object.fromEntries(Object.entries(runData).map(([name, runs]) => [name, runs.map(toNodeRun)])),
		metrics,
		saved,
		chunks,
	};
}

function toNodeRun({ data, error, executionStatus }: ITaskData): NodeRun {
	return {
		outputs: (data?.main ?? []).map((items) => items ?? []),
		...(error && { error: toPlainError(error) }),
		...(executionStatus && { status: executionStatus }),
	};
}
