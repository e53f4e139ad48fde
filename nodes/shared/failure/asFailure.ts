import type { Delivery } from '../form/settings';
import { UnexpectedAnswer } from '../base/json';
import { wordsOf } from '../base/wordsOf';
import type { Vendor } from '../vendor';
import { refusalAtLeastOnce } from '../send/retry';
import type { NamedOperation } from './describeFailure';
import { describeFailure } from './describeFailure';
import { Failure, InvalidInput, NotThere, RunStopped } from './failure';
import { retryNote } from './retryNote';
import { oneLine, vendorMessage } from './vendorMessage';

/** What was done for an item before it failed. */
export interface SoFar {
	/** The status of the last answer. */
	status: number | null;
	/** How often a request was sent again. */
	retries: number;
	/** Whether the request that does the operation's work was sent, and not only requests that read. */
	mayHaveWorked: boolean;
	/** What must not stand in any text. */
	secrets: readonly string[];
	delivery?: Delivery;
	maxRetries?: number;
}

/** Turns whatever was thrown for an item into a failure that says what happened. */
export function asFailure(error: unknown, vendor: Vendor, operation: NamedOperation, soFar: Partial<SoFar> = {}): Failure {
	const { status = null, retries = 0, secrets = [] } = soFar;
	const mayHaveWorked = soFar.mayHaveWorked !== false || operation.idempotent;
	if (error instanceof RunStopped) return asCancelled(vendor, operation);
	if (error instanceof Failure) return mayHaveWorked ? error : withoutWork(error);
	const facts = { vendor, operation, status, retries, retryNote: '' };
	if (error instanceof InvalidInput) {
		return new Failure(`${vendor.displayName}: ${operation.action} failed because ${oneLine(error.message)}`, {
			description: `${error.advice} Nothing was sent.`,
			reason: 'validation',
			outcome: 'notCreated',
		});
	}
	if (error instanceof NotThere) {
		return describeFailure({ ...facts, reason: 'notFound', outcome: 'notCreated', observation: error.message });
	}
	const isInDoubt = !operation.idempotent && mayHaveWorked;
	const outcome = mayHaveWorked ? 'unknown' : 'notCreated';
	const answer =
		error instanceof UnexpectedAnswer
			? { observation: error.message, vendorMessage: vendorMessage(error.body, secrets), status: status ?? error.status }
			: { observation: `The answer could not be read (${wordsOf(error)})` };
	const refusal = soFar.delivery === 'atLeastOnce' ? refusalAtLeastOnce(status, retries, soFar.maxRetries ?? 0) : ({ because: 'mayHaveWorked' } as const);
	const note = isInDoubt ? retryNote(refusal) : '';
	return describeFailure({ ...facts, ...answer, reason: 'badResponse', outcome, retryNote: note, delivery: soFar.delivery });
}

/** Only a request that reads has failed. The request that does the work was never sent, so nothing was created. */
const withoutWork = ({ message, ...failure }: Failure): Failure => new Failure(message, { ...failure, outcome: 'notCreated' });

/** Whether the error is one of ours, which say what happened, and not one of n8n's. */
export const explainsItself = (error: unknown): error is Failure | InvalidInput | UnexpectedAnswer =>
	error instanceof Failure || error instanceof InvalidInput || error instanceof UnexpectedAnswer;

/** n8n's message when it cannot give a credential, such as that the node has none. */
export function asCredentialFailure(error: unknown, vendor: Vendor, operation: NamedOperation): Failure {
	if (explainsItself(error)) {
		return asFailure(error, vendor, { ...operation, idempotent: false }, { mayHaveWorked: false });
	}
	const facts = { vendor, operation, status: null, retries: 0, retryNote: '' };
	return describeFailure({
		...facts,
		reason: 'authentication',
		outcome: 'notCreated',
		headline: 'there is no usable credential',
		observation: wordsOf(error),
		advice: 'Choose a credential in the node.',
	});
}

/** Nothing was sent for this item, because the execution was cancelled before its turn. */
export const asCancelled = (vendor: Vendor, operation: NamedOperation): Failure =>
	describeFailure({ vendor, operation, reason: 'cancelled', outcome: 'notCreated', status: null, retries: 0, retryNote: '' });
