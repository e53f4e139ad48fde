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
	| 'cancelled'
	| 'duplicate';

/** `unknown`: the request may have done its work. `created`: only with reason `duplicate`, by an earlier item with the same key. */
export type FailureOutcome = 'notCreated' | 'created' | 'unknown';

/** A failure in a 2xx. Only `certain` makes it known that nothing was done; otherwise the vendor may have done the work. */
export interface HiddenFailure {
	reason: Reason;
	/** What it says, where its words are not in the usual places of the body. */
	message?: string;
	/** Whether the vendor says that it did nothing. */
	certain?: boolean;
}

/** A failure as it is saved with an execution. */
export type FailureJson = Pick<Failure, 'message' | 'description' | 'httpCode' | 'reason' | 'retries' | 'outcome'>;

/** How an item ended that has no output. Its texts hold no secret. */
export class Failure extends Error {
	name = 'Failure';
	readonly description: string;
	readonly httpCode: number | null;
	readonly reason: Reason;
	readonly retries: number;
	readonly outcome: FailureOutcome;
	/** How long the vendor asked to wait, in milliseconds, where it did. */
	readonly retryAfterMs?: number;
	/** What the vendor itself says, or what was seen where it says nothing. */
	readonly words?: string;

	constructor(
		message: string,
		facts: Pick<Failure, 'description' | 'reason' | 'outcome'> &
			Partial<Pick<Failure, 'httpCode' | 'retries' | 'retryAfterMs' | 'words'>>,
	) {
		super(message);
		this.description = facts.description;
		this.httpCode = facts.httpCode ?? null;
		this.reason = facts.reason;
		this.retries = facts.retries ?? 0;
		this.outcome = facts.outcome;
		this.retryAfterMs = facts.retryAfterMs;
		this.words = facts.words;
	}

	static fromJson({ message, ...facts }: FailureJson): Failure {
		return new Failure(message, facts);
	}

	toJson(): FailureJson {
		const { message, description, httpCode, reason, retries, outcome } = this;
		return { message, description, httpCode, reason, retries, outcome };
	}

	/** The form of a failed item: one key `error`, nothing beside it. */
	toItem(vendor: string): IDataObject {
		const { message, description, httpCode, ...rest } = this.toJson();
		return { error: { message, description, httpCode, vendor, ...rest } };
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

/** Nothing was sent, because the run was stopped before. */
export class RunStopped extends Error {
	name = 'RunStopped';
}
