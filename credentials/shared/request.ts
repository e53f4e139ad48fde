import { UserError, type ICredentialTestRequest, type IHttpRequestOptions } from 'n8n-workflow';
import { isBaseUrl, strayCharacter } from './values';

/**
 * The same request with one more header; the caller's own object stays as it was, because n8n authenticates it
 * once more when it repeats it.
 *
 * @param baseUrlField the field that the Base URL of the credential test stands in
 * @throws UserError when the request stands on an unusable Base URL: only a credential test does, the nodes
 * and HTTP Request pass whole URLs.
 */
export function withHeader(
	request: IHttpRequestOptions,
	name: string,
	value: string,
	baseUrlField = 'Base URL',
): IHttpRequestOptions {
	if (request.baseURL !== undefined) requireBaseUrl(request.baseURL, baseUrlField);
	return { ...request, headers: { ...request.headers, [name]: value } };
}

/**
 * The text of a key as it is sent: keys are pasted, often with a line break behind them.
 *
 * @throws UserError naming the field when the rest of it cannot be sent as it is.
 */
export function key(value: unknown, field: string): string {
	const text = String(value ?? '').trim();
	const stray = strayCharacter(text);
	if (stray === undefined) return text;
	throw new UserError(`The ${field} of the credential has a character that cannot be sent (${stray}): paste it again`);
}

/** @throws UserError naming the field when the URL cannot have a path put behind it. */
export function requireBaseUrl(url: string, field: string): void {
	if (!/^https?:\/\/./i.test(url)) {
		throw new UserError(`The ${field} of the credential must start with https:// or http://`);
	}
	if (!isBaseUrl(url)) {
		throw new UserError(
			`The ${field} of the credential is not a web address: it has no blank, backslash, question mark, hash or user name`,
		);
	}
}

/** Statuses of a host that is not the vendor's. */
export const ELSEWHERE = [301, 302, 307, 308, 404, 405];

/**
 * When a credential test fails, and with which words.
 *
 * @param unwanted what the vendor says to a wrong key
 * @param key stands in every other answer of the vendor; without it only a web page is taken for another host's
 */
export function rejections(
	vendor: string,
	unwanted: { statuses: number[]; message: string },
	key?: string,
): ICredentialTestRequest['rules'] {
	const message = `${vendor} does not answer at this Base URL`;
	const ofStatus = (value: number, words: string) => ({ type: 'responseCode', properties: { value, message: words } });
	// n8n takes what stands at the key and compares it: a key that is missing is undefined, and a web page begins with "<".
	const body = key ? { key, value: undefined } : { key: '0', value: '<' };
	return [
		...unwanted.statuses.map((status) => ofStatus(status, unwanted.message)),
		...ELSEWHERE.map((status) => ofStatus(status, message)),
		{ type: 'responseSuccessBody', properties: { message, ...body } },
	] as ICredentialTestRequest['rules'];
}
