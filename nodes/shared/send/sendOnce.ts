import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { readBody, writeBody } from '../base/body';
import { isRecord, part } from '../base/json';
import type { ApiRequest } from '../request';
import type { Connection } from '../account/connection';
import type { Attempt } from './attempt';
import type { CancelToken } from './cancelToken';
import { withTimeout } from './cancelToken';
import { retryAfter } from './retryAfter';

/** How one request ended, well or not. */
export interface SendResult extends Attempt {
	/** The answer's body, if it arrived whole. */
	body?: unknown;
	/** The HTTP library's code, such as ECONNREFUSED, where there is one. */
	code?: string;
	/** The error text of the login that failed before the request. */
	loginMessage?: string;
	cancelled?: boolean;
	/** The vendor's time from the Date header, in milliseconds. */
	vendorTime?: number;
	/** Resolves when a request that was not waited for ends; absent if it has ended. */
	stillOpen?: Promise<unknown>;
	/** No new token came in time. */
	renewalTimedOut?: boolean;
}

/**
 * Sends a request once and waits at most `timeoutMs` for the whole answer. It never throws. A request that takes longer is aborted
 * if it has no credential. Otherwise it may go on, because n8n replaces the signal of an authenticated request by its own.
 */
export async function sendOnce(
	connection: Connection,
	request: ApiRequest,
	timeoutMs: number,
	cancelled: CancelToken,
): Promise<SendResult> {
	if (cancelled.isCancelled) return { ...noAnswer('neverMade'), cancelled: true };
	const abort = new AbortController();
	const options = { ...httpOptions(connection.baseUrl, request, timeoutMs), abortSignal: abort.signal };
	const sending = connection.send(options).then(fromAnswer, fromError);
	const result = await withTimeout(sending, timeoutMs, cancelled);
	if (typeof result !== 'string') return result;
	abort.abort();
	return result === 'timeout'
		? { ...noAnswer('timeout'), stillOpen: sending }
		: { ...noAnswer('cut'), cancelled: true, stillOpen: sending };
}

/** n8n's own time limit closes the connection. It comes later than ours, because our error says what happened. */
const LATER_MS = 1000;

const httpOptions = (baseUrl: string, request: ApiRequest, timeoutMs: number): IHttpRequestOptions => ({
	method: request.method,
	url: baseUrl + request.path + queryText(request.query),
	...(request.body && { body: writeBody(request.body), headers: { 'Content-Type': 'application/json' } }),
	json: true,
	encoding: 'arraybuffer',
	timeout: timeoutMs + LATER_MS,
	// A redirect could carry the credential to another host.
	disableFollowRedirect: true,
	// Without this n8n throws for a status: its errors lose headers and body on 1.x, and it sends a request again after a 401.
	ignoreHttpStatusErrors: true,
	returnFullResponse: true,
});

const queryText = (query: ApiRequest['query'] = {}): string => {
	const filled = Object.entries(query).filter(([, value]) => value !== undefined);
	return filled.length === 0 ? '' : `?${new URLSearchParams(filled.map(([name, value]) => [name, String(value)])).toString()}`;
};

const fromAnswer = (response: unknown): SendResult => {
	const { statusCode, headers, body } = (response ?? {}) as { statusCode?: number; headers?: unknown; body?: unknown };
	const { 'retry-after': after, 'content-type': contentType, date } = part(headers);
	const vendorTime = typeof date === 'string' ? Date.parse(date) : NaN;
	return {
		status: statusCode ?? null,
		retryAfterMs: retryAfter(after, date, Date.now()),
		body: readBody(body, contentType),
		...(Number.isNaN(vendorTime) ? {} : { vendorTime }),
	};
};

// The error is not passed on, because its JSON holds the request's headers.
const fromError = (error: unknown): SendResult => {
	const code = errorCode(error);
	if (isRecord(error) && isRecord(error.context) && error.context.beforeRequest === true) return fromFailedLogin(error, code);
	if (/^\d{3}$/.test(code)) return { ...noAnswer('cut'), status: Number(code) };
	return noAnswer(connectionOf(code), code);
};

/** The result of a request that got 401, if renewing the token then failed. */
export const asLoginFailed = (error: unknown): SendResult => fromFailedLogin(isRecord(error) ? error : {}, errorCode(error));

const fromFailedLogin = (error: IDataObject, code: string): SendResult => ({
	...noAnswer(NEVER_MADE.has(code) ? 'neverMade' : 'loginFailed'),
	loginMessage: [error.message, error.description].filter(Boolean).join('. '),
	status: /^\d{3}$/.test(code) ? Number(code) : null,
	renewalTimedOut: TIMED_OUT.has(code),
});

const connectionOf = (code: string): Attempt['connection'] => {
	if (NEVER_MADE.has(code)) return 'neverMade';
	if (TIMED_OUT.has(code)) return 'timeout';
	return UNTRUSTED.test(code) ? 'untrusted' : 'cut';
};

const noAnswer = (connection: Attempt['connection'], code?: string): SendResult => ({
	status: null,
	connection,
	retryAfterMs: null,
	code,
});

const NEVER_MADE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);
const TIMED_OUT = new Set(['ECONNABORTED', 'ETIMEDOUT', 'ESOCKETTIMEDOUT']);
const UNTRUSTED = /CERT|^ERR_TLS|^ERR_SSL|UNABLE_TO_(GET|VERIFY)/;

/** The code is on the error or on one of its causes, depending on the engine. Without a credential it is the HTTP library's error. */
const errorCode = (error: unknown, depth = 0): string => {
	if (!isRecord(error) || depth > 3) return '';
	const brokenOff = error.code === 'ERR_BAD_RESPONSE' ? part(error.response).status : undefined;
	const code = [error.httpCode, brokenOff, error.code].find((found) => typeof found === 'string' || typeof found === 'number');
	return code === undefined ? errorCode(error.cause, depth + 1) : String(code);
};
