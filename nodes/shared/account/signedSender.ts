import type { IHttpRequestOptions } from 'n8n-workflow';
import type { CredentialFields, Credentials, Sender, SenderParts } from './account';
import { secretValues } from './secrets';

type Parts = Pick<SenderParts, 'n8n' | 'credentials' | 'secrets'> & { account: CredentialFields };

/** Signs with these very credentials. */
export class SignedSender implements Sender {
	credentials: Credentials;

	constructor(private readonly parts: Parts) {
		this.credentials = parts.credentials;
		this.noteSecrets(parts.credentials);
	}

	async send(options: IHttpRequestOptions): Promise<unknown> {
		const { n8n, account } = this.parts;
		const { type } = account;
		const { credentials } = this;
		const sending = n8n.helpers.httpRequestWithAuthentication.call(n8n, type, options, {
			// Passed along because n8n would resolve the credential's expressions for the first item only.
			credentialsDecrypted: { id: '', name: '', type, data: credentials },
		});
		// If n8n had to log in for this request, it has written the token into these credentials.
		return await sending.finally(() => this.noteSecrets(credentials));
	}

	/** n8n writes the new token into the credentials that it was given: a copy. */
	async renew(options: IHttpRequestOptions): Promise<Credentials> {
		const credentials = { ...this.credentials };
		await new SignedSender({ ...this.parts, credentials }).send(options);
		return credentials;
	}

	private noteSecrets(credentials: Credentials): void {
		const { account, secrets } = this.parts;
		const { key, otherSecrets = [] } = account;
		secrets.add(secretValues(credentials, [key.field, ...otherSecrets]));
	}
}
