import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';
import type { ApiRequest } from '../request';
import type { Account } from '../account/account';
import type { Vendor } from '../vendor';

/** What a "From List" shows. */
export interface ListSource {
	/** For error texts, e.g. "Load boards". */
	action: string;
	account: Account;
	request: ApiRequest;
	/** Pure. Throws UnexpectedAnswer. */
	read(body: unknown): INodeListSearchItems[];
}

/** Loads a list and keeps the entries whose name or value holds the filter. Throws NodeApiError with the vendor's reason. */
export async function searchList(
	n8n: ILoadOptionsFunctions,
	vendor: Vendor,
	source: ListSource,
	filter = '',
): Promise<INodeListSearchResult> {
	// Loaded when a list is first opened, not when n8n starts.
	const { withQuery } = await import('./query');
	const loaded = await withQuery(n8n, vendor, source, async (query) => source.read(await query(source.request)));
	const wanted = filter.trim().toLowerCase();
	return {
		results: loaded.filter(({ name, value }) => `${name}\n${String(value)}`.toLowerCase().includes(wanted)),
	};
}
