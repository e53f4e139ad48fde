import type {
	ICredentialType,
	IDataObject,
	INodeExecutionData,
	INodeParameters,
	INodeTypeDescription,
	IPinData,
	IWorkflowSettings,
	IConnections,
	INode,
} from 'n8n-workflow';

/** A workflow as n8n's editor exports it. What n8n ignores on import (`meta`, `versionId`, …) is ignored here too. */
export interface WorkflowJson {
	/**
	 * Executions with the same id are of the same saved workflow: they share what they recorded, and static data.
	 * Empty is a workflow that was never saved. Default: one of its own for each execution.
	 */
	id?: string;
	name?: string;
	nodes: NodeJson[];
	connections: IConnections;
	settings?: IWorkflowSettings;
	/** What an execution finds. Default: what the last one of this workflow saved. */
	staticData?: IDataObject | null;
	pinData?: IPinData;
	[other: string]: unknown;
}

export type NodeJson = Omit<INode, 'id' | 'position'> & Partial<Pick<INode, 'id' | 'position'>>;

/** A credential's data by the name of its type, or by `type.id` for a workflow that uses two of one type. */
export type CredentialStore = Record<string, IDataObject>;

export interface EngineOptions {
	/** `newest` is n8n-core 2.41, `oldest` is n8n-core 1.122 (n8n 1.123, the floor). */
	core: 'newest' | 'oldest';
	/** Folder of the package under test; its package.json names the compiled nodes. Default: this repository. */
	packageDir?: string;
	/** The Node binary that runs the engine. Default: the running one. */
	nodePath?: string;
	/** For that binary, such as `--max-old-space-size=200`. */
	nodeArguments?: string[];
	/** `vm` is n8n's default since 2.x and needs the newest core on Node 24. Default: `legacy`, which runs everywhere. */
	expressionEngine?: 'legacy' | 'vm';
	credentials?: CredentialStore;
	/** A folder for what executions leave behind, which then outlives the engine and can be shared by several. Default: its memory. */
	databaseFolder?: string;
}

/** What n8n keeps in its database from one execution to the next, by the ids of workflow and node. */
export interface Database {
	/** What a node has recorded with the deduplication helpers: n8n's digests of the values, oldest first; null before the first call. */
	entries(of: NodeReference): Promise<string[] | null>;
	/** How often the row of these was written since the database was cleared. */
	writes(of: NodeReference): Promise<number>;
	/** As if the node had recorded these values and no others. */
	record(of: NodeReference, values: Array<string | number>): Promise<void>;
	staticData(workflowId: string): Promise<IDataObject>;
	/** With all it had recorded. Executions that run go on, and what they record first is refused, as in n8n. */
	deleteWorkflow(workflowId: string): Promise<void>;
	clear(): Promise<void>;
	/** How long each reading and each writing of recorded values takes from now on: others get between the two. */
	setDelay(delayMs: number): Promise<void>;
}

export interface NodeReference {
	workflowId: string;
	/** Without it what is recorded with scope `workflow`. */
	nodeId?: string;
}

export interface RunOptions {
	/**
	 * Items the start node pushes out, as if a production trigger had fired.
	 * Without it the workflow runs as if Execute was pressed in the editor: the trigger itself runs, pinned data counts.
	 */
	input?: Array<Partial<INodeExecutionData>>;
	/**
	 * n8n saves static data at the end of every execution that is not `manual`.
	 * Default: `retry` with `from`, `trigger` with `input`, else `manual`.
	 */
	mode?: 'manual' | 'trigger' | 'webhook';
	/** Other saved workflows: what Execute Workflow nodes run, by id. */
	subWorkflows?: WorkflowJson[];
	/** Name of the node to start from, where the workflow has several triggers. */
	startNode?: string;
	/** Retry of a saved failed execution with the given workflow, as n8n's "Retry with currently saved workflow". */
	from?: SavedExecution;
	/** Used instead of the engine's own of the same key, for this run only. */
	credentials?: CredentialStore;
	/**
	 * As an execution that n8n streams, such as from a Chat Trigger with response mode Streaming; `mode` is then `webhook`
	 * by default. Where the client is `gone`, n8n fails to send.
	 */
	streamed?: 'heard' | 'gone';
	/** Stop Execution, this long after the start. */
	cancelAfterMs?: number;
	/** Stop Execution, as soon as this aborts. */
	signal?: AbortSignal;
}

