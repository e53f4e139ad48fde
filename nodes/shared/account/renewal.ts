import { withTimeout } from '../send/cancelToken';
import type { Credentials } from './account';
import type { Connection, RenewalLimit } from './connection';
import type { SignedSender } from './signedSender';

/** The renewals of one run: items that work at the same time share one, and later items begin with what it brought. */
export class Renewals {
	/** By account key. */
	private readonly underWay = new Map<string, Promise<Credentials>>();
	/** By account key: what the last renewal brought. */
	private readonly renewed = new Map<string, Credentials>();

	/** @param url of a safe read, whose 401 makes n8n renew the token */
	renewerOf(sender: SignedSender, accountKey: string, url: string): Connection['renew'] {
		sender.credentials = this.renewed.get(accountKey) ?? sender.credentials;
		return async (limit) => {
			const newest = this.renewed.get(accountKey);
			const isStale = newest === undefined || newest === sender.credentials;
			sender.credentials = isStale ? await this.shared(sender, accountKey, url, limit) : newest;
		};
	}

	private async shared(sender: SignedSender, accountKey: string, url: string, limit: RenewalLimit): Promise<Credentials> {
		const renewal = this.underWay.get(accountKey) ?? this.start(sender, accountKey, url, limit);
		const fresh = await withTimeout(renewal, limit.timeoutMs, limit.cancelled);
		if (typeof fresh !== 'string') return fresh;
		limit.stillOpen?.add(renewal, limit.timeoutMs);
		// Whoever comes next does not wait for the one that hangs.
		if (this.underWay.get(accountKey) === renewal) this.underWay.delete(accountKey);
		throw Object.assign(new Error(`No new token came within ${limit.timeoutMs === 1000 ? '1 second' : `${limit.timeoutMs / 1000} seconds`}`), { code: 'ETIMEDOUT' });
	}

	private start(sender: SignedSender, accountKey: string, url: string, limit: RenewalLimit): Promise<Credentials> {
		const renewal = renewCopy(sender, url, limit)
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

/** n8n renews a token when a request whose status it judges itself gets 401, and writes the new one into what it was given. */
async function renewCopy(sender: SignedSender, url: string, { timeoutMs }: RenewalLimit): Promise<Credentials> {
	const copy = sender.copy();
	// n8n's own limit frees the connection of a read that hangs.
	await copy.send({ method: 'GET', url, json: true, disableFollowRedirect: true, timeout: timeoutMs + LATER_MS });
	return copy.credentials;
}

/** After ours, which says in words what happened. */
const LATER_MS = 1000;
