import { setTimeout as sleep } from 'node:timers/promises';

export const owner = {
	email: 'owner@example.com',
	firstName: 'Olive',
	lastName: 'Owner',
	password: 'Sandbox-password-1',
};

export interface WorkflowNode {
	id?: string;
	name: string;
	type: string;
	typeVersion: number;
	position: [number, number];
	parameters: Record<string, unknown>;
	credentials?: Record<string, { id: string | null; name: string }>;
	onError?: 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';
	retryOnFail?: boolean;
	maxTries?: number;
	waitBetweenTries?: number;
	webhookId?: string;
}

export interface Workflow {
	id?: string;
	name: string;
	nodes: WorkflowNode[];
	connections: Record<string, { main: Array<Array<{ node: string; type: 'main'; index: number }> | null> }>;
	settings?: Record<string, unknown>;
	pinData?: Record<string, Array<{ json: Record<string, unknown> }>>;
}

export interface StoredWorkflow extends Workflow {
	id: string;
	versionId: string;
	active: boolean;
}

export interface Credential {
	id: string;
	name: string;
	type: string;
}

/** An item as a saved execution holds it. */
export interface Item {
	json: Record<string, unknown>;
	pairedItem?: unknown;
}

export interface Execution {
	id: string;
	status: string;
	mode: string;
	retryOf?: string | null;
	workflowId: string;
	/** Items per node name, per run of the node, per output. */
	items(node: string, output?: number, run?: number): Item[];
	/** Whether the data are of an execution that has ended, and not of one that begins or waits. */
	hasFinalData: boolean;
	/** How long the node was at work, in milliseconds. */
	tookMs(node: string): number | undefined;
	error?: { message?: string; description?: string };
}

export interface ExecutionSummary {
	id: string;
	status: string;
	mode: string;
	retryOf?: string | null;
}

const FINAL_DATA_MS = 5000;

export class RestError extends Error {
	constructor(
		readonly status: number,
		readonly method: string,
		readonly path: string,
		readonly body: string,
	) {
		super(`${method} ${path} answered ${status}: ${body.slice(0, 500)}`);
	}
}

/** Speaks to n8n as its editor does. */
export class Rest {
	private cookie = '';

	/** `parse` reads run data, which n8n sends in the format of the package `flatted`. */
	constructor(
		readonly url: string,
		private readonly parse: (text: string) => unknown,
	) {}

