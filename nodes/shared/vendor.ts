import type { INodeProperties } from 'n8n-workflow';
import type { Reason } from './failure/failure';
import type { ParameterReader } from './form/parameterReader';
import type { Operation } from './operation';
import type { Account } from './account/account';

/** Everything that the shared part knows of a vendor. */
export interface Vendor {
	/** The node's name. */
	name: string;
	displayName: string;
	/** Fields above the resource, such as how to authenticate. */
	fields?: INodeProperties[];
	/** By `resource`, then by `operation`. */
	resources: Record<string, Resource>;
	/** Which account an item speaks through, where the operation does not say it itself. */
	account(form: ParameterReader): Account;
	/** False where a 429 without Retry-After is a cap of the plan. */
	retry429WithoutRetryAfter?: boolean;
	/** Where the vendor's status means something else than HTTP's. */
	reasonOf?(status: number, body: unknown): Reason | undefined;
	/** What to do about it, in the vendor's terms. */
	advice?: Partial<Record<Reason, string>>;
}

export interface Resource {
	displayName: string;
	operations: Record<string, Operation>;
}
