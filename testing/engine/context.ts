import type { IDataObject, INode, INodeParameters, IWorkflowExecuteAdditionalData, Workflow } from 'n8n-workflow';
import { randomUUID } from 'node:crypto';

import type { Core } from './core';
import { CredentialVault, makeCredentialsHelper, type CredentialsHelper } from './credentials';
import type { EngineDatabase } from './database';
import type { Registry } from './nodeTypes';
import type { CredentialStore, WorkflowJson } from './types';

/** All that a run, a picker, a poll or a test needs. */
export interface EngineContext {
	core: Core;
	registry: Registry;
	vault: CredentialVault;
	database: EngineDatabase;
}

/** A view of the same engine with some credentials replaced. */
export async function withCredentials(context: EngineContext, store?: CredentialStore): Promise<EngineContext> {
	if (!store) return context;
	return { ...context, vault: await CredentialVault.from(context.core, store, context.vault) };
}

let withoutId = 0;

export function makeWorkflow({ core, registry }: EngineContext, json: WorkflowJson): Workflow {
	const { id = `engine${++withoutId}`, name = 'Engine', connections, staticData, pinData } = json;
	return new core.workflow.Workflow({
		id,
		name,
		nodes: json.nodes.map((node): INode => ({ id: randomUUID(), position: [0, 0], ...node })),
		connections,
		active: false,
		nodeTypes: registry,
		staticData: staticData ?? {},
		// What the editor gives every new workflow; without it n8n falls back to the order of before 1.0.
		settings: json.settings ?? { executionOrder: 'v1' },
		pinData,
	});
}

export interface AdditionalData extends IWorkflowExecuteAdditionalData {
	credentialsHelper: CredentialsHelper;
}

/** n8n's WorkflowExecuteAdditionalData.getBase: what the core asks of the application around it. */
export function makeAdditionalData(
	{ core, registry, vault }: EngineContext,
	executionId: string,
	currentNodeParameters?: INodeParameters,
): AdditionalData {
	const url = 'http://127.0.0.1:5678';
	const refuse = (what: string) => () => {
		throw new core.workflow.UserError(`The embedded engine does not ${what}`);
	};
	return {
		credentialsHelper: makeCredentialsHelper(core, registry, vault),
		executionId,
		currentNodeExecutionIndex: 0,
		currentNodeParameters,
		restApiUrl: `${url}/rest`,
		instanceBaseUrl: `${url}/`,
		formWaitingBaseUrl: `${url}/form-waiting`,
		webhookBaseUrl: `${url}/webhook`,
		webhookWaitingBaseUrl: `${url}/webhook-waiting`,
		webhookTestBaseUrl: `${url}/webhook-test`,
		userId: 'engine',
		variables: {} as IDataObject,
		setExecutionStatus: () => {},
		logAiEvent: () => {},
		// No execution is kept.
		getRunExecutionData: async () => await Promise.resolve(undefined),
		startRunnerTask: refuse('start task runners, which the Code node needs'),
	} as unknown as AdditionalData;
}
