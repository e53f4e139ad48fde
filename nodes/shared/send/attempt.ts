/** How one request ended that was no success. */
export interface Attempt {
	/** Null when no answer came. */
	status: number | null;
	/** What the connection did, where no whole answer came. */
	connection?: 'neverMade' | 'untrusted' | 'loginFailed' | 'cut' | 'timeout';
	/** Milliseconds, from the Retry-After header; null when there was none that could be read. */
	retryAfterMs: number | null;
}

const NEVER_SENT = new Set<Attempt['connection']>(['neverMade', 'untrusted', 'loginFailed']);

/**
 * Whether the vendor may have done the request's work. What failed before the request was sent, a 4xx and a 503 did nothing; of
 * everything else nobody knows. Both the decision to send again and the text of the failed item come from this one answer.
 */
export const mayHaveWorked = ({ status, connection }: Attempt): boolean => {
	if (NEVER_SENT.has(connection)) return false;
	if (status === null) return true;
	return status < 400 || (status >= 500 && status !== 503);
};
