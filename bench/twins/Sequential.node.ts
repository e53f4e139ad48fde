import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { additionalFields, chatbotId, resource, userEmail, userName } from './fields';

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
		properties: [...resource, chatbotId, additionalFields([userEmail, userName])],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const created: INodeExecutionData[] = [];
		for (let item = 0; item < this.getInputData().length; item += 1) {
			const { baseUrl } = await this.getCredentials('userDeskApi');
			const chatbot = this.getNodeParameter('chatbotId', item) as string;
			const body = this.getNodeParameter('additionalFields', item, {}) as IDataObject;
			const answer = (await this.helpers.httpRequestWithAuthentication.call(this, 'userDeskApi', {
				method: 'POST',
				url: `${String(baseUrl)}/chatbot/${chatbot}/conversation`,
				body,
				json: true,
			})) as IDataObject;
			created.push({ json: answer, pairedItem: { item } });
		}
		return [created];
	}
}
