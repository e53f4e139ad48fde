import { digest } from '../base/digest';
import type { CredentialAccount, Credentials, TokenAccount } from './account';
import { usableBaseUrl } from './baseUrl';
import type { Connection, N8n } from './connection';
import type { Renewals } from './renewal';
import { secretsOf } from './secrets';
import { signedSender } from './signedSender';

/**
 * A connection whose requests n8n signs with the item's credential.
 * @throws InvalidInput when the base URL is unusable, and n8n's own error when there is no such credential
 */
export async function credentialConnection(
	n8n: N8n,
	account: CredentialAccount | TokenAccount,
	itemIndex: number,
	renewals: Renewals,
): Promise<Connection> {
	const { type, baseUrlField = 'baseUrl' } = account;
	const credentials = await n8n.getCredentials(type, itemIndex);
	const credentialId = n8n.getNode().credentials?.[type]?.id ?? '';
	const baseUrl = usableBaseUrl(credentials[baseUrlField], 'the credential');
	const connection: Connection = {
		id: `${type}:${credentialId}`,
		accountKey: digest(type, credentialId, baseUrl, enteredFields(account, credentials)),
		baseUrl,
		secrets: secretsOf(credentials),
		send: signedSender(n8n, type, credentials),
	};
	const request = account.kind === 'credential' ? account.renewBy?.(credentials) : undefined;
	return request ? renewals.makeRenewable(connection, type, credentials, request) : connection;
}

/** What the user entered, without what n8n adds when it logs in. */
const enteredFields = ({ loginFields = [] }: CredentialAccount | TokenAccount, credentials: Credentials) =>
	Object.entries(credentials)
		.filter(([name]) => !loginFields.includes(name))
		.sort(([a], [b]) => (a < b ? -1 : 1));
