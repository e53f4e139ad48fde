import type { IDataObject } from 'n8n-workflow';
import type { ApiRequest } from './request';

/** Sends a request that only reads, and returns the answer's body. Throws Failure. */
export type Query = (request: ApiRequest) => Promise<unknown>;

export interface Result {
	/** The normalized output, without the vendor's name. */
	items: IDataObject[];
	/** The vendor's body unchanged, for Simplify off. */
	raw: unknown;
}
