import type { IHttpRequestOptions, IOAuth2Options } from 'n8n-workflow';
import { part } from '../base/json';
import type { ApiRequest } from '../request';
import type { CredentialAccount, CredentialFields, Credentials, Sender, SenderParts } from './account';
import { renewalRead } from './renewal';
import type { AccountSecrets } from './secrets';
import { secretValues } from './secrets';
import { errorCode } from '../send/sendOnce';

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
	makeSender: (parts) => new OAuth2Sender(parts, oauth2),
});

const TOKEN = 'oauthTokenData';

/** With the grant of the client itself nobody connects the credential: n8n gets the token when it is first used. */
const needsFirstToken = ({ grantType, oauthTokenData }: Credentials): boolean =>
	grantType === 'clientCredentials' && !part(oauthTokenData).access_token;

/** By the account's secrets, of which there is one for each account of a run. */
const firstTokens = new WeakMap<AccountSecrets, Promise<unknown>>();

const FIRST_TOKEN_MS = 30_000;

/** What the token endpoint refused has no code of the network, and no status; what it could not do has a status somewhere. */
function asFailedLogin(error: unknown): Error {
	const code = errorCode(error);
	const httpCode = code === 'ESTATUS' ? (statusIn(error) ?? code) : ['', 'EAUTH'].includes(code) ? '401' : code;
	return Object.assign(error as Error, { httpCode, context: { beforeRequest: true } });
}

function statusIn(error: unknown): string | undefined {
	const { status, cause } = part(error);
	if (typeof status === 'number') return String(status);
	return cause ? statusIn(cause) : undefined;
}

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
		if (needsFirstToken(this.parts.credentials)) await this.shareFirstToken();
		// The item may have ended while it waited.
		if (options.abortSignal?.aborted) throw new TypeError('The item has ended');
		return await this.sign(options);
	}

	private async shareFirstToken(): Promise<void> {
		const { secrets, baseUrl, account } = this.parts;
		const url = baseUrl + (account.renewBy?.path ?? '');
		const token = firstTokens.get(secrets) ?? this.sign({ ...renewalRead(url, FIRST_TOKEN_MS), ignoreHttpStatusErrors: true });
		firstTokens.set(secrets, token);
		// The next request tries again.
		await token.catch((error: unknown) => {
			firstTokens.delete(secrets);
			throw asFailedLogin(error);
		});
	}

	private async sign(options: IHttpRequestOptions): Promise<unknown> {
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
		await this.sign(options).catch((error: unknown) => {
			throw asFailedLogin(error);
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
