import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
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
			const { baseUrl } = await this.getCredentials('userDeskApi');
			const chatbot = this.getNodeParameter('chatbotId', item) as string;
			const userName = this.getNodeParameter('userName', item) as string;
			const userEmail = this.getNodeParameter('userEmail', item) as string;
			const answer = (await this.helpers.httpRequestWithAuthentication.call(this, 'userDeskApi', {
				method: 'POST',
				url: `${String(baseUrl)}/chatbot/${chatbot}/conversation`,
				body: { userName, userEmail },
				json: true,
			})) as IDataObject;
			created.push({ json: answer, pairedItem: { item } });
		}
		return [created];
	}
}
