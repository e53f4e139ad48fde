import type { IDataObject } from 'n8n-workflow';
import { isRecord } from '../base/json';

/**
 * The vendor's body as one item, for Simplify off. It is wrapped if it is not an object or has a top-level `error`,
 * which n8n would take for a failed item and run the node again.
 */
export const rawItem = (body: unknown): IDataObject =>
	isRecord(body) && !('error' in body) ? body : { data: body as IDataObject };
