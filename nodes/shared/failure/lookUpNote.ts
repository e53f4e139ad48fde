import { Failure } from './failure';

/** The same failure with a note that the item was looked for at the vendor. */
export const noteLookUp = (failure: Failure): Failure =>
	noted(failure, 'It was looked for at the vendor, and nothing was found there that is certainly its own.');

/** At Least Once: whatever became of the last request, an earlier one may have worked. */
export const noteEarlierDoubt = (failure: Failure): Failure =>
	failure.outcome === 'unknown'
		? failure
		: noted(failure, 'An earlier request of this item may have done its work all the same: look there before you send it again.');

const noted = (failure: Failure, note: string): Failure =>
	new Failure(failure.message, {
		...failure.toJson(),
		outcome: 'unknown',
		retryAfterMs: failure.retryAfterMs,
		words: failure.words,
		description: `${failure.description} ${note}`,
	});
