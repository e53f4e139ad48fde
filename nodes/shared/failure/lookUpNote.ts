import { Failure } from './failure';

/** The same failure with a note that the item was looked for at the vendor. */
export const noteLookUp = (failure: Failure): Failure =>
	new Failure(failure.message, {
		...failure.toJson(),
		retryAfterMs: failure.retryAfterMs,
		description: `${failure.description} It was looked for at the vendor, and nothing was found there that is certainly its own.`,
	});

/** The last request certainly did nothing, and an earlier one of the same item may have worked. */
export const stillInDoubt = (failure: Failure): Failure =>
	new Failure(failure.message, {
		...failure.toJson(),
		outcome: 'unknown',
		description: `${failure.description} That holds for its last request: an earlier one may have worked, so look at the vendor first.`,
	});
