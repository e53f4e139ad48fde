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
import { searchAgents, searchBusinesses, searchConversations } from './pickers';
import { pingback } from './vendor';

export class Pingback implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Pingback',
		name: 'pingback',
		icon: { light: 'file:../../icons/pingback.svg', dark: 'file:../../icons/pingback.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle,
		description: 'Create, read, answer and close conversations in Pingback.',
		defaults: { name: 'Pingback' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'pingbackApi', required: true }],
		hints: [deliveryHint],
		properties: nodeProperties(pingback),
	};

	methods = { listSearch: { searchAgents, searchBusinesses, searchConversations } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await execute(this, pingback);
	}
}
