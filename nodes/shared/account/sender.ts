import type { IHttpRequestOptions } from 'n8n-workflow';
import type { CredentialAccount, Credentials } from './account';
import type { N8n } from './connection';
import type { AccountSecrets } from './secrets';

/** Sends requests that n8n signs for one account, and takes note of every secret that they were signed with. */
export interface Sender {
	credentials: Credentials;
	send(options: IHttpRequestOptions): Promise<unknown>;
	/** Sends a read whose 401 makes n8n renew the token, and returns the credentials with the new one. */
	renew(options: IHttpRequestOptions): Promise<Credentials>;
}

export type MakeSender = (parts: SenderParts) => Sender | Promise<Sender>;

export interface SenderParts {
	n8n: N8n;
	account: CredentialAccount;
	credentials: Credentials;
	/** Of the account, shared by all items of the run. */
	secrets: AccountSecrets;
	itemIndex: number;
	baseUrl: string;
}
