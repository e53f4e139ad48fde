import { digest } from '../base/digest';
import { UnexpectedAnswer } from '../base/json';
import type { TokenAccount } from './account';
import type { Connection, N8n, Trade } from './connection';
import type { SecretsByAccount } from './secrets';
import { strayCharacter } from './values';

/** The tokens of one run that were traded for a credential, one for each holder. */
export class MintedTokens {
	/** By account key. */
	private readonly tokens = new Map<string, Promise<string>>();

	constructor(
		private readonly n8n: N8n,
		private readonly secretsByAccount: SecretsByAccount,
	) {}

	/**
	 * A connection that carries the holder's token instead of the credential.
	 * @throws UnexpectedAnswer when the answer holds no token, and what trade throws
	 */
	async connect(account: TokenAccount, credential: Connection, trade: Trade): Promise<Connection> {
		const accountKey = digest(credential.accountKey, account.holder);
		const getToken = async () =>
			await this.share(accountKey, async () => await readToken(account, await trade(account.trade, credential)));
		const secrets = this.secretsByAccount.of(accountKey);
		let token = '';
		const use = (newToken: string) => {
			token = newToken;
			secrets.add([...credential.secrets, newToken]);
		};
		use(await getToken());
		return {
			id: `${credential.id}:${digest(account.holder)}`,
			accountKey,
			baseUrl: credential.baseUrl,
			get secrets() {
				return secrets.list;
			},
			send: async (options) =>
				await this.n8n.helpers.httpRequest({ ...options, headers: { ...options.headers, [account.header]: token } }),
			renew: async () => {
				// Another item may have renewed it meanwhile.
				if ((await this.tokens.get(accountKey)) === token) this.tokens.delete(accountKey);
				use(await getToken());
			},
		};
	}

	/** Items that ask at the same time share one trade. A failed trade is forgotten, so that the next item tries again. */
	private async share(accountKey: string, trade: () => Promise<string>): Promise<string> {
		const token = this.tokens.get(accountKey) ?? trade();
		this.tokens.set(accountKey, token);
		token.catch(() => this.tokens.delete(accountKey));
		return await token;
	}
}

/** Adds the status to the error, for all items that share the trade. A chain: `require-node-api-error` forbids this throw in a catch clause. */
const readToken = async (account: TokenAccount, { status, body }: Awaited<ReturnType<Trade>>): Promise<string> =>
	await Promise.resolve(body)
		.then((answer) => usableToken(account.readToken(answer)))
		.catch((error: unknown) => {
			throw error instanceof UnexpectedAnswer ? Object.assign(error, { status }) : error;
		});

const usableToken = (token: string): string => {
	if (strayCharacter(token.trim()) === undefined) return token.trim();
	throw new UnexpectedAnswer('The token in the answer has a character that cannot be sent.');
};
