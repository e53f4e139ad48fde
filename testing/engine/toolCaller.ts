import type { Tool } from '@langchain/core/tools';
import type { EngineResponse, IDataObject, IExecuteFunctions, INodeExecutionData, INodeParameters, INodeType } from 'n8n-workflow';

import { withCredentials, type EngineContext } from './context';
import type { Core } from './core';
import { toPlainError } from './errors';
import { execute } from './execute';
import type { Registry } from './nodeTypes';
import { readResult } from './result';
import type { NodeJson, RunResult, ToolOptions, ToolResult, WorkflowJson } from './types';

const callerType = 'engine.toolCaller';

/** Calls one node of the workflow as an AI agent's tool and ignores the others. */
export async function runAsTool(
	engine: EngineContext,
	json: WorkflowJson,
	args: unknown,
	{ node, by = 'request', streamed, credentials }: ToolOptions,
): Promise<ToolResult> {
	const context = await withCredentials(engine, credentials);
	const tool = findTool(context.registry, json, node);
	const ask = async (how: How) => {
		const workflow = makeToolWorkflow(tool, { args, how, tool: tool.name } as INodeParameters, json);
		return readResult(await execute(context, workflow, { input: [{}], streamed }));
	};

	const described = await ask('describe');
	if (described.error) throw Object.assign(new Error(described.error.message), described.error);
	const { error, runs, chunks } = await ask(by);
	// n8n 1.x ends the whole execution over a tool that failed by request, and the model is told nothing.
	const answer = error ? { text: null, error } : saidBy(runs);
	return { ...saidBy(described.runs), ...answer, chunks };
}

type How = 'describe' | 'request' | 'wrapper';

function saidBy(runs: RunResult['runs']): ToolResult {
	return runs.Agent!.at(-1)!.outputs[0]![0]!.json as unknown as ToolResult;
}

function makeToolWorkflow(tool: NodeJson, parameters: INodeParameters, { id, settings }: WorkflowJson): WorkflowJson {
	const start: NodeJson = { name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} };
	const agent: NodeJson = { name: 'Agent', type: callerType, typeVersion: 1, parameters };
	return {
		id,
		settings,
		nodes: [start, agent, tool],
		connections: {
			[start.name]: { main: [[{ node: agent.name, type: 'main', index: 0 }]] },
			[tool.name]: { ai_tool: [[{ node: agent.name, type: 'ai_tool', index: 0 }]] },
		},
	};
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
			properties: ['args', 'how', 'tool'].map((name) => ({ displayName: name, name, type: 'json', default: '' })),
		},
		async execute(this: IExecuteFunctions, response?: EngineResponse) {
			const args = this.getNodeParameter('args', 0, {}, { rawExpressions: true }) as IDataObject;
			const how = this.getNodeParameter('how', 0) as How;
			const [tool] = (await this.getInputConnectionData(AiTool, 0)) as Tool[];
			if (how === 'wrapper') return toOutput(await invoke(tool!, args));
			if (how === 'describe') return toOutput({ name: tool!.name, description: tool!.description, schema: toJsonSchema(tool!.schema) });

			const answered = response?.actionResponses[0]?.data;
			if (answered) return toOutput(observe(answered));
			const nodeName = this.getNodeParameter('tool', 0) as string;
			const action = { actionType: 'ExecutionNodeAction' as const, nodeName, input: args, type: AiTool, id: 'call', metadata: {} };
			return { actions: [action], metadata: {} };
		},
	};
	registry.add(callerType, nodeType);
}

function toOutput(json: object): INodeExecutionData[][] {
	return [[{ json: json as IDataObject }]];
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
