import type { INodeType, INodeTypeDescription } from 'n8n-workflow';

import type { Core } from './core';

/** The `…Tool` type that n8n derives from every node that is usable as a tool: the same node with an ai_tool output. */
export function asTool(nodeType: INodeType, { workflow: n8n }: Core): INodeType {
	const { description } = nodeType;
	if (!description.usableAsTool) throw new n8n.UserError('Node cannot be used as a tool', { extra: { nodeType: description.name } });
	const { usableAsTool, ...rest } = description;
	const replacements = typeof usableAsTool === 'object' ? usableAsTool.replacements : {};
	const base = { ...rest, ...replacements } as INodeTypeDescription;
	const tool: INodeTypeDescription = {
		...base,
		name: `${base.name}Tool`,
		displayName: `${base.displayName} Tool`,
		inputs: [],
		outputs: [n8n.NodeConnectionTypes.AiTool],
		properties: [...toolProperties(base), ...base.properties],
	};
	return Object.create(nodeType, { description: { value: tool } }) as INodeType;
}

function toolProperties({ description, properties }: INodeTypeDescription): INodeTypeDescription['properties'] {
	const has = (name: string) => properties.some((property) => property.name === name);
	if (has('toolDescription')) return [];
	const hasChoice = has('resource') || has('operation');
	const toolDescription: INodeTypeDescription['properties'][number] = {
		displayName: 'Description',
		name: 'toolDescription',
		type: 'string',
		default: description,
		required: true,
		...(hasChoice && { displayOptions: { show: { descriptionType: ['manual'] } } }),
	};
	if (!hasChoice) return [toolDescription];
	return [
		{
			displayName: 'Tool Description',
			name: 'descriptionType',
			type: 'options',
			noDataExpression: true,
			options: [
				{ name: 'Set Automatically', value: 'auto' },
				{ name: 'Set Manually', value: 'manual' },
			],
			default: 'auto',
		},
		toolDescription,
	];
}
