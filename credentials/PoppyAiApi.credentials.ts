import type {
	IAuthenticate,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	INodeProperties,
} from 'n8n-workflow';
import { key, rejections, withHeader } from './shared/request';

export class PoppyAiApi implements ICredentialType {
	name = 'poppyAiApi';

	displayName = 'Poppy AI API';

	icon: Icon = { light: 'file:../icons/poppyAi.svg', dark: 'file:../icons/poppyAi.dark.svg' };

	documentationUrl = 'https://docs.getpoppy.ai';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'In Poppy AI: "Connect API" at the top right, "Show more", "API Key"; on older screens "API" above a chat. API access is in the Power User plan.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://api.getpoppy.ai',
			placeholder: 'e.g. https://api.getpoppy.ai',
			description: 'Change it only when your requests go through a proxy',
		},
	];

	authenticate: IAuthenticate = async (credentials, request) =>
		withHeader(request, 'x-api-key', key(credentials.apiKey, 'API Key'));

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.baseUrl.trim().replace(/\\/+$/, "") }}',
			url: '/api/boards',
			disableFollowRedirect: true,
		},
		rules: rejections('Poppy AI', { statuses: [403], message: 'Poppy AI did not accept the API key, or the plan has no API access' }, 'data'),
	};
}
