import type {
	IAuthenticate,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	INodeProperties,
} from 'n8n-workflow';
import { ELSEWHERE, key, rejections, withHeader } from './shared/request';

export class UserDeskApi implements ICredentialType {
	name = 'userDeskApi';

	displayName = 'UserDesk API';

	icon: Icon = { light: 'file:../icons/userDesk.svg', dark: 'file:../icons/userDesk.dark.svg' };

	documentationUrl = 'https://docs.userdesk.io/api/create-a-conversation';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'In UserDesk: the API section of the chatbot. Each chatbot has a key of its own, so make one credential for each chatbot.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://api.userdesk.io/v1',
			placeholder: 'e.g. https://api.userdesk.io/v1',
			description: 'Change it only when your requests go through a proxy',
		},
		{
			displayName:
				'UserDesk documents no call that only reads. The test asks for a chatbot that does not exist: a pass does not prove that the key belongs to your chatbot.',
			name: 'testNotice',
			type: 'notice',
			default: '',
		},
	];

	authenticate: IAuthenticate = async (credentials, request) =>
		withHeader(request, 'Authorization', `Bearer ${key(credentials.apiKey, 'API Key')}`);

	// No chatbot has this id and the message is missing, so nothing can be created; a wrong key is documented to
	// answer 401, and a right key that belongs to another chatbot 403.
	test: ICredentialTestRequest = {
		request: {
			method: 'POST',
			baseURL: '={{ $credentials.baseUrl.trim().replace(/\\/+$/, "") }}',
			url: '/chatbot/n8n-credential-test/message',
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: { ignore: true, except: [401, ...ELSEWHERE] },
		},
		rules: rejections('UserDesk', { statuses: [401], message: 'UserDesk did not accept the API key' }),
	};
}
