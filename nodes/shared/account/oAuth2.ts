import type { IHttpRequestOptions, IOAuth2Options } from 'n8n-workflow';
import { part } from '../base/json';
import type { ApiRequest } from '../request';
import type { CredentialAccount, CredentialFields, Credentials } from './account';
import { renewalRead } from './renewal';
import type { AccountSecrets } from './secrets';
import { secretValues } from './secrets';
import { errorCode } from '../send/sendOnce';
import type { Sender, SenderParts } from './account';

type OAuth2Fields = Pick<CredentialFields, 'type' | 'notSecret' | 'baseUrlField' | 'baseUrlOf' | 'headersOf'> & {
	/** A read that changes nothing: its 401 makes n8n renew the token. */
	renewBy: ApiRequest;
	/** How n8n sends and renews the token, where the vendor differs from the standard. */
	oauth2?: IOAuth2Options;
};

/**
 * The account of a credential type that extends n8n's `oAuth2Api`. n8n signs and renews by itself, but only for a request that
 * throws, and some of its versions get a token for each item: so the items of a run share the first token and each renewal.
 * n8n reads this credential itself, with its expressions for the first item.
 */
export const oAuth2Account = ({ oauth2, ...fields }: OAuth2Fields): CredentialAccount => ({
	kind: 'credential',
	...fields,
	key: { field: 'clientSecret', displayName: 'Client Secret' },
	otherSecrets: [TOKEN],
	loginFields: [TOKEN],
	logsIn: () => true,
	async makeSender(parts) {
		const sender = new OAuth2Sender(parts, oauth2);
		if (needsFirstToken(parts.credentials)) await sharedFirstToken(sender, parts);
		return sender;
	},
});

const TOKEN = 'oauthTokenData';

/** With the grant of the client itself nobody connects the credential: n8n gets the token when it is first used. */
const needsFirstToken = ({ grantType, oauthTokenData }: Credentials): boolean =>
	grantType === 'clientCredentials' && !part(oauthTokenData).access_token;

/** By the account's secrets, of which there is one for each account of a run. */
const firstTokens = new WeakMap<AccountSecrets, Promise<unknown>>();

async function sharedFirstToken(sender: OAuth2Sender, { secrets, baseUrl, account }: SenderParts): Promise<void> {
	const url = baseUrl + (account.renewBy?.path ?? '');
	const token = firstTokens.get(secrets) ?? sender.send({ ...renewalRead(url, FIRST_TOKEN_MS), ignoreHttpStatusErrors: true });
	firstTokens.set(secrets, token);
	// The next item tries again.
	await token.catch((error: unknown) => {
		firstTokens.delete(secrets);
		throw error;
	});
}

const FIRST_TOKEN_MS = 30_000;

/** What the token endpoint refused has no code of the network, and no status. */
const isRefusal = (error: unknown): boolean => ['', 'EAUTH'].includes(errorCode(error));

class OAuth2Sender implements Sender {
	credentials: Credentials;

	constructor(
		private readonly parts: SenderParts,
		private readonly oauth2?: IOAuth2Options,
	) {
		this.credentials = parts.credentials;
		this.note(parts.credentials);
	}

	async send(options: IHttpRequestOptions): Promise<unknown> {
		const { n8n, account, secrets } = this.parts;
		const sending = n8n.helpers.httpRequestWithAuthentication.call(n8n, account.type, options, { oauth2: this.oauth2 });
		return await sending.finally(() => {
			// n8n writes the token into the headers that it was given. It may be newer than the credential that was read.
			const { Authorization: authorization = '' } = options.headers ?? {};
			secrets.add(secretValues({ sent: String(authorization).replace(/^Bearer /i, '') }, ['sent']));
		});
	}

	/** Reads the credential anew, because n8n keeps the new token there. */
	async renew(options: IHttpRequestOptions): Promise<Credentials> {
		const { n8n, account, itemIndex } = this.parts;
		// A chain: `require-node-api-error` forbids this throw in a catch clause.
		await this.send(options).catch((error: unknown) => {
			throw isRefusal(error) ? Object.assign(error as Error, { httpCode: '401' }) : error;
		});
		const credentials = await n8n.getCredentials(account.type, itemIndex);
		this.note(credentials);
		return credentials;
	}

	private note(credentials: Credentials): void {
		const { account, secrets } = this.parts;
		const { notSecret = [] } = account;
		const token = Object.fromEntries(Object.entries(part(credentials[TOKEN])).filter(([name]) => !notSecret.includes(name)));
		secrets.add(secretValues({ ...credentials, [TOKEN]: token }, ['clientSecret', TOKEN]));
	}
}
