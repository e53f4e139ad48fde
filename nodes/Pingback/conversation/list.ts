import type { IDataObject } from 'n8n-workflow';
import { records, UnexpectedAnswer } from '../../shared/base/json';
import type { ApiRequest } from '../../shared/request';
import { path } from '../../shared/request';

export interface Filters {
	assigneeId?: string;
	status?: string;
}

/** Pingback's own default; no maximum is documented. */
export const PAGE_SIZE = 50;

/** GET /api/v1/conversations/: newest update first, no total. @param page from 1 */
export const listRequest = ({ assigneeId, status }: Filters, page: number, size = PAGE_SIZE): ApiRequest => ({
	method: 'GET',
	path: path`/api/v1/conversations/`,
	query: { status, assignee_id: assigneeId, page, limit: size },
});

/** The answer is a bare list. */
export function readPage(body: unknown): IDataObject[] {
	if (!Array.isArray(body)) throw new UnexpectedAnswer('The answer is no list of conversations.');
	return records(body);
}
