import { UnexpectedAnswer } from './answer';
import { explain } from './explain';
import { Failure, InvalidInput, NotThere } from './failure';
import type { AnyOperation } from './operation';
import type { Vendor } from './vendor';

type Named = Pick<AnyOperation, 'action' | 'effect'>;

/**
 * Whatever an item ended with, as a failure that says what happened.
 * @param status of the last answer that came for it
 */
export function asFailure(error: unknown, vendor: Vendor, operation: Named, status: number | null = null): Failure {
	if (error instanceof Failure) return error;
	const ending = { vendor, operation, status, retries: 0, why: '' };
	if (error instanceof InvalidInput) {
		return new Failure(`${vendor.displayName}: ${operation.action} failed because ${error.message}`, {
			description: `${error.advice} Nothing was sent.`,
			reason: 'validation',
			outcome: 'notCreated',
		});
	}
	if (error instanceof NotThere) {
		return explain({ ...ending, reason: 'notFound', outcome: 'notCreated', note: error.message });
	}
	const why = operation.effect === 'creates' ? 'It was not sent again, because it may have done its work.' : '';
	const note = error instanceof UnexpectedAnswer ? error.message : `The answer could not be read (${wordsOf(error)})`;
	return explain({ ...ending, reason: 'badResponse', outcome: 'unknown', note, why });
}

/** n8n's own words when it has no credential to give, such as that the node has none. */
export function asCredentialFailure(error: unknown, vendor: Vendor, operation: Named): Failure {
	if (error instanceof Failure || error instanceof InvalidInput || error instanceof UnexpectedAnswer) {
		const { message, ...failure } = asFailure(error, vendor, operation);
		return new Failure(message, { ...failure, outcome: 'notCreated' });
	}
	const ending = { vendor, operation, status: null, retries: 0, why: '' };
	return explain({
		...ending,
		reason: 'authentication',
		outcome: 'notCreated',
		what: 'there is no usable credential',
		note: wordsOf(error),
		advice: 'Choose a credential in the node.',
	});
}

/** Nothing was sent for this item, because the execution was cancelled before its turn. */
export const asCancelled = (vendor: Vendor, operation: Named): Failure =>
	explain({ vendor, operation, reason: 'cancelled', outcome: 'notCreated', status: null, retries: 0, why: '' });

const wordsOf = (error: unknown) => (error instanceof Object && 'message' in error ? String(error.message) : '');
