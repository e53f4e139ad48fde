import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { execute } from '../shared/execute';
import { deliveryHint } from '../shared/form/hints';
import { nodeProperties, subtitle } from '../shared/form/nodeProperties';
import { searchBots, searchPublishedBots, searchWorkspaces } from './pickers';
import { quickbot } from './vendor';

export class Quickbot implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Quickbot',
		name: 'quickbot',
		icon: { light: 'file:../../icons/quickbot.svg', dark: 'file:../../icons/quickbot.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle,
		description: 'Create conversations with a published Quickbot and speak in them.',
		defaults: { name: 'Quickbot' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'quickbotApi',
				required: true,
				displayOptions: { hide: { authentication: ['none'] } },
			},
		],
		hints: [deliveryHint],
		properties: nodeProperties(quickbot),
	};

	methods = { listSearch: { searchBots, searchPublishedBots, searchWorkspaces } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await execute(this, quickbot);
	}
}
