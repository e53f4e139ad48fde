/** How one request ended, as far as the decision to send it again depends on it. */
export interface Attempt {
	/** Null without an answer. */
	status: number | null;
	/** How the connection failed, if there is no whole answer. */
	connection?: 'neverMade' | 'untrusted' | 'loginFailed' | 'cut' | 'timeout';
	/** Milliseconds from the Retry-After header; null when it is missing or unreadable. */
	retryAfterMs: number | null;
}

const NEVER_SENT = new Set<Attempt['connection']>(['neverMade', 'untrusted', 'loginFailed']);

/**
 * Whether the vendor may have done the request's work. Nothing was done if it failed before it was sent, and after a 4xx or a 503;
 * otherwise nobody knows. Both the decision to send again and the text of the failed item use this function.
 */
export const mayHaveWorked = ({ status, connection }: Attempt): boolean => {
	if (NEVER_SENT.has(connection)) return false;
	if (status === null) return true;
	return status < 400 || (status >= 500 && status !== 503);
};
