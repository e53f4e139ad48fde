import { path } from '../shared/request';
import type { Account } from '../shared/account/account';

/** With email and password n8n can get a new token, which a safe read triggers. An access token cannot be renewed. */
export const pingbackAccount: Account = {
	kind: 'credential',
	type: 'pingbackApi',
	key: { field: 'accessToken', displayName: 'Access Token' },
	otherSecrets: ['password', 'sessionToken'],
	loginFields: ['sessionToken', 'sessionAccount'],
	logsIn: ({ authentication }) => authentication === 'login',
	renewBy: { method: 'GET', path: path`/api/v1/auth/me` },
};
