import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import type { Receiving } from '../answer/reader';
import { readBody, writeBody } from '../base/body';
import { formText } from '../base/formText';
import { isRecord, part } from '../base/json';
import type { ApiRequest } from '../request';
import type { Connection } from '../account/connection';
import type { Vendor } from '../vendor';
import type { Attempt } from './attempt';
import type { CancelToken } from './cancelToken';
import { withTimeout } from './cancelToken';
import { retryAfter } from './retryAfter';

/** How one request ended, well or not. */
export interface SendResult extends Attempt {
	/** The answer's body, if it arrived whole. */
	body?: unknown;
	/** The text that came of an answer that did not. */
	heard?: string;
	/** The HTTP library's code, such as ECONNREFUSED, where there is one. */
	code?: string;
	/** What was seen, where the connection alone does not say it, such as the error text of a login. */
	observation?: string;
	cancelled?: boolean;
	/** The vendor's time from the Date header, in milliseconds. */
	vendorTime?: number;
	/** Resolves when a request that was not waited for ends; absent if it has ended. */
	stillOpen?: Promise<unknown>;
	/** No new token came in time. */
	renewalTimedOut?: boolean;
}

export interface Hearing {
	/** What it says of its answers. */
	vendor?: Pick<Vendor, 'waitOf' | 'failureIn'>;
	/** Is told each piece of text as it comes, where the answer is read in pieces. */
	onPiece?(piece: string): void;
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
	{ vendor, onPiece }: Hearing = {},
): Promise<SendResult> {
	if (cancelled.isCancelled) return { ...noAnswer('neverMade'), cancelled: true };
	const abort = new AbortController();
	const options = { ...httpOptions(connection.baseUrl, request, timeoutMs), abortSignal: abort.signal };
	const receiving: Receiving = { stop: abort.signal, heard: '', onPiece };
	const sending = connection.send(options).then(async (response) => await fromAnswer(response, request, receiving, vendor), fromError);
	const result = await withTimeout(sending, timeoutMs, cancelled);
	if (typeof result !== 'string') return result;
	abort.abort();
	const { heard } = receiving;
	return result === 'timeout'
		? { ...noAnswer('timeout'), heard, stillOpen: sending }
		: { ...noAnswer('cut'), heard, cancelled: true, stillOpen: sending };
}

/** n8n's own time limit closes the connection. It comes later than ours, because our error says what happened. */
const LATER_MS = 1000;

const httpOptions = (baseUrl: string, { method, path, headers, query = {}, body, answer }: ApiRequest, timeoutMs: number): IHttpRequestOptions => {
	const search = formText(query);
	const written = body && writeBody(body);
	return {
		method,
		url: baseUrl + path + (search && `?${search}`),
		headers: { ...(written && { 'Content-Type': written.contentType }), ...(answer && { Accept: answer.accept }), ...headers },
		...(written && { body: written.bytes as Buffer | string }),
		json: true,
		encoding: answer?.encoding ?? 'arraybuffer',
		timeout: timeoutMs + LATER_MS,
		// A redirect could carry the credential to another host.
		disableFollowRedirect: true,
		// Without this n8n throws for a status: its errors lose headers and body on 1.x, and it sends a request again after a 401.
		ignoreHttpStatusErrors: true,
		returnFullResponse: true,
	};
};

async function fromAnswer(response: unknown, { answer }: ApiRequest, receiving: Receiving, vendor?: Hearing['vendor']): Promise<SendResult> {
	const { statusCode: status = null, ...rest } = (response ?? {}) as { statusCode?: number; headers?: unknown; body?: unknown };
	const headers = part(rest.headers);
	const { 'retry-after': after, 'content-type': contentType, date } = headers;
	const received = answer && status ? await answer.read({ status, headers, body: rest.body }, receiving) : { body: readBody(rest.body, contentType) };
	const now = Date.now();
	const vendorTime = typeof date === 'string' ? Date.parse(date) : NaN;
	return {
		status,
		retryAfterMs: retryAfter(after, date, now) ?? vendor?.waitOf?.({ status, headers, body: received.body }, now) ?? null,
		...received,
		hidden: isSuccessful(status) ? vendor?.failureIn?.(received.body) : undefined,
		...(Number.isNaN(vendorTime) ? {} : { vendorTime }),
	};
}

export const isSuccessful = (status: number | null): boolean => status !== null && status >= 200 && status < 300;

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
	observation: [error.message, error.description].filter(Boolean).join('. '),
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
export const errorCode = (error: unknown, depth = 0): string => {
	if (!isRecord(error) || depth > 3) return '';
	const brokenOff = error.code === 'ERR_BAD_RESPONSE' ? part(error.response).status : undefined;
	const code = [error.httpCode, brokenOff, error.code].find((found) => typeof found === 'string' || typeof found === 'number');
	return code === undefined ? errorCode(error.cause, depth + 1) : String(code);
};
