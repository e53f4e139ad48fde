import type { Tool } from '@langchain/core/tools';
import type { EngineResponse, IDataObject, IExecuteFunctions, INodeParameters, INodeType } from 'n8n-workflow';

import { withCredentials, type EngineContext } from './context';
import type { Core } from './core';
import { toPlainError } from './errors';
import { execute } from './execute';
import type { Registry } from './nodeTypes';
import { readResult } from './result';
import type { NodeJson, ToolOptions, ToolResult, WorkflowJson } from './types';

const callerType = 'engine.toolCaller';

/** Calls a node of the workflow as an AI agent's tool; its other nodes play no part. */
export async function runAsTool(
	engine: EngineContext,
	json: WorkflowJson,
	args: unknown,
	{ node: name, by = 'request', credentials }: ToolOptions,
): Promise<ToolResult> {
	const context = await withCredentials(engine, credentials);
	const tool = findTool(context.registry, json, name);
	const parameters = { args, by, tool: tool.name } as INodeParameters;
	const caller: NodeJson = { name: 'Agent', type: callerType, typeVersion: 1, parameters };
	const start: NodeJson = { name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} };
	const workflow: WorkflowJson = {
		settings: json.settings,
		nodes: [start, caller, tool],
		connections: {
			[start.name]: { main: [[{ node: caller.name, type: 'main', index: 0 }]] },
			[tool.name]: { ai_tool: [[{ node: caller.name, type: 'ai_tool', index: 0 }]] },
		},
	};
	const { error, runs } = readResult(await execute(context, workflow, { input: [{}] }, () => {}));
	if (error) throw Object.assign(new Error(error.message), error);
	return runs[caller.name]!.at(-1)!.outputs[0]![0]!.json as unknown as ToolResult;
}

function findTool(registry: Registry, { nodes }: WorkflowJson, name?: string): NodeJson {
	const isTool = ({ type }: NodeJson) => type.endsWith('Tool');
	const canBeTool = ({ type, typeVersion }: NodeJson) =>
		Boolean(registry.getByNameAndVersion(type, typeVersion).description.usableAsTool);
	const tool = nodes.find((node) => (name ? node.name === name : isTool(node) || canBeTool(node)));
	if (!tool) throw new Error('The workflow has no node that is usable as a tool');
	return isTool(tool) ? tool : { ...tool, type: `${tool.type}Tool` };
}

/** Stands where an AI Agent would: it asks n8n for the connected tool and calls it with arguments that are given instead of thought up. */
export function addToolCaller(registry: Registry, core: Core): void {
	const { AiTool, Main } = core.workflow.NodeConnectionTypes;
	const { toJsonSchema } = core.require('@langchain/core/utils/json_schema') as { toJsonSchema(schema: unknown): unknown };
	const nodeType: INodeType = {
		description: {
			displayName: 'Tool Caller',
			name: 'toolCaller',
			group: [],
			version: 1,
			description: 'Call a tool as an AI agent does',
			defaults: { name: 'Tool Caller' },
			inputs: [Main, { type: AiTool, required: true }],
			outputs: [Main],
			properties: ['args', 'by', 'tool'].map((name) => ({ displayName: name, name, type: 'json', default: '' })),
		},
		async execute(this: IExecuteFunctions, response?: EngineResponse) {
			const args = this.getNodeParameter('args', 0, {}, { rawExpressions: true }) as IDataObject;
			const nodeName = this.getNodeParameter('tool', 0) as string;
			const [tool] = (await this.getInputConnectionData(AiTool, 0)) as Tool[];
			const { name, description, schema } = tool!;
			const toItem = (said: Pick<ToolResult, 'text' | 'error'>) => [
				[{ json: { ...said, name, description, schema: toJsonSchema(schema) } as unknown as IDataObject }],
			];
			if (this.getNodeParameter('by', 0) === 'wrapper') return toItem(await invoke(tool!, args));

			const answered = response?.actionResponses[0]?.data;
			if (answered) return toItem(observe(answered));
			const action = { actionType: 'ExecutionNodeAction' as const, nodeName, input: args, type: AiTool, id: 'call', metadata: {} };
			return { actions: [action], metadata: {} };
		},
	};
	registry.add(callerType, nodeType);
}

/** Agents before version 3: the model's arguments go through the tool's schema, then into the node. */
async function invoke(tool: Tool, args: IDataObject): Promise<Pick<ToolResult, 'text' | 'error'>> {
	try {
		return { text: (await (tool as { invoke(args: unknown): Promise<unknown> }).invoke(args)) as string };
	} catch (error) {
		return { text: (error as Error).message, error: toPlainError(error) };
	}
}

/** Agents since version 3: the engine runs the node with the model's arguments as they are; this is what the model is told. */
function observe({ data, error }: EngineResponse['actionResponses'][number]['data']): Pick<ToolResult, 'text' | 'error'> {
	const answers = data?.ai_tool?.[0]?.map(({ json }) => json) ?? [];
	const failure = error && { error: toPlainError(error) };
	if (answers.length > 0) return { text: JSON.stringify(answers), ...failure };
	return { text: JSON.stringify(error ? { error: error.message, errorType: error.name } : ''), ...failure };
}
