import type { INodeProperties } from 'n8n-workflow';

export const chatbotId: INodeProperties = {
	displayName: 'Chatbot ID',
	name: 'chatbotId',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. 5f0c6f5e-1a2b-4c3d-8e9f-0a1b2c3d4e5f',
	description: 'The chatbot that the API key in the credential was made for',
};

export const userEmail: INodeProperties = {
	displayName: 'User Email',
	name: 'userEmail',
	type: 'string',
	default: '',
	placeholder: 'e.g. nathan@example.com',
	description: 'Email of the user',
};

export const userName: INodeProperties = {
	displayName: 'User Name',
	name: 'userName',
	type: 'string',
	default: '',
	placeholder: 'e.g. Nathan',
	description: 'Name of the user',
};
