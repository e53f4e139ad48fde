import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IPollFunctions,
} from 'n8n-workflow';
import { digest } from '../base/digest';
import { InvalidInput } from '../failure/failure';
import { UnexpectedAnswer } from '../base/json';
import type { ApiRequest } from '../request';

type Credentials = ICredentialDataDecryptedObject;

/** n8n's functions, wherever a vendor is called from. */
export type N8n = IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions;

/** Through which account, and to which base URL, a request goes. */
export type Account = OpenAccount | CredentialAccount | TokenAccount;

interface OpenAccount {
	kind: 'open';
	baseUrl: string;
}

interface CredentialAccount {
	kind: 'credential';
	type: string;
	/** The credential's field with the base URL. */
	baseUrlField?: string;
	/** A safe read that makes n8n renew the token, where this credential's token can be renewed. */
	renewBy?(credentials: Credentials): ApiRequest | undefined;
}

/** A token for one end user, traded for the credential; the requests then carry only the token. */
interface TokenAccount {
	kind: 'token';
	type: string;
	baseUrlField?: string;
	/** Whose token it is. */
	holder: string;
	header: string;
	trade: ApiRequest;
	/** Throws UnexpectedAnswer. */
	readToken(body: unknown): string;
}

/** An account, ready to send. */
export interface Connection {
	/** Tells accounts apart without holding a secret. */
	id: string;
	baseUrl: string;
	/** What must not stand in any text. */
	secrets: string[];
	send(options: IHttpRequestOptions): Promise<unknown>;
	/** Gets a new token after a 401; absent where there is none to get. */
	renew?(): Promise<void>;
}

/** Trades a credential for a token: sends the request over the connection and returns the answer. */
export type Trade = (request: ApiRequest, connection: Connection) => Promise<{ status: number | null; body?: unknown }>;

/** The accounts of one run: what can be shared between its items is. */
export class Accounts {
	private readonly tokens = new Map<string, Promise<string>>();
	private readonly renewals = new Map<string, Promise<Credentials>>();
	private readonly renewed = new Map<string, Credentials>();

	private readonly credentialIds: Record<string, { id: string | null }>;

	constructor(private readonly n8n: N8n) {
		this.credentialIds = n8n.getNode().credentials ?? {};
	}

	/**
	 * @param trade how a token is got where the account needs one
	 * @throws InvalidInput when the base URL is none, n8n's own error when there is no such credential, and what trade throws
	 */
	async connect(account: Account, itemIndex: number, trade: Trade): Promise<Connection> {
		if (account.kind === 'open') return this.open(account);
		const connection = await this.withCredential(account, itemIndex);
		return account.kind === 'token' ? await this.withToken(account, connection, trade) : connection;
	}

	private open({ baseUrl }: OpenAccount): Connection {
		return {
			id: 'open',
			baseUrl: usableBaseUrl(baseUrl, 'the options'),
			secrets: [],
			send: async (options) => await this.n8n.helpers.httpRequest(options),
		};
	}

	private async withCredential(account: CredentialAccount | TokenAccount, itemIndex: number): Promise<Connection> {
		const { type } = account;
		const given = await this.n8n.getCredentials(type, itemIndex);
		const connection = {
			id: `${type}:${this.credentialIds[type]?.id ?? ''}`,
			baseUrl: usableBaseUrl(given[account.baseUrlField ?? 'baseUrl'], 'the credential'),
			secrets: secretsOf(given),
			send: this.sender(type, given),
		};
		const request = account.kind === 'credential' ? account.renewBy?.(given) : undefined;
		return request ? this.renewable(connection, type, given, request) : connection;
	}

	private sender(type: string, credentials: Credentials): Connection['send'] {
		return async (options) =>
			await this.n8n.helpers.httpRequestWithAuthentication.call(this.n8n, type, options, {
				// Passed along because n8n would resolve the credential's expressions for the first item only.
				credentialsDecrypted: { id: '', name: '', type, data: credentials },
			});
	}

