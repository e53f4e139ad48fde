import type { IHttpRequestOptions } from 'n8n-workflow';
import { seconds } from '../failure/observation';
import { withTimeout } from '../send/cancelToken';
import type { Credentials, Sender } from './account';
import type { Connection, RenewalLimit } from './connection';

/** The token renewals of one run. Items that need one at the same time share it, and later items start with the new token. */
export class Renewals {
	/** By account key. */
	private readonly underWay = new Map<string, Promise<Credentials>>();
	/** The credentials after the last renewal, by account key. */
	private readonly renewed = new Map<string, Credentials>();

	/** @param url of a safe read, whose 401 makes n8n renew the token */
	renewerOf(sender: Sender, accountKey: string, url: string): Connection['renew'] {
		sender.credentials = this.renewed.get(accountKey) ?? sender.credentials;
		return async (limit) => {
			const newest = this.renewed.get(accountKey);
			const isStale = newest === undefined || newest === sender.credentials;
			sender.credentials = isStale ? await this.shared(sender, accountKey, url, limit) : newest;
		};
	}

	private async shared(sender: Sender, accountKey: string, url: string, limit: RenewalLimit): Promise<Credentials> {
		const renewal = this.underWay.get(accountKey) ?? this.start(sender, accountKey, url, limit);
		const fresh = await withTimeout(renewal, limit.timeoutMs, limit.cancelled);
		if (typeof fresh !== 'string') return fresh;
		limit.stillOpen?.add(renewal, limit.timeoutMs);
		// The next item starts a renewal of its own instead of waiting for one that hangs.
		if (this.underWay.get(accountKey) === renewal) this.underWay.delete(accountKey);
		throw Object.assign(new Error(`No new token came within ${seconds(limit.timeoutMs)}`), { code: 'ETIMEDOUT' });
	}

	private start(sender: Sender, accountKey: string, url: string, limit: RenewalLimit): Promise<Credentials> {
		const renewal = sender
			.renew(renewalRead(url, limit.timeoutMs))
			.then((fresh) => {
				this.renewed.set(accountKey, fresh);
				return fresh;
			})
			.finally(() => {
				if (this.underWay.get(accountKey) === renewal) this.underWay.delete(accountKey);
			});
		this.underWay.set(accountKey, renewal);
		return renewal;
	}
}

/** n8n renews a token when a request without `ignoreHttpStatusErrors` gets 401. Its own time limit closes the connection of a read that hangs. */
export const renewalRead = (url: string, timeoutMs: number): IHttpRequestOptions => ({
	method: 'GET',
	url,
	json: true,
	disableFollowRedirect: true,
	timeout: timeoutMs + LATER_MS,
});

/** n8n's limit comes later than ours, because our error says what happened. */
const LATER_MS = 1000;
