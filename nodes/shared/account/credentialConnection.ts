import { digest } from '../base/digest';
import type { CredentialAccount, CredentialFields, Credentials, TokenAccount } from './account';
import { usableBaseUrl } from './baseUrl';
import type { Connection, N8n } from './connection';
import { requireUsableKey } from './key';
import type { Renewals } from './renewal';
import type { SecretsByAccount } from './secrets';
import { SignedSender } from './signedSender';

/**
 * A connection whose requests n8n signs with the item's credential.
 * @throws InvalidInput when the base URL or the key is unusable, and n8n's own error when there is no such credential
 */
export async function credentialConnection(
	n8n: N8n,
	account: CredentialAccount | TokenAccount,
	itemIndex: number,
	{ renewals, secretsByAccount }: { renewals: Renewals; secretsByAccount: SecretsByAccount },
): Promise<Connection> {
	const { type, baseUrlField = 'baseUrl', baseUrlOf, headersOf } = account;
	const credentials = await n8n.getCredentials(type, itemIndex);
	const credentialId = n8n.getNode().credentials?.[type]?.id ?? '';
	const baseUrl = usableBaseUrl(baseUrlOf ? baseUrlOf(credentials) : credentials[baseUrlField], 'the credential');
	requireUsableKey(account, credentials);

	const accountKey = digest(type, credentialId, baseUrl, enteredFields(account, credentials));
	const secrets = secretsByAccount.of(accountKey);
	const parts = { n8n, account, credentials, secrets, itemIndex, baseUrl };
	const sender = account.kind === 'credential' && account.makeSender ? await account.makeSender({ ...parts, account }) : new SignedSender(parts);
	const headers = headersOf?.(credentials);
	const connection: Connection = {
		id: `${type}:${credentialId}`,
		accountKey,
		baseUrl,
		get secrets() {
			return secrets.list;
		},
		send: async (options) => await sender.send({ ...options, headers: { ...headers, ...options.headers } }),
	};
	if (account.kind === 'credential' && account.renewBy && account.logsIn?.(credentials)) {
		connection.renew = renewals.renewerOf(sender, accountKey, baseUrl + account.renewBy.path);
	}
	return connection;
}

/** What the user entered, without what n8n adds when it logs in. */
const enteredFields = ({ loginFields = [] }: CredentialFields, credentials: Credentials) =>
	Object.entries(credentials)
		.filter(([name]) => !loginFields.includes(name))
		.sort(([a], [b]) => (a < b ? -1 : 1));