	/** Items that work at the same time share one renewal, and later ones begin with what it brought. */
	private renewable(connection: Connection, type: string, given: Credentials, request: ApiRequest): Connection {
		const key = digest(type, ownFields(given));
		let current = given;
		const use = (credentials: Credentials) => {
			current = credentials;
			connection.secrets = secretsOf(credentials);
			connection.send = this.sender(type, credentials);
		};
		const known = this.renewed.get(key);
		if (known) use(known);
		connection.renew = async () => {
			const newest = this.renewed.get(key);
			use(newest && newest !== current ? newest : await this.renewOnce(key, type, current, connection.baseUrl + request.path));
		};
		return connection;
	}

	private async renewOnce(key: string, type: string, stale: Credentials, url: string): Promise<Credentials> {
		const renewal = this.renewals.get(key) ?? this.renewCopy(type, stale, url);
		this.renewals.set(key, renewal);
		const fresh = await renewal.finally(() => this.renewals.delete(key));
		this.renewed.set(key, fresh);
		return fresh;
	}

	/** n8n renews a token when a request whose status it judges itself gets 401, and writes the new one into what it was given. */
	private async renewCopy(type: string, stale: Credentials, url: string): Promise<Credentials> {
		const copy = { ...stale };
		await this.sender(type, copy)({ method: 'GET', url, json: true, disableFollowRedirect: true });
		return copy;
	}

	private async withToken(account: TokenAccount, holder: Connection, trade: Trade): Promise<Connection> {
		const key = digest(holder.id, holder.baseUrl, holder.secrets, account.holder);
		const get = async () =>
			await this.shareToken(key, async () => await readToken(account, await trade(account.trade, holder)));
		let token = await get();
		const connection: Connection = {
			id: `${holder.id}:${digest(account.holder)}`,
			baseUrl: holder.baseUrl,
			secrets: [...holder.secrets, token],
			send: async (options) =>
				await this.n8n.helpers.httpRequest({ ...options, headers: { ...options.headers, [account.header]: token } }),
			renew: async () => {
				// Another item may have renewed it meanwhile.
				if ((await this.tokens.get(key)) === token) this.tokens.delete(key);
				token = await get();
				connection.secrets = [...holder.secrets, token];
			},
		};
		return connection;
	}

	/** One trade for all items that ask at once; one that failed is not remembered. */
	private async shareToken(key: string, trade: () => Promise<string>): Promise<string> {
		const token = this.tokens.get(key) ?? trade();
		this.tokens.set(key, token);
		token.catch(() => this.tokens.delete(key));
		return await token;
	}
}

/** All items that share a trade are told the same of it. */
const readToken = async (account: TokenAccount, { status, body }: Awaited<ReturnType<Trade>>): Promise<string> =>
	await Promise.resolve(body)
		.then(account.readToken)
		.catch((error: unknown) => {
			throw error instanceof UnexpectedAnswer ? Object.assign(error, { status }) : error;
		});

/** A base URL without the slash at its end. */
export function usableBaseUrl(value: unknown, place: string): string {
	const url = typeof value === 'string' ? value.trim().replace(/\/+$/, '') : '';
	if (/^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/i.test(url) && URL.canParse(url)) return url;
	throw new InvalidInput(
		'"Base URL" is not a web address',
		`Correct it in ${place}: it begins with https:// and has no question mark, hash or user name.`,
	);
}

const PUBLIC_FIELDS = /^(authentication|email)$|url$/i;
/** A shorter value would black out innocent words. */
const SHORTEST_SECRET = 6;

const secretsOf = (credentials: Credentials): string[] =>
	Object.entries(credentials)
		.filter(([name]) => !PUBLIC_FIELDS.test(name))
		// As it is sent: keys are pasted, often with a line break behind them.
		.map(([, value]) => (typeof value === 'string' ? value.trim() : ''))
		.filter((value) => value.length >= SHORTEST_SECRET);

/** What the user entered, without what n8n adds when it logs in. */
const ownFields = ({ sessionToken: _sessionToken, ...own }: Credentials): Credentials => own;