	async request<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
		const response = await fetch(`${this.url}/rest${path}`, {
			method,
			headers: {
				'browser-id': 'e2e-browser',
				...(this.cookie ? { cookie: this.cookie } : {}),
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
			},
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		const text = await response.text();
		const cookie = response.headers.getSetCookie().find((entry) => entry.startsWith('n8n-auth='));
		if (cookie) this.cookie = cookie.split(';')[0] as string;
		if (!response.ok) throw new RestError(response.status, method, path, text);
		return (text ? (JSON.parse(text) as { data: T }).data : undefined) as T;
	}

	/** A file that the editor loads, e.g. `/types/nodes.json`. */
	asset = (path: string) => fetch(`${this.url}${path}`, { headers: { cookie: this.cookie } });

	setUpOwner = () => this.request('POST', '/owner/setup', owner);

	login = () => this.request('POST', '/login', { emailOrLdapLoginId: owner.email, password: owner.password });

	createCredential = (type: string, data: Record<string, unknown>, name = type) =>
		this.request<Credential>('POST', '/credentials', { name, type, data });

	updateCredential = (credential: Credential, data: Record<string, unknown>) =>
		this.request<Credential>('PATCH', `/credentials/${credential.id}`, {
			id: credential.id,
			name: credential.name,
			type: credential.type,
			data,
		});

	testCredential = (credential: Credential, data: Record<string, unknown>) =>
		this.request<{ status: 'OK' | 'Error'; message: string }>('POST', '/credentials/test', {
			credentials: { id: credential.id, name: credential.name, type: credential.type, data },
		});

	createWorkflow = (workflow: Workflow) =>
		this.request<StoredWorkflow>('POST', '/workflows', { settings: {}, ...workflow, active: false });

	activate = (workflow: StoredWorkflow) =>
		this.request('POST', `/workflows/${workflow.id}/activate`, { versionId: workflow.versionId });

	deactivate = (workflow: StoredWorkflow) =>
		this.request('POST', `/workflows/${workflow.id}/deactivate`, {});

	async execution(id: string): Promise<Execution> {
		return readExecution(await this.request<StoredExecution>('GET', `/executions/${id}`), this.parse);
	}

	/** The newest hundred executions of a workflow, newest first. */
	async executionsOf(workflowId: string): Promise<ExecutionSummary[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const page = await this.request<{ results: ExecutionSummary[] }>(
			'GET',
			`/executions?filter=${filter}&limit=100`,
		);
		return page.results;
	}

	/** A workflow's newest execution, when it has ended; n8n saves it a moment after it has answered. */
	async lastExecution(workflowId: string): Promise<Execution> {
		for (const until = Date.now() + 20_000; ; await sleep(100)) {
			const [newest] = await this.executionsOf(workflowId);
			if (newest) return await this.finished(newest.id);
			if (Date.now() > until) throw new Error(`No execution of workflow ${workflowId} was saved`);
		}
	}

	/** Retries a failed execution and returns the new one when it has ended. */
	async retry(id: string, loadWorkflow = false): Promise<Execution> {
		const before = new Set((await this.retriesOf(id)).map((execution) => execution.id));
		await this.request('POST', `/executions/${id}/retry`, { loadWorkflow });
		const started = (await this.retriesOf(id)).find((execution) => !before.has(execution.id));
		if (!started) throw new Error(`The retry of execution ${id} was not saved`);
		return await this.finished(started.id);
	}

	private async retriesOf(id: string): Promise<ExecutionSummary[]> {
		const { workflowId } = await this.request<StoredExecution>('GET', `/executions/${id}`);
		return (await this.executionsOf(workflowId)).filter(({ retryOf }) => String(retryOf) === id);
	}

	/** n8n 1 on SQLite saves that an execution has ended first and its data in a second step. */
	async finished(id: string, timeoutMs = 120_000): Promise<Execution> {
		const until = Date.now() + timeoutMs;
		for (let endedAt: number | undefined; ; await sleep(100)) {
			const execution = await this.execution(id);
			const isOver = !['new', 'running', 'waiting'].includes(execution.status);
			if (isOver) endedAt ??= Date.now();
			else if (Date.now() > until) throw new Error(`Execution ${id} is still ${execution.status}`);
			// Of an execution that crashed there may never be any.
			if (endedAt && (execution.hasFinalData || Date.now() > endedAt + FINAL_DATA_MS)) return execution;
		}
	}

	async apiKey(): Promise<string> {
		const scopes = await this.request<string[]>('GET', '/api-keys/scopes');
		const key = await this.request<{ rawApiKey: string }>('POST', '/api-keys', {
			label: 'e2e',
			scopes,
			expiresAt: null,
		});
		return key.rawApiKey;
	}
}

export interface StoredExecution {
	id: string;
	status: string;
	mode: string;
	retryOf?: string | null;
	workflowId: string;
	data?: unknown;
}

interface RunData {
	waitTill?: unknown;
	resultData?: {
		lastNodeExecuted?: string;
		error?: { message?: string; description?: string };
		runData?: Record<string, Array<{ executionTime?: number; data?: { main?: Array<Item[] | null> } }>>;
	};
}

export function readExecution(stored: StoredExecution, parse: (text: string) => unknown = JSON.parse): Execution {
	// An execution that has only just begun holds an empty list.
	const data = ((typeof stored.data === 'string' ? parse(stored.data) : stored.data) ?? {}) as RunData;
	return {
		id: String(stored.id),
		status: stored.status,
		mode: stored.mode,
		retryOf: stored.retryOf,
		workflowId: stored.workflowId,
		error: data.resultData?.error,
		hasFinalData: !data.waitTill && (data.resultData?.lastNodeExecuted ?? data.resultData?.error) !== undefined,
		items: (node, output = 0, run = 0) => data.resultData?.runData?.[node]?.[run]?.data?.main?.[output] ?? [],
		tookMs: (node) => data.resultData?.runData?.[node]?.[0]?.executionTime,
	};
}
