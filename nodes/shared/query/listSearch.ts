import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import type { Vendor } from '../vendor';
import type { ListSource } from './query';

/** Loads a list and keeps the entries whose name or value holds the filter. Throws NodeApiError with the vendor's reason. */
export async function searchList(
	n8n: ILoadOptionsFunctions,
	vendor: Vendor,
	source: ListSource,
	filter = '',
): Promise<INodeListSearchResult> {
	// Loaded when a list is first opened, not when n8n starts.
	const { loadList } = await import('./query');
	const entries = await loadList(n8n, vendor, source);
	const wanted = filter.trim().toLowerCase();
	return {
		results: entries.filter(({ name, value }) => `${name}\n${String(value)}`.toLowerCase().includes(wanted)),
	};
}
