import type { Credentials } from './account';
import type { Connection, N8n } from './connection';

/** Sends requests that n8n signs with these credentials. Where n8n logs in for it, it writes the new token into them. */
export const signedSender =
	(n8n: N8n, type: string, credentials: Credentials): Connection['send'] =>
	async (options) =>
		await n8n.helpers.httpRequestWithAuthentication.call(n8n, type, options, {
			// Passed along because n8n would resolve the credential's expressions for the first item only.
			credentialsDecrypted: { id: '', name: '', type, data: credentials },
		});
