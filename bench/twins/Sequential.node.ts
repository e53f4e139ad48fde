import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { create } from './create';
import { chatbotId, resource, userEmail, userName } from './fields';

/** What most community nodes are: one item after the other, each awaited, n8n's helper with its defaults. */
export class Sequential implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Sequential',
		name: 'sequential',
		group: ['output'],
		version: 1,
		description: 'Create conversations',
		defaults: { name: 'Sequential' },
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: 'userDeskApi', required: true }],
		properties: [...resource, chatbotId, userName, userEmail],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const created: INodeExecutionData[] = [];
		for (let item = 0; item < this.getInputData().length; item += 1) {
			created.push(await create(this, item));
		}
		return [created];
	}
}
