import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { HiddenFailure, Reason } from './failure/failure';
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
	/** Which account an item uses, unless the operation says so itself. */
	account(form: ParameterReader): Account;
	/** False if the vendor's 429 without Retry-After is a plan limit, which waiting does not lift. */
	retry429WithoutRetryAfter?: boolean;
	/** For a status that means something else at this vendor than in HTTP. */
	reasonOf?(status: number, body: unknown): Reason | undefined;
	/** How long it asks to wait, in milliseconds, where Retry-After does not say it; null where it does not ask. After a 2xx no request starts before. */
	waitOf?(answer: { status: number | null; headers: IDataObject; body: unknown }, now: number): number | null;
	/** The failure that the body of a 2xx tells. */
	failureIn?(body: unknown): HiddenFailure | undefined;
	/** What to do about one particular answer, by the vendor's own words, where the advice for its reason does not fit. */
	adviceOf?(status: number | null, vendorMessage: string): string | undefined;
	/** What to do about a failure of each reason, in the vendor's terms. */
	advice?: Partial<Record<Reason, string>>;
}

export interface Resource {
	displayName: string;
	operations: Record<string, Operation>;
}
