import { createHash } from 'node:crypto';
import {
	NodeApiError,
	type ICredentialDataDecryptedObject,
	type IHttpRequestHelper,
	type INode,
} from 'n8n-workflow';
import { requireBaseUrl } from '../shared/request';
import { strayCharacter } from '../shared/values';

const hash = (value: unknown): string =>
	createHash('sha256').update(JSON.stringify(value)).digest('base64');

const LOGIN_TIMEOUT_MS = 30_000;

/** How long an answer to an expired token may come after the first one and still share its renewal. */
const SHARED_FOR_MS = 30_000;

/** Tells whose token it is: n8n keeps a token when the credential is edited, and when an expression changes the email. */
export const accountOf = ({ baseUrl, email, password }: ICredentialDataDecryptedObject): string =>
	hash([baseUrl, email, password]);

/** Logins under way or just done. The key is a hash of the whole credential with the token that the login replaces. */
const logins = new Map<string, Promise<string>>();

/**
 * The access token of the account, from one login for all requests that are at work with the same credential and the
 * same old token at the same time. A failed login is forgotten at once, a done one after SHARED_FOR_MS.
 *
 * @throws NodeApiError without email, password or anything that the vendor said, as it could repeat them
 */
export function sharedLogin(
	http: IHttpRequestHelper,
	credentials: ICredentialDataDecryptedObject,
): Promise<string> {
	const key = hash(credentials);
	const shared = logins.get(key);
	if (shared) return shared;

	const login = logIn(http, credentials);
	const forget = () => logins.delete(key);
	logins.set(key, login);
	login.then(() => AbortSignal.timeout(SHARED_FOR_MS).addEventListener('abort', forget), forget);
	return login;
}

/** POST /api/v1/auth/login with `{email, password}`, answered by `{access_token, token_type: "bearer"}`. */
async function logIn(
	{ helpers }: IHttpRequestHelper,
	{ baseUrl, email, password }: ICredentialDataDecryptedObject,
): Promise<string> {
	const base = String(baseUrl).trim().replace(/\/+$/, '');
	requireBaseUrl(base, 'Base URL');

	let answer: { statusCode: number; body?: { access_token?: unknown } | null };
	try {
		answer = await helpers.httpRequest({
			method: 'POST',
			url: `${base}/api/v1/auth/login`,
			body: { email: String(email).trim(), password },
			json: true,
			timeout: LOGIN_TIMEOUT_MS,
			// The time limit above only counts silence, and an answer may drip.
			abortSignal: AbortSignal.timeout(LOGIN_TIMEOUT_MS),
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: true,
			returnFullResponse: true,
		});
	} catch (error) {
		// The error of the HTTP library holds the request, password included: only its texts may go on.
		const { code, message } = error as { code?: string; message?: string };
		throw loginFailed(code ?? 'no answer', `${message}. Check the Base URL of the credential.`);
	}

	const { statusCode, body } = answer;
	const token = typeof body?.access_token === 'string' ? body.access_token.trim() : '';
	if (statusCode < 300 && token !== '' && strayCharacter(token) === undefined) return token;
	throw loginFailed(String(statusCode), whatToDo(statusCode));
}

function whatToDo(statusCode: number): string {
	if (statusCode === 401) return 'Pingback did not accept the email and password of the credential.';
	if (statusCode === 422) return 'Pingback wants a valid email and a password in the credential.';
	if (statusCode === 429) return 'Pingback has had too many logins: try again later.';
	if (statusCode >= 500) return 'Pingback has a fault of its own: try again later.';
	return 'The answer holds no access token: check the Base URL of the credential.';
}

/**
 * n8n passes on a NodeApiError as it is, but replaces the texts of any other error that has a status. It wants a node,
 * which a credential does not have. `beforeRequest` tells the nodes that their own request was never sent.
 */
const loginFailed = (httpCode: string, description: string): NodeApiError => {
	const error = new NodeApiError(
		{ name: 'Pingback API' } as INode,
		{},
		{ message: `The login to Pingback failed (${httpCode})`, description, httpCode },
	);
	error.context.beforeRequest = true;
	return error;
};
