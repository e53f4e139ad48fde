import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';
import type { ApiRequest } from '../request';
import type { N8n } from './connection';
import type { AccountSecrets } from './secrets';

export type Credentials = ICredentialDataDecryptedObject;

/** The account that a request is sent with, and where its base URL comes from. */
export type Account = OpenAccount | CredentialAccount | TokenAccount;

export interface OpenAccount {
	kind: 'open';
	baseUrl: string;
}

/** What the shared part has to know of a credential type. A test compares it with the type's form. */
export interface CredentialFields {
	/** The credential type's name. */
	type: string;
	/** The field whose value is sent in a header as the user entered it, and what the form calls it. */
	key: { field: string; displayName: string };
	/** The other fields that the form masks. */
	otherSecrets?: string[];
	/** The fields that n8n fills in when it logs in. */
	loginFields?: string[];
	/** Whether n8n logs in with these credentials, so that the key is not used. */
	logsIn?(credentials: Credentials): boolean;
	/** What the form masks although it is no secret, and parts of a token that need not be hidden in texts. */
	notSecret?: string[];
	/** The field with the base URL; default `baseUrl`. */
	baseUrlField?: string;
	/** The base URL, where other fields choose it, such as a region. */
	baseUrlOf?(credentials: Credentials): unknown;
	/** What is sent with every request beside the key, such as a workspace. */
	headersOf?(credentials: Credentials): Record<string, string>;
}

export interface CredentialAccount extends CredentialFields {
	kind: 'credential';
	/** A request that changes nothing. Where n8n logs in, a 401 to it makes n8n get a new token. */
	renewBy?: ApiRequest;
	/** Only where n8n does not sign with the credential's own `authenticate`. */
	makeSender?: MakeSender;
}

/** A token for one end user, traded for the credential; the requests then carry only the token. */
export interface TokenAccount extends CredentialFields {
	kind: 'token';
	/** Whose token it is. */
	holder: string;
	/** The header that carries the token. */
	header: string;
	trade: ApiRequest;
	/** Throws UnexpectedAnswer. */
	readToken(body: unknown): string;
}

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
