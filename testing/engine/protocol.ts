import type { INodeListSearchResult, INodePropertyOptions } from 'n8n-workflow';

import type { Ran, WorkerRunOptions } from './execute';
import type {
	CredentialStore,
	CredentialTestResult,
	Database,
	EngineOptions,
	ListSearchCall,
	LoadedPackage,
	MethodCall,
	PlainError,
	PollOptions,
	PollResult,
	ToolOptions,
	ToolResult,
	WorkflowJson,
} from './types';

/** What the two processes say to each other, as JSON over IPC. */

export type StartMessage = Required<Omit<EngineOptions, 'nodePath' | 'nodeArguments' | 'databaseFolder'>> &
	Pick<EngineOptions, 'databaseFolder'>;

/** Everything the worker can be asked for; the first argument is the number of the question. */
export interface Calls {
	run(ask: number, workflow: WorkflowJson, options: WorkerRunOptions): Promise<Ran>;
	describe(ask: number): Promise<LoadedPackage>;
	testCredential(ask: number, type: string, data: CredentialStore[string]): Promise<CredentialTestResult>;
	listSearch(ask: number, nodeType: string, method: string, call?: ListSearchCall): Promise<INodeListSearchResult>;
	loadOptions(ask: number, nodeType: string, method: string, call?: MethodCall): Promise<INodePropertyOptions[]>;
	poll(ask: number, workflow: WorkflowJson, options?: PollOptions): Promise<PollResult>;
	runAsTool(ask: number, workflow: WorkflowJson, args: unknown, options?: ToolOptions): Promise<ToolResult>;
	database<M extends keyof Database>(ask: number, method: M, ...args: Parameters<Database[M]>): ReturnType<Database[M]>;
}

export type Ask = { id: number; method: keyof Calls; args: unknown[] } | { id: number; method: 'cancel'; args: [number] };

export interface Answer {
	id: number;
	result?: unknown;
	error?: PlainError & { stack?: string };
}
