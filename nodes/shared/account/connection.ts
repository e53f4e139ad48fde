import type { IExecuteFunctions, IHttpRequestOptions, ILoadOptionsFunctions, IPollFunctions } from 'n8n-workflow';
import type { ApiRequest } from '../request';
import type { CancelToken } from '../send/cancelToken';
import type { StillOpen } from '../send/stillOpen';

/** The functions that n8n gives to a node, a picker or a polling trigger. */
export type N8n = IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions;

/** An account, ready to send. */
export interface Connection {
	/**
	 * Names the account in what is saved. It holds nothing of a secret and stays when a key or password is replaced: a retry
	 * after a corrected credential must find what was already created.
	 */
	id: string;
	/**
	 * Tells accounts apart within one run: a digest of all that the user entered, secrets included, as expressions can give each
	 * item another account. A login or a renewal does not change it. It is never saved.
	 */
	accountKey: string;
	baseUrl: string;
	/** What must not stand in any text. Read it after a request, because n8n may have logged in for that request. */
	readonly secrets: string[];
	send(options: IHttpRequestOptions): Promise<unknown>;
	/** Gets a new token after a 401, or throws. Absent where the account has no way to get one. */
	renew?(limit: RenewalLimit): Promise<void>;
}

/** How long an item waits for a new token, and what ends the wait early. */
export interface RenewalLimit {
	timeoutMs: number;
	cancelled: CancelToken;
	stillOpen?: StillOpen;
}

/** Trades a credential for a token: sends the request over the connection and returns the answer. */
export type Trade = (request: ApiRequest, connection: Connection) => Promise<{ status: number | null; body?: unknown }>;
