import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { isRecord, part } from '../base/json';
import type { ApiRequest } from '../request';
import type { Connection } from '../account/connection';
import type { Attempt } from './retry';
import { retryAfter } from './retry';
import type { CancelToken } from './cancelToken';
import { withTimeout } from './cancelToken';

/** What came of sending one request once. It never throws. */
export interface SendResult extends Attempt {
	/** The answer's body, where a whole one came. */
	body?: unknown;
	/** What was seen instead. */
	note?: string;
	cancelled?: boolean;
	/** No new token came in time. */
	renewalTimedOut?: boolean;
}

/** Sends a request once and waits at most `timeoutMs` for the whole answer. */
export async function sendOnce(
	connection: Connection,
	request: ApiRequest,
	timeoutMs: number,
	cancelled: CancelToken,
): Promise<SendResult> {
	if (cancelled.isCancelled) return { ...noAnswer('neverMade', ''), cancelled: true };
	const sending = connection.send(httpOptions(connection.baseUrl, request, timeoutMs));
	const came = await withTimeout(sending.then(answered, notAnswered), timeoutMs, cancelled);
	if (came === 'timeout') return timedOut(timeoutMs);
	return came === 'cancelled' ? { ...noAnswer('cut', ''), cancelled: true } : came;
}

/** n8n's own limit frees the connection where it can. It comes after ours, which says in words what happened. */
const LATER_MS = 1000;

const httpOptions = (baseUrl: string, request: ApiRequest, timeoutMs: number): IHttpRequestOptions => ({
	method: request.method,
	url: baseUrl + request.path + queryText(request.query),
	body: request.body,
	json: true,
	timeout: timeoutMs + LATER_MS,
	// A redirect could carry the credential to another host.
	disableFollowRedirect: true,
	// Every status is judged here: n8n's own errors lose the headers and the body on 1.x, and it sends a 401 twice.
	ignoreHttpStatusErrors: true,
	returnFullResponse: true,
});

const queryText = (query: ApiRequest['query'] = {}): string => {
	const given = Object.entries(query).filter(([, value]) => value !== undefined);
	return given.length === 0 ? '' : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()}`;
};

const answered = (response: unknown): SendResult => {
	const { statusCode, headers, body } = (response ?? {}) as { statusCode?: number; headers?: unknown; body?: unknown };
	const { 'retry-after': after, date } = isRecord(headers) ? headers : {};
	return { status: statusCode ?? null, retryAfterMs: retryAfter(after, date, Date.now()), body };
};

// The error is read, never passed on: as JSON it holds the request's headers.
const notAnswered = (error: unknown): SendResult => {
	const code = errorCode(error);
	if (isRecord(error) && isRecord(error.context) && error.context.beforeRequest === true) return loginFailed(error, code);
	if (/^\d{3}$/.test(code)) return { ...noAnswer('cut', 'The connection broke off inside the answer'), status: Number(code) };
	if (NEVER_MADE.has(code)) return noAnswer('neverMade', NEVER_MADE.get(code) ?? '');
	if (TIMED_OUT.has(code)) return noAnswer('timeout', `No answer came (${code})`);
	if (UNTRUSTED.test(code)) return noAnswer('untrusted', `The vendor's certificate is not trusted (${code})`);
	return noAnswer('cut', code ? `The connection broke off (${code})` : 'The connection broke off');
};

/** A new token was not to be had, for the request that 401 was the answer to. */
export const asLoginFailed = (error: unknown): SendResult => loginFailed(isRecord(error) ? error : {}, errorCode(error));

/** The credential failed before the request was sent. */
const loginFailed = (error: IDataObject, code: string): SendResult => ({
	...noAnswer(NEVER_MADE.has(code) ? 'neverMade' : 'loginFailed', [error.message, error.description].filter(Boolean).join('. ')),
	status: /^\d{3}$/.test(code) ? Number(code) : null,
	renewalTimedOut: TIMED_OUT.has(code),
});

const timedOut = (ms: number) => noAnswer('timeout', `No whole answer came within ${ms === 1000 ? '1 second' : `${ms / 1000} seconds`}`);

const noAnswer = (connection: Attempt['connection'], note: string): SendResult => ({
	status: null,
	connection,
	retryAfterMs: null,
	note,
});

const NEVER_MADE = new Map([
	['ECONNREFUSED', 'The connection was refused (ECONNREFUSED)'],
	['ENOTFOUND', 'The host name is not known (ENOTFOUND)'],
	['EAI_AGAIN', 'The host name could not be looked up (EAI_AGAIN)'],
]);
const TIMED_OUT = new Set(['ECONNABORTED', 'ETIMEDOUT', 'ESOCKETTIMEDOUT']);
const UNTRUSTED = /CERT|^ERR_TLS|^ERR_SSL|UNABLE_TO_(GET|VERIFY)/;

/** The code sits on the error or on a cause of it, by engine version; without a credential it is the HTTP library's own error. */
const errorCode = (error: unknown, depth = 0): string => {
	if (!isRecord(error) || depth > 3) return '';
	const brokenOff = error.code === 'ERR_BAD_RESPONSE' ? part(error.response).status : undefined;
	const own = [error.httpCode, brokenOff, error.code].find((code) => typeof code === 'string' || typeof code === 'number');
	return own === undefined ? errorCode(error.cause, depth + 1) : String(own);
};
