import type { Execution, ExecutionSummary, Rest, StoredWorkflow, Workflow } from './rest';
import { readExecution, RestError, type StoredExecution } from './rest';

/** Speaks to n8n as a program of the user's does, with an API key. */
export class PublicApi {
	private constructor(
		private readonly url: string,
		private readonly key: string,
	) {}

	static of = async (rest: Rest): Promise<PublicApi> => new PublicApi(rest.url, await rest.apiKey());

	private async request<T>(method: string, path: string, body?: unknown): Promise<T> {
		const response = await fetch(`${this.url}/api/v1${path}`, {
			method,
			headers: { 'x-n8n-api-key': this.key, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		const text = await response.text();
		if (!response.ok) throw new RestError(response.status, method, path, text);
		return JSON.parse(text) as T;
	}

	/** It takes nothing beyond these four fields. */
	createWorkflow = ({ name, nodes, connections, settings = {} }: Workflow) =>
		this.request<StoredWorkflow>('POST', '/workflows', { name, nodes, connections, settings });

	activate = (workflow: StoredWorkflow) => this.request('POST', `/workflows/${workflow.id}/activate`);

	async executionsOf(workflowId: string): Promise<Execution[]> {
		const { data } = await this.request<{ data: StoredExecution[] }>(
			'GET',
			`/executions?workflowId=${workflowId}&includeData=true`,
		);
		return data.map((stored) => readExecution(stored));
	}

	/** The newest 250, without their data and without those that are under way. */
	async summariesOf(workflowId: string): Promise<ExecutionSummary[]> {
		const { data } = await this.request<{ data: ExecutionSummary[] }>(
			'GET',
			`/executions?workflowId=${workflowId}&limit=250`,
		);
		return data.map((summary) => ({ ...summary, id: String(summary.id) }));
	}

	/** Starts a new execution from the saved data of a failed one. */
	retry = (executionId: string) =>
		this.request<{ id: string | number }>('POST', `/executions/${executionId}/retry`, { loadWorkflow: false });
}
