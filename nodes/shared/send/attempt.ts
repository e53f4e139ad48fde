import type { HiddenFailure } from '../failure/failure';

/** How one request ended, as far as the decision to send it again depends on it. */
export interface Attempt {
	/** Null without an answer. */
	status: number | null;
	/** How the connection failed, if there is no whole answer. */
	connection?: 'neverMade' | 'untrusted' | 'loginFailed' | 'cut' | 'timeout';
	/** Milliseconds that the vendor asks to wait, by the Retry-After header or in its own way; null when it does not, or unreadably. */
	retryAfterMs: number | null;
	/** What a 2xx says of a failure. */
	hidden?: HiddenFailure;
}

/** A redirect is never followed, and sending the same again would end the same way. */
export const isRedirect = (status: number | null): boolean => status !== null && status >= 300 && status < 400;

const NEVER_SENT = new Set<Attempt['connection']>(['neverMade', 'untrusted', 'loginFailed']);

/**
 * Whether the vendor may have done the request's work. Nothing was done if it failed before it was sent, after a 4xx or a 503, and
 * where a 2xx says so; otherwise nobody knows. Both the decision to send again and the text of the failed item use this function.
 */
export const mayHaveWorked = ({ status, connection, hidden }: Attempt): boolean => {
	if (NEVER_SENT.has(connection) || hidden?.certain) return false;
	if (status === null) return true;
	return status < 400 || (status >= 500 && status !== 503);
};
