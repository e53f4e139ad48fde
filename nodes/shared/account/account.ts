import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import type { ApiRequest } from '../request';

export type Credentials = ICredentialDataDecryptedObject;

/** Through which account, and to which base URL, a request goes. */
export type Account = OpenAccount | CredentialAccount | TokenAccount;

export interface OpenAccount {
	kind: 'open';
	baseUrl: string;
}

export interface CredentialAccount {
	kind: 'credential';
	/** The credential type's name. */
	type: string;
	/** The credential's field with the base URL; default `baseUrl`. */
	baseUrlField?: string;
	/** The credential's fields that n8n fills in when it logs in, as opposed to what the user entered. */
	loginFields?: string[];
	/** A safe read that makes n8n renew the token, where this credential's token can be renewed. */
	renewBy?(credentials: Credentials): ApiRequest | undefined;
}

/** A token for one end user, traded for the credential; the requests then carry only the token. */
export interface TokenAccount {
	kind: 'token';
	type: string;
	baseUrlField?: string;
	loginFields?: string[];
	/** Whose token it is. */
	holder: string;
	/** The header that carries the token. */
	header: string;
	trade: ApiRequest;
	/** Throws UnexpectedAnswer. */
	readToken(body: unknown): string;
}
