import type { IDataObject } from 'n8n-workflow';
import { requiredRecords } from '../../shared/base/json';
import type { ApiRequest } from '../../shared/request';
import { path } from '../../shared/request';

/** GET /api/v1/team/pending-handoffs: Pingback's API reference, "Team status". The page shows no paging. */
export const handoffsRequest: ApiRequest = { method: 'GET', path: path`/api/v1/team/pending-handoffs` };

/** Conversations, with `handoff_reason` and little else of them. */
export const readHandoffs = (body: unknown): IDataObject[] => requiredRecords(body, 'hand-offs');
