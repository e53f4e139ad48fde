import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import type { Vendor } from '../vendor';
import type { ListSource } from './list';

/** What From List shows: the entries whose name or value holds the filter. Throws NodeApiError with the vendor's reason. */
export async function searchList(n8n: ILoadOptionsFunctions, vendor: Vendor, source: ListSource, filter = ''): Promise<INodeListSearchResult> {
	// Loaded when a list is first opened, not when n8n starts.
	const { loadList } = await import('./list');
	return { results: await loadList(n8n, vendor, source, filter) };
}
