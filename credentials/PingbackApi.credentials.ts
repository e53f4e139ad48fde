import type {
	IAuthenticate,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	Icon,
	IDataObject,
	IHttpRequestHelper,
	INodeProperties,
} from 'n8n-workflow';
import { accountOf, sharedLogin } from './pingback/login';
import { key, rejections, withHeader } from './shared/request';

const showOnlyForLogin = { show: { authentication: ['login'] } };
const showOnlyForAccessToken = { show: { authentication: ['accessToken'] } };

export class PingbackApi implements ICredentialType {
	name = 'pingbackApi';

	displayName = 'Pingback API';

	icon: Icon = { light: 'file:../icons/pingback.svg', dark: 'file:../icons/pingback.dark.svg' };

	documentationUrl =
		'https://github.com/n8n-nodes-conversations/n8n-nodes-conversations/blob/main/docs/pingback.md#credential-pingback-api';

	properties: INodeProperties[] = [
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'options',
			options: [
				{
					name: 'Access Token',
					value: 'accessToken',
					description: 'Use a token you have; once it expires you have to replace it',
				},
				{
					name: 'Email and Password',
					value: 'login',
					description: 'Let n8n log in and renew the token when it expires',
				},
			],
			default: 'login',
		},
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			displayOptions: showOnlyForAccessToken,
			description:
				'The access_token that POST /api/v1/auth/login answers with. How long it lasts is not documented.',
		},
		{
			displayName: 'Email',
			name: 'email',
			type: 'string',
			placeholder: 'e.g. nathan@example.com',
			required: true,
			default: '',
			displayOptions: showOnlyForLogin,
			description: 'The email you log in to Pingback with',
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			displayOptions: showOnlyForLogin,
			description: 'The password you log in to Pingback with',
		},
		{
			displayName: 'Session Token',
			name: 'sessionToken',
			type: 'hidden',
			typeOptions: { password: true, expirable: true },
			default: '',
		},
		{
			displayName: 'Session Account',
			name: 'sessionAccount',
			type: 'hidden',
			default: '',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://api.pingback.live',
			placeholder: 'e.g. https://api.pingback.live',
			description: 'Change it only when your requests go through a proxy',
		},
	];

	/** n8n calls it when the session token is empty or was answered by 401, and keeps what it returns. */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		if (credentials.authentication !== 'login') return {};
		return {
			sessionToken: await sharedLogin(this, credentials),
			sessionAccount: accountOf(credentials),
		};
	}

	authenticate: IAuthenticate = async (credentials, request) => {
		const token =
			credentials.authentication === 'login'
				? key(sessionTokenOf(credentials), 'Session Token')
				: key(credentials.accessToken, 'Access Token');
		return withHeader(request, 'Authorization', `Bearer ${token}`);
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.baseUrl.trim().replace(/\\/+$/, "") }}',
			url: '/api/v1/auth/me',
			disableFollowRedirect: true,
		},
		rules: rejections('Pingback', { statuses: [401], message: 'Pingback did not accept the token, or it has expired' }, 'business'),
	};
}

/** A token of another account is not sent: what stands in for it is answered by 401, and n8n logs in. */
const sessionTokenOf = (credentials: ICredentialDataDecryptedObject) =>
	credentials.sessionAccount === accountOf(credentials) ? credentials.sessionToken : 'expired';
