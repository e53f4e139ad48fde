import { NodeOperationError, type ILoadOptionsFunctions, type INodeListSearchItems, type INodeListSearchResult } from 'n8n-workflow';
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
	return { results: matching(notEmpty(n8n, await loadList(n8n, vendor, source), source.none), filter) };
}

export function matching(entries: INodeListSearchItems[], filter: string): INodeListSearchItems[] {
	const wanted = filter.trim().toLowerCase();
	return entries.filter(({ name, value }) => `${name}\n${String(value)}`.toLowerCase().includes(wanted));
}

/** The editor shows the words of an error, and of an empty list only "No results". */
export function notEmpty<T>(n8n: ILoadOptionsFunctions, entries: T[], none: string): T[] {
	if (entries.length === 0) throw new NodeOperationError(n8n.getNode(), none);
	return entries;
}
