import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

/** Shorter values are not hidden: they occur in ordinary words. */
const SHORTEST_SECRET = 6;

/** Parts of a secret object that are not secret, as in the token of an OAuth2 login. */
const PUBLIC_PARTS = /^(token_type|scope|expires)/;

/** The secrets of one account in one run. They only grow: a token that was replaced may still stand in a later answer. */
export class AccountSecrets {
	/** Replaced by a new list whenever a secret is added, because `redact` caches its searches by list. */
	list: string[] = [];

	add(secrets: string[]): void {
		const added = secrets.filter((secret) => !this.list.includes(secret));
		if (added.length > 0) this.list = [...new Set([...this.list, ...added])];
	}
}

/** The secrets of all accounts of one run. */
export class SecretsByAccount {
	private readonly secrets = new Map<string, AccountSecrets>();

	of(accountKey: string): AccountSecrets {
		const secrets = this.secrets.get(accountKey) ?? new AccountSecrets();
		this.secrets.set(accountKey, secrets);
		return secrets;
	}
}

/** The secret values of a credential, trimmed as they are sent: a pasted key often ends in a line break. */
export const secretValues = (credentials: ICredentialDataDecryptedObject, secretFields: string[]): string[] =>
	secretFields
		.flatMap((field) => textsIn(credentials[field]))
		.map((text) => text.trim())
		.filter((text) => text.length >= SHORTEST_SECRET);

const textsIn = (value: unknown): string[] => {
	if (typeof value === 'string' || typeof value === 'number') return [String(value)];
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value)
		.filter(([name]) => !PUBLIC_PARTS.test(name))
		.flatMap(([, part]) => textsIn(part));
};
