import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { create } from './create';
import { chatbotId, resource, userEmail, userName } from './fields';

/** How many items the pool works on at the same time. */
const AT_ONCE = 50;

/** The same as the sequential twin, 50 items at a time: what n8n itself costs. */
export class Pool implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Pool',
		name: 'pool',
		group: ['output'],
		version: 1,
		description: 'Create conversations',
		defaults: { name: 'Pool' },
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: 'userDeskApi', required: true }],
		properties: [...resource, chatbotId, userName, userEmail],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const items = this.getInputData();
		const created: INodeExecutionData[] = new Array<INodeExecutionData>(items.length);
		let next = 0;
		const work = async () => {
			while (next < items.length) {
				const item = next++;
				created[item] = await create(this, item);
			}
		};
		await Promise.all(Array.from({ length: AT_ONCE }, work));
		return [created];
	}
}
