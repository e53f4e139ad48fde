import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { id, part, record, text } from '../shared/answer';
import { pick } from '../shared/picker';
import { path } from '../shared/request';
import { pingbackAccount } from './account';
import { pingback } from './vendor';

/** GET /api/v1/auth/me: Pingback's API reference. An account has one business, or none yet. */
export async function searchBusinesses(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	return await pick(
		this,
		pingback,
		{
			action: 'Load businesses',
			account: pingbackAccount,
			request: { method: 'GET', path: path`/api/v1/auth/me` },
			read(body) {
				const business = part(record(body).business);
				const value = id(business.id);
				return value === null ? [] : [{ name: text(business.name) ?? value, value }];
			},
		},
		filter,
	);
}
