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
import { userDesk } from './vendor';

export class UserDesk implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'UserDesk',
		name: 'userDesk',
		icon: { light: 'file:../../icons/userDesk.svg', dark: 'file:../../icons/userDesk.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle,
		description: 'Create conversations with a UserDesk chatbot and speak in them.',
		defaults: { name: 'UserDesk' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'userDeskApi', required: true }],
		hints: [deliveryHint],
		properties: nodeProperties(userDesk),
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await execute(this, userDesk);
	}
}
