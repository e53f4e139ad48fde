import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestRequest,
	IDataObject,
	INode,
	INodeType,
	IRunExecutionData,
	NodeApiError,
} from 'n8n-workflow';

import { makeAdditionalData, withCredentials, type EngineContext } from './context';
import { inIsolate } from './isolate';
import type { CredentialTestResult } from './types';

/** n8n's CredentialsTester for a declarative `test`: a No Operation node that sends the test's request. */
export async function testCredential(engine: EngineContext, type: string, data: IDataObject): Promise<CredentialTestResult> {
	const { test } = engine.registry.getCredential(type);
	if (!test) return failed('No testing function found for this credential.');

	const context = await withCredentials(engine, { [type]: data });
	const additionalData = makeAdditionalData(context, 'credential-test', {});
	const credential: ICredentialsDecrypted = { id: type, name: type, type };
	try {
		const entered = data as ICredentialDataDecryptedObject;
		credential.data = await additionalData.credentialsHelper.resolve(additionalData, entered, type, 'internal');
	} catch (error) {
		return failed((error as Error).message);
	}

	const { nodeType, node } = makeTestNode(context, credential, test);
	const nodeTypes = { getByName: () => nodeType, getByNameAndVersion: () => nodeType, getKnownTypes: () => ({}) };
	const workflow = new context.core.workflow.Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const execute = new context.core.core.ExecuteContext(
		workflow,
		node,
		additionalData,
		'internal',
		{ resultData: { runData: {} } } as unknown as IRunExecutionData,
		0,
		[],
		{ main: [[{ json: {} }]] },
		{ node, data: {}, source: null },
		[],
	);
	try {
		const routing = new context.core.core.RoutingNode(execute, nodeType, credential);
		const answer = await inIsolate(workflow, async () => await routing.runNode());
		return judgeBody(answer?.[0]?.[0]?.json ?? {}, test);
	} catch (error) {
		return judgeError(error as NodeApiError, test);
	}
}

function makeTestNode({ registry }: EngineContext, { id, name, type }: ICredentialsDecrypted, { request }: ICredentialTestRequest) {
	const { description } = registry.getByNameAndVersion('n8n-nodes-base.noOp');
	const nodeType: INodeType = {
		description: {
			...description,
			credentials: [{ name: type, required: true }],
			properties: [{ displayName: 'Temp', name: 'temp', type: 'string', routing: { request }, default: '' }],
		},
	};
	const node: INode = {
		id: 'temp',
		name: 'Temp-Node',
		type: description.name,
		typeVersion: [description.version].flat().at(-1)!,
		parameters: {},
		position: [0, 0],
		credentials: { [type]: { id, name } },
	};
	return { nodeType, node };
}

function judgeError(error: NodeApiError, { rules = [] }: ICredentialTestRequest): CredentialTestResult {
	const { response, code } = (error.cause ?? {}) as { response?: { status: number; statusText: string }; code?: string };
	if (!response) return failed(code ?? error.message);
	const rule = rules.find(({ type, properties }) => type === 'responseCode' && properties.value === response.status);
	return failed(rule?.properties.message ?? (response.statusText || `Received HTTP status code: ${response.status}`));
}

function judgeBody(body: IDataObject, { rules = [] }: ICredentialTestRequest): CredentialTestResult {
	for (const rule of rules) {
		if (rule.type === 'responseSuccessBody' && at(body, rule.properties.key) === rule.properties.value) {
			return failed(rule.properties.message);
		}
	}
	return { status: 'OK', message: 'Connection successful!' };
}

function at(body: unknown, path: string): unknown {
	return path.split('.').reduce((value, key) => (value as IDataObject | undefined)?.[key], body);
}

function failed(message: string): CredentialTestResult {
	return { status: 'Error', message };
}
