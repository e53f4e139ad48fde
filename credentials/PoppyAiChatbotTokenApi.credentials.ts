import type {
	IAuthenticate,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	INodeProperties,
} from 'n8n-workflow';
import { key, rejections, withHeader } from './shared/request';

export class PoppyAiChatbotTokenApi implements ICredentialType {
	name = 'poppyAiChatbotTokenApi';

	displayName = 'Poppy AI Chatbot Token API';

	icon: Icon = { light: 'file:../icons/poppyAi.svg', dark: 'file:../icons/poppyAi.dark.svg' };

	documentationUrl = 'https://docs.getpoppy.ai';

	properties: INodeProperties[] = [
		{
			displayName:
				'A chatbot token belongs to one end user and may expire. For many end users, use a Poppy AI API credential in the node instead: it makes a token for each email.',
			name: 'endUserNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Chatbot Token',
			name: 'chatbotToken',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'The JSON Web Token of the end user, as POST /api/bots/auth makes it from your API key and the email of the end user',
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
		{
			displayName:
				'Poppy AI documents no call that only reads with a chatbot token. The test asks for a bot that does not exist: a pass does not prove that the token works.',
			name: 'testNotice',
			type: 'notice',
			default: '',
		},
	];

	authenticate: IAuthenticate = async (credentials, request) =>
		withHeader(request, 'chatbot-token', key(credentials.chatbotToken, 'Chatbot Token'));

	// No bot has this id and the prompt is missing, so nothing can be created; of all calls with a chatbot token, only
	// this one is documented to answer "Unauthorized".
	test: ICredentialTestRequest = {
		request: {
			method: 'POST',
			baseURL: '={{ $credentials.baseUrl.trim().replace(/\\/+$/, "") }}',
			url: '/api/bots/n8n-credential-test/conversations',
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: { ignore: true, except: [401, 403] },
		},
		// All its errors are documented to have this key, and an unknown bot is 404.
		rules: rejections('Poppy AI', { statuses: [401, 403], message: 'Poppy AI did not accept the chatbot token' }, 'error'),
	};
}
