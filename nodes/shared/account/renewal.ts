import type { ApiRequest } from '../request';
import type { Credentials } from './account';
import type { Connection, N8n } from './connection';
import { secretsOf } from './secrets';
import { signedSender } from './signedSender';

/** The renewals of one run: items that work at the same time share one, and later items begin with what it brought. */
export class Renewals {
	/** By account key. */
	private readonly underWay = new Map<string, Promise<Credentials>>();
	/** By account key: what the last renewal brought. */
	private readonly renewed = new Map<string, Credentials>();

	constructor(private readonly n8n: N8n) {}

	/** @param request a safe read that makes n8n renew the token */
	makeRenewable(connection: Connection, type: string, credentials: Credentials, request: ApiRequest): Connection {
		const { accountKey, baseUrl } = connection;
		let current = credentials;
		const use = (newer: Credentials) => {
			current = newer;
			connection.secrets = secretsOf(newer);
			connection.send = signedSender(this.n8n, type, newer);
		};
		const earlier = this.renewed.get(accountKey);
		if (earlier) use(earlier);
		connection.renew = async () => {
			const newest = this.renewed.get(accountKey);
			const isStale = newest === undefined || newest === current;
			use(isStale ? await this.renewOnce(accountKey, type, current, baseUrl + request.path) : newest);
		};
		return connection;
	}

	private async renewOnce(accountKey: string, type: string, stale: Credentials, url: string): Promise<Credentials> {
		const renewal = this.underWay.get(accountKey) ?? this.renewCopy(type, stale, url);
		this.underWay.set(accountKey, renewal);
		const fresh = await renewal.finally(() => this.underWay.delete(accountKey));
		this.renewed.set(accountKey, fresh);
		return fresh;
	}

	/** n8n renews a token when a request whose status it judges itself gets 401, and writes the new one into what it was given. */
	private async renewCopy(type: string, stale: Credentials, url: string): Promise<Credentials> {
		const copy = { ...stale };
		await signedSender(this.n8n, type, copy)({ method: 'GET', url, json: true, disableFollowRedirect: true });
		return copy;
	}
}
