import type { IHttpRequestOptions } from 'n8n-workflow';
import type { CredentialFields, Credentials } from './account';
import type { N8n } from './connection';
import type { AccountSecrets } from './secrets';
import { secretValues } from './secrets';

/** Sends requests that n8n signs with these credentials, and takes note of every secret that it signed them with. */
export class SignedSender {
	constructor(
		private readonly n8n: N8n,
		private readonly fields: CredentialFields,
		public credentials: Credentials,
		private readonly secrets: AccountSecrets,
	) {
		this.noteSecrets(credentials);
	}

	async send(options: IHttpRequestOptions): Promise<unknown> {
		const { type } = this.fields;
		const { credentials } = this;
		const sending = this.n8n.helpers.httpRequestWithAuthentication.call(this.n8n, type, options, {
			// Passed along because n8n would resolve the credential's expressions for the first item only.
			credentialsDecrypted: { id: '', name: '', type, data: credentials },
		});
		// If n8n had to log in for this request, it has written the token into these credentials.
		return await sending.finally(() => this.noteSecrets(credentials));
	}

	/** The same account with a copy of the credentials, for n8n to write into. */
	copy(): SignedSender {
		return new SignedSender(this.n8n, this.fields, { ...this.credentials }, this.secrets);
	}

	private noteSecrets(credentials: Credentials): void {
		const { key, otherSecrets = [] } = this.fields;
		this.secrets.add(secretValues(credentials, [key.field, ...otherSecrets]));
	}
}
