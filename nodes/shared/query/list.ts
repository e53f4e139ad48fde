import { NodeOperationError, type ILoadOptionsFunctions, type INodeListSearchItems } from 'n8n-workflow';
import type { Account } from '../account/account';
import type { Connection } from '../account/connection';
import { redactItem } from '../base/redact';
import type { ApiRequest } from '../request';
import type { Vendor } from '../vendor';
import { withQuery } from './query';

/** What a "From List" shows. */
export interface ListSource {
	/** For error texts, e.g. "Load boards". */
	action: string;
	account: Account;
	request: ApiRequest;
	/** Pure. Throws UnexpectedAnswer. */
	read(body: unknown): INodeListSearchItems[];
	/** Said instead of showing an empty list, e.g. "This account has no board yet". */
	none: string;
}

/** The entries of a list whose name or value holds the filter. Throws NodeApiError with the vendor's reason. */
export async function loadList(n8n: ILoadOptionsFunctions, vendor: Vendor, source: ListSource, filter: string): Promise<INodeListSearchItems[]> {
	const entries = await withQuery(n8n, vendor, source, async (query, connection) =>
		withoutSecrets(source.read(await query(source.request)), connection),
	);
	return matching(notEmpty(n8n, entries, source.none), filter);
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

/** What is shown holds no secret that the vendor repeats. */
export const withoutSecrets = (entries: INodeListSearchItems[], { secrets }: Connection): INodeListSearchItems[] =>
	entries.map((entry) => redactItem({ ...entry }, secrets) as unknown as INodeListSearchItems);
