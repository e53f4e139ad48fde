import { digest } from '../base/digest';
import type { Account, OpenAccount } from './account';
import { usableBaseUrl } from './baseUrl';
import type { Connection, N8n, Trade } from './connection';
import { credentialConnection } from './credentialConnection';
import { MintedTokens } from './mintedToken';
import { Renewals } from './renewal';
import { SecretsByAccount } from './secrets';

/** The accounts of one run. Its items share logins, renewals and minted tokens wherever they use the same account. */
export class Accounts {
	private readonly shared = { renewals: new Renewals(), secretsByAccount: new SecretsByAccount() };
	private readonly mintedTokens: MintedTokens;

	constructor(private readonly n8n: N8n) {
		this.mintedTokens = new MintedTokens(n8n, this.shared.secretsByAccount);
	}

	/**
	 * @param trade gets a token, where the account needs one
	 * @throws InvalidInput when the base URL or the key is unusable, n8n's own error when there is no such credential, and what trade throws
	 */
	async connect(account: Account, itemIndex: number, trade: Trade): Promise<Connection> {
		if (account.kind === 'open') return openConnection(this.n8n, account);
		const connection = await credentialConnection(this.n8n, account, itemIndex, this.shared);
		return account.kind === 'token' ? await this.mintedTokens.connect(account, connection, trade) : connection;
	}
}

function openConnection(n8n: N8n, account: OpenAccount): Connection {
	const baseUrl = usableBaseUrl(account.baseUrl, 'the options');
	return {
		id: 'open',
		accountKey: digest('open', baseUrl),
		baseUrl,
		secrets: [],
		send: async (options) => await n8n.helpers.httpRequest(options),
	};
}
