import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';
import type { Account } from './account';
import { Accounts } from './account';
import { asCredentialFailure, asFailure } from './asFailure';
import { deliver } from './deliver';
import { Failure } from './failure';
import { Gate } from './gate';
import { errorOf } from './report';
import type { ApiRequest } from './request';
import { Stop } from './stop';
import type { Vendor } from './vendor';

/** What a "From List" shows. */
export interface Picker {
	/** For error texts, e.g. "Load boards". */
	action: string;
	account: Account;
	request: ApiRequest;
	/** Pure. Throws UnexpectedAnswer. */
	read(body: unknown): INodeListSearchItems[];
}

const TIMEOUT_MS = 30_000;
const MAX_RETRIES = 1;

/** Loads a list and keeps the entries whose name or value holds the filter. Throws NodeApiError with the vendor's reason. */
export async function pick(
	n8n: ILoadOptionsFunctions,
	vendor: Vendor,
	picker: Picker,
	filter = '',
): Promise<INodeListSearchResult> {
	const operation = { action: picker.action, effect: 'repeatable' as const };
	const loaded = await load(n8n, vendor, picker).catch((error: unknown) => asFailure(error, vendor, operation));
	if (loaded instanceof Failure) throw errorOf(loaded, n8n.getNode());
	const wanted = filter.trim().toLowerCase();
	return {
		results: loaded.filter(({ name, value }) => `${name}\n${String(value)}`.toLowerCase().includes(wanted)),
	};
}

async function load(n8n: ILoadOptionsFunctions, vendor: Vendor, picker: Picker): Promise<INodeListSearchItems[]> {
	const operation = { action: picker.action, effect: 'repeatable' as const };
	const gate = new Gate(1);
	const delivery = { ...operation, vendor, operation, gate, maxRetries: MAX_RETRIES, timeoutMs: TIMEOUT_MS, cancelled: new Stop() };
	const accounts = new Accounts(n8n);
	const connecting = accounts.connect(picker.account, 0, async (request, holder) => (await deliver(request, holder, delivery)).body);
	const connection = await connecting.catch((error: unknown) => {
		throw asCredentialFailure(error, vendor, operation);
	});
	await gate.enter();
	return picker.read((await deliver(picker.request, connection, delivery)).body);
}
