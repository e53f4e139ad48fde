import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { execute } from '../shared/execute';
import { creditsHint, deliveryHint } from '../shared/form/hints';
import { nodeProperties, subtitle } from '../shared/form/nodeProperties';
import { searchBoards, searchChats, searchConversations } from './pickers';
import { poppyAi } from './vendor';

export class PoppyAi implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Poppy AI',
		name: 'poppyAi',
		icon: { light: 'file:../../icons/poppyAi.svg', dark: 'file:../../icons/poppyAi.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle,
		description: 'Create conversations in Poppy AI and speak in them.',
		defaults: { name: 'Poppy AI' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'poppyAiApi',
				required: true,
				displayOptions: { hide: { botAuthentication: ['chatbotToken'] } },
			},
			{
				name: 'poppyAiChatbotTokenApi',
				required: true,
				displayOptions: { show: { botAuthentication: ['chatbotToken'] } },
			},
		],
		hints: [deliveryHint, creditsHint(['ask', 'send'])],
		properties: nodeProperties(poppyAi),
	};

	methods = { listSearch: { searchBoards, searchChats, searchConversations } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await execute(this, poppyAi);
	}
}
