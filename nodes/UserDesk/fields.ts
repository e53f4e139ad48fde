import type { INodeProperties } from 'n8n-workflow';
import type { ParameterReader } from '../shared/form/parameterReader';

export const chatbotId: INodeProperties = {
	displayName: 'Chatbot ID',
	name: 'chatbotId',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. 123456',
	description: 'The chatbot that the API key in the credential was made for',
};

const userName: INodeProperties = {
	displayName: 'User Name',
	name: 'userName',
	type: 'string',
	default: '',
	placeholder: 'e.g. Nathan',
	description: 'Name of the user',
};

const userEmail: INodeProperties = {
	displayName: 'User Email',
	name: 'userEmail',
	type: 'string',
	default: '',
	placeholder: 'e.g. nathan@example.com',
	description: 'Email of the user',
};

export interface EndUser {
	userName?: string;
	userEmail?: string;
}

export const userFields = [userName, userEmail];

/** UserDesk states no format for the email: it is passed on as it is. */
export const userValues = (form: ParameterReader): EndUser => ({
	userName: form.text('userName'),
	userEmail: form.text('userEmail')?.trim(),
});
