import type { INodeProperties } from 'n8n-workflow';

/** The same form as the UserDesk node's, in the plain way. */
export const chatbotId: INodeProperties = { displayName: 'Chatbot ID', name: 'chatbotId', type: 'string', required: true, default: '' };
export const userEmail: INodeProperties = { displayName: 'User Email', name: 'userEmail', type: 'string', default: '' };
export const userName: INodeProperties = { displayName: 'User Name', name: 'userName', type: 'string', default: '' };

export const resource: INodeProperties[] = [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		options: [{ name: 'Conversation', value: 'conversation' }],
		default: 'conversation',
	},
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		displayOptions: { show: { resource: ['conversation'] } },
		options: [{ name: 'Create', value: 'create' }],
		default: 'create',
	},
];
