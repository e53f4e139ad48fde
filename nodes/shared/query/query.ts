import { asCancelled, asCredentialFailure, asFailure } from '../failure/asFailure';
import { Failure } from '../failure/failure';
import { toNodeApiError } from '../failure/nodeApiError';
import type { Query } from '../operation';
import type { ApiRequest } from '../request';
import type { Account } from '../account/account';
import { Accounts } from '../account/accounts';
import type { Connection, N8n } from '../account/connection';
import type { SendOptions } from '../send/sendWithRetry';
import { sendWithRetry } from '../send/sendWithRetry';
import { Gate } from '../send/gate';
import { FixedPlaces } from '../send/places';
import { CancelToken } from '../send/cancelToken';
import type { Vendor } from '../vendor';

/** How a picker or a trigger reads from a vendor, outside a run of items. */
export interface QuerySettings {
	/** For error texts, e.g. "Load boards". */
	action: string;
	account: Account;
	/** Requests at the same time; default 1. */
	concurrency?: number;
}

export type { Query };

const TIMEOUT_MS = 30_000;
const MAX_RETRIES = 1;

/**
 * Does the work with a `query` that sends requests with the account. Once the work has failed, nothing more is sent.
 * @throws NodeApiError with the vendor's reason
 */
export async function withQuery<T>(
	n8n: N8n,
	vendor: Vendor,
	{ action, account, concurrency = 1 }: QuerySettings,
	work: (query: Query, connection: Connection) => Promise<T>,
): Promise<T> {
	const operation = { action, idempotent: true, hasNoOptions: true };
	const gate = new Gate(new FixedPlaces(concurrency));
	const options = { ...operation, vendor, operation, gate, maxRetries: MAX_RETRIES, timeoutMs: TIMEOUT_MS, cancelled: new CancelToken() };
	let status: number | null = null;
	let connected: Connection | undefined;

	const workThrough = async (connection: Connection) => {
		connected = connection;
		return await work(async (request) => {
			if (!(await gate.enter())) throw asCancelled(vendor, operation);
			const answer = await sendWithRetry(request, connection, options).finally(() => gate.leave());
			status = answer.status;
			return answer.body;
		}, connection);
	};
	const ended = await connect(n8n, account, options)
		.then(workThrough)
		.catch((error: unknown) => asFailure(error, vendor, operation, { status, secrets: connected?.secrets }))
		.finally(() => gate.close());
	if (ended instanceof Failure) throw toNodeApiError(ended, n8n.getNode());
	return ended;
}

/** A promise chain, because the linter's `require-node-api-error` allows only NodeApiError to be thrown in a catch clause. */
async function connect(n8n: N8n, account: Account, options: SendOptions): Promise<Connection> {
	const trade = async (request: ApiRequest, holder: Connection) => await sendWithRetry(request, holder, options);
	return await new Accounts(n8n).connect(account, 0, trade).catch((error: unknown) => {
		throw asCredentialFailure(error, options.vendor, { ...options.operation, idempotent: true });
	});
}
