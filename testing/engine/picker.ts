import type { INodeListSearchResult, INodePropertyOptions, INodeType } from 'n8n-workflow';

import { makeAdditionalData, makeWorkflow, withCredentials, type EngineContext } from './context';
import { inIsolate } from './isolate';
import type { ListSearchCall, MethodCall } from './types';

/** n8n's DynamicNodeParametersService: calls a method of a node that fills a field of its form. */
export async function listSearch(engine: EngineContext, type: string, method: string, call: ListSearchCall = {}): Promise<INodeListSearchResult> {
	const args = [call.filter, call.paginationToken];
	return (await callMethod(engine, 'listSearch', type, method, call, args)) as INodeListSearchResult;
}

export async function loadOptions(engine: EngineContext, type: string, method: string, call: MethodCall = {}): Promise<INodePropertyOptions[]> {
	return (await callMethod(engine, 'loadOptions', type, method, call, [])) as INodePropertyOptions[];
}

async function callMethod(
	engine: EngineContext,
	kind: 'listSearch' | 'loadOptions',
	type: string,
	name: string,
	{ parameters = {}, credentialType = [], typeVersion, path = 'parameters', credentials }: MethodCall,
	args: unknown[],
): Promise<unknown> {
	const context = await withCredentials(engine, credentials);
	const nodeType = context.registry.getByNameAndVersion(type, typeVersion);
	const method = nodeType.methods?.[kind]?.[name];
	if (!method) throw new context.core.workflow.UserError(`Node type "${type}" has no ${kind} method "${name}"`);

	const workflow = makeWorkflow(context, {
		nodes: [
			{
				name: 'Temp-Node',
				type,
				typeVersion: typeVersion ?? newestVersion(nodeType),
				parameters,
				credentials: Object.fromEntries([credentialType].flat().map((key) => [key, { id: key, name: key }])),
			},
		],
		connections: {},
	});
	const additionalData = makeAdditionalData(context, 'load-options', parameters);
	const thisArg = new context.core.core.LoadOptionsContext(workflow, workflow.getNode('Temp-Node')!, additionalData, path);
	return await inIsolate(workflow, async () => await (method as (...args: unknown[]) => unknown).call(thisArg, ...args));
}

function newestVersion({ description: { defaultVersion, version } }: INodeType): number {
	return defaultVersion ?? [version].flat().at(-1)!;
}
