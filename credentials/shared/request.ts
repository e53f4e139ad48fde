import { UserError, type IHttpRequestOptions } from 'n8n-workflow';

/**
 * The same request with one more header; the caller's own object stays as it was, because n8n authenticates it
 * once more when it repeats it.
 *
 * @param baseUrlField the field that the Base URL of the credential test stands in
 * @throws UserError when the request stands on a Base URL without a scheme: only a credential test does, the nodes
 * and HTTP Request pass whole URLs.
 */
export function withHeader(
	request: IHttpRequestOptions,
	name: string,
	value: string,
	baseUrlField = 'Base URL',
): IHttpRequestOptions {
	if (request.baseURL !== undefined) requireScheme(request.baseURL, baseUrlField);
	return { ...request, headers: { ...request.headers, [name]: value } };
}

/** The text of a secret as it is sent: keys are pasted, often with a line break behind them. */
export const secret = (value: unknown): string => String(value ?? '').trim();

/** @throws UserError naming the field when the URL does not say how to reach its host. */
export function requireScheme(url: string, field: string): void {
	if (!/^https?:\/\/./i.test(url)) {
		throw new UserError(`The ${field} of the credential must start with https:// or http://`);
	}
}
