import type { INodeProperties } from 'n8n-workflow';
import type { Reason } from './failure/failure';
import type { Form } from './form/form';
import type { AnyOperation } from './operation';
import type { Account } from './send/account';

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
	account(form: Form): Account;
	/** False where a 429 without Retry-After is a cap of the plan. */
	retryBlind429?: boolean;
	/** Where the vendor's status means something else than HTTP's. */
	reasonOf?(status: number, body: unknown): Reason | undefined;
	/** What to do about it, in the vendor's terms. */
	advice?: Partial<Record<Reason, string>>;
}

export interface Resource {
	displayName: string;
	operations: Record<string, AnyOperation>;
}
