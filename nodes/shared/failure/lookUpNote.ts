import { Failure } from './failure';

/** The same failure, which says that the vendor was asked. */
export const noteLookUp = (failure: Failure): Failure =>
	new Failure(failure.message, {
		...failure.toJson(),
		retryAfterMs: failure.retryAfterMs,
		description: `${failure.description} It was looked for at the vendor, and nothing was found there that is certainly its own.`,
	});
