import type { IDataObject } from 'n8n-workflow';

export type Reason =
	| 'validation'
	| 'authentication'
	| 'forbidden'
	| 'notFound'
	| 'planLimit'
	| 'rateLimited'
	| 'vendorFault'
	| 'network'
	| 'timeout'
	| 'badResponse'
	| 'cancelled';

/** `unknown`: the request may have done its work, so it was not sent again. */
export type FailureOutcome = 'notCreated' | 'unknown';

/** How an item ended that has no conversation to show. Its texts hold no secret. */
export class Failure extends Error {
	name = 'Failure';
	readonly description: string;
	readonly httpCode: number | null;
	readonly reason: Reason;
	readonly retries: number;
	readonly outcome: FailureOutcome;
	/** How long the vendor asked to wait, in milliseconds, where it did. */
	readonly retryAfterMs?: number;

	constructor(
		message: string,
		facts: Pick<Failure, 'description' | 'reason' | 'outcome'> &
			Partial<Pick<Failure, 'httpCode' | 'retries' | 'retryAfterMs'>>,
	) {
		super(message);
		this.description = facts.description;
		this.httpCode = facts.httpCode ?? null;
		this.reason = facts.reason;
		this.retries = facts.retries ?? 0;
		this.outcome = facts.outcome;
		this.retryAfterMs = facts.retryAfterMs;
	}

	/** The form of a failed item: one key `error`, nothing beside it. */
	toJson(vendor: string): IDataObject {
		const { message, description, httpCode, reason, retries, outcome } = this;
		return { error: { message, description, httpCode, vendor, reason, retries, outcome } };
	}
}

/** Bad input, found before anything was sent. The message names the field as the form does. */
export class InvalidInput extends Error {
	name = 'InvalidInput';

	constructor(
		message: string,
		readonly advice: string,
	) {
		super(message);
	}
}

/** The vendor answered, and what the item names is not in its answer. */
export class NotThere extends Error {
	name = 'NotThere';
}
