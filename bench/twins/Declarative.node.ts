import type { INodeProperties, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { chatbotId, resource, userEmail, userName } from './fields';

const sent = (field: INodeProperties): INodeProperties => ({
	...field,
	routing: { send: { type: 'body', property: field.name } },
});

/** What n8n's own tool makes of this vendor: a description and no code. */
export class Declarative implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Declarative',
		name: 'declarative',
		group: ['output'],
		version: 1,
		description: 'Create conversations',
		defaults: { name: 'Declarative' },
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: 'userDeskApi', required: true }],
		requestDefaults: { baseURL: '={{ $credentials.baseUrl }}' },
		properties: [
			...resource,
			{
				...chatbotId,
				routing: { request: { method: 'POST', url: '=/chatbot/{{ $value }}/conversation' } },
			},
			sent(userName),
			sent(userEmail),
		],
	};
}
