import type {
	IAuthenticate,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	INodeProperties,
} from 'n8n-workflow';
import { key, rejections, withHeader } from './shared/request';

export class QuickbotApi implements ICredentialType {
	name = 'quickbotApi';

	displayName = 'Quickbot API';

	icon: Icon = { light: 'file:../icons/quickbot.svg', dark: 'file:../icons/quickbot.dark.svg' };

	documentationUrl =
		'https://github.com/n8n-nodes-conversations/n8n-nodes-conversations/blob/main/docs/quickbot.md#credential-quickbot-api';

	properties: INodeProperties[] = [
		{
			displayName: 'API Token',
			name: 'apiToken',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'In Quickbot: "Account", then "API Tokens", then "Create". The token is shown only once. Chatting with a published bot needs no token.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://quick.bot/api',
			placeholder: 'e.g. https://quick.bot/api',
			description: 'Where conversations are created and carried on. The test does not ask it.',
		},
		{
			displayName: 'Management Base URL',
			name: 'managementBaseUrl',
			type: 'string',
			required: true,
			default: 'https://app.quick.bot/api',
			placeholder: 'e.g. https://app.quick.bot/api',
			description: 'Where the token is tested, by reading your workspaces',
		},
	];

	authenticate: IAuthenticate = async (credentials, request) =>
		withHeader(
			request,
			'Authorization',
			`Bearer ${key(credentials.apiToken, 'API Token')}`,
			'Management Base URL',
		);

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.managementBaseUrl.trim().replace(/\\/+$/, "") }}',
			url: '/v1/workspaces',
			disableFollowRedirect: true,
		},
		rules: rejections('Quickbot', { statuses: [401], message: 'Quickbot did not accept the API token' }, 'workspaces'),
	};
}
