import { UserError, type IHttpRequestOptions } from 'n8n-workflow';
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
