import { Failure } from './failure';

/** The same failure with a note that the item was looked for at the vendor. */
export const noteLookUp = (failure: Failure): Failure =>
	new Failure(failure.message, {
		...failure.toJson(),
		retryAfterMs: failure.retryAfterMs,
		description: `${failure.description} It was looked for at the vendor, and nothing was found there that is certainly its own.`,
	});