/** What n8n writes to its database at the end of an execution: `data` is flatted text. */
export interface SavedExecution {
	status: string;
	finished: boolean;
	data: string;
}

export interface PlainError {
	name: string;
	message: string;
	description?: string | null;
	httpCode?: string | null;
	context?: IDataObject;
	/** Name of the node that failed. */
	node?: string;
	/** What n8n 2.37 and newer say about the cause. */
	failure?: IDataObject;
	messages?: string[];
	level?: string;
}

export interface NodeRun {
	/** Items by output; an output that sent nothing is an empty list. */
	outputs: INodeExecutionData[][];
	error?: PlainError;
	status?: string;
}

export interface RunMetrics {
	wallMs: number;
	/** User and system time of the engine's whole process. */
	cpuMs: number;
	rssBaseBytes: number;
	rssPeakBytes: number;
	longestBlockMs: number;
}

export interface RunResult {
	status: 'success' | 'error' | 'canceled' | 'waiting';
	error?: PlainError;
	lastNode?: string;
	runs: Record<string, NodeRun[]>;
	metrics: RunMetrics;
	saved: SavedExecution;
	/** What n8n was told to send to the client of an execution that it streams. */
	chunks: Chunk[];
}

export interface Chunk {
	type: 'begin' | 'item' | 'end' | 'error';
	content?: string;
	node: string;
	itemIndex: number;
	/** Milliseconds since the epoch. */
	at: number;
}

export interface LoadedPackage {
	/** Names are without the package's. */
	nodes: INodeTypeDescription[];
	/** `authenticate` and `preAuthentication` functions do not cross the process border: here they are the text `function`. */
	/** As JSON: a function in `authenticate` has become an empty object, other functions are gone. */
	credentials: ICredentialType[];
}

export interface MethodCall {
	parameters?: INodeParameters;
	/** Type of the credential that is selected in the form; a list when there are several. */
	credentialType?: string | string[];
	/** Default: the newest version of the node. */
	typeVersion?: number;
	/** Path of the field that asks, e.g. `parameters.boardId`. */
	path?: string;
	credentials?: CredentialStore;
}

export interface ListSearchCall extends MethodCall {
	filter?: string;
	paginationToken?: string;
}

export interface CredentialTestResult {
	status: 'OK' | 'Error';
	message: string;
}

export interface PollOptions {
	/** Name of the polling node, where the workflow has several. */
	node?: string;
	/** What the last poll returned as `staticData`; default: the workflow's own. */
	staticData?: IDataObject;
	/** `manual` is the editor's test, `trigger` an activated workflow. Default: `trigger`. */
	mode?: 'manual' | 'trigger';
	/** `activate` on the first poll after activation. Default: `update`. */
	activation?: 'init' | 'create' | 'update' | 'activate' | 'manual' | 'leadershipChange';
	credentials?: CredentialStore;
}

export interface PollResult {
	/** What the poll emitted, by output; null when it had nothing. */
	emitted: INodeExecutionData[][] | null;
	error?: PlainError;
	/** What the node wrote into n8n's log as warnings. */
	warnings: string[];
	/** The whole workflow's static data after the poll: hand it to the next one. */
	staticData: IDataObject;
}

export interface ToolOptions {
	/** Name of the node that is used as a tool, where the workflow has several. */
	node?: string;
	/**
	 * `request` is how agents since version 3 call a tool: the engine runs the node, arguments unchecked.
	 * `wrapper` is how older agents, other chains and MCP servers do: n8n's LangChain tool checks them first. Default: `request`.
	 */
	by?: 'request' | 'wrapper';
	/** As an execution that n8n streams. */
	streamed?: RunOptions['streamed'];
	credentials?: CredentialStore;
}

export interface ToolResult {
	/** What the model gets to see: the tool's answer, or the text of its error; null when the failure ended the execution instead. */
	text: string | null;
	error?: PlainError;
	name: string;
	description: string;
	/** JSON Schema of the arguments as the model is shown it. */
	schema: unknown;
	/** What n8n was told to send to the client of an execution that it streams. */
	chunks: Chunk[];
}
