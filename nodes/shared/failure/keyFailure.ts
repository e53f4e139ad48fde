import { wordsOf } from '../base/wordsOf';
import type { Operation } from '../operation';
import type { Vendor } from '../vendor';
import { describeFailure } from './describeFailure';
import { Failure } from './failure';

type Named = Pick<Operation, 'action' | 'idempotent'>;

/**
 * An item whose idempotency key was used before, and whose earlier output is not known.
 * @param outcome `unknown` where the earlier item never ended, as when its process was killed
 */
export const usedBefore = (outcome: 'created' | 'unknown', vendor: Vendor, { action }: Named): Failure =>
	describeFailure({
		...{ vendor, status: null, retries: 0, retryNote: 'Nothing was sent.', reason: 'duplicate', outcome },
		operation: { action, idempotent: true },
		observation: OBSERVATIONS[outcome],
		advice: ADVICE[outcome],
	});

const OBSERVATIONS = {
	created: 'An earlier item with this key was sent, and what it brought is no longer remembered',
	unknown: 'An earlier item with this key was sent and never ended, as when a worker is stopped: it may exist at the vendor',
};

const ADVICE = {
	created: 'To leave such items out, set If Key Is Used to Skip; to send it all the same, give it another key.',
	unknown: 'Look there. To send it all the same, set Delivery to At Least Once, or give it another key.',
};

/** n8n could not record the key, so nothing was sent. */
export const keyUnusable = (error: unknown, vendor: Vendor, { action }: Named): Failure => {
	const words = wordsOf(error);
	const isUnsaved = /FOREIGN KEY|foreign key|assert\.ok/.test(words);
	return new Failure(`${vendor.displayName}: ${action} failed because "Idempotency Key" could not be recorded`, {
		description: isUnsaved
			? 'Save the workflow and execute it again: keys are kept for each saved workflow. Nothing was sent.'
			: `n8n's deduplication store says: ${words}. Check the database of n8n, or leave the field blank. Nothing was sent.`,
		reason: 'validation',
		outcome: 'notCreated',
	});
};
