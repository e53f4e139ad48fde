import { InvalidInput } from '../failure/failure';
import type { CredentialFields, Credentials } from './account';
import { strayCharacter } from './values';

/** Throws InvalidInput when the trimmed key has a character that cannot be sent in a header. */
export function requireUsableKey({ key, logsIn }: CredentialFields, credentials: Credentials): void {
	const stray = logsIn?.(credentials) ? undefined : strayCharacter(String(credentials[key.field] ?? '').trim());
	if (stray === undefined) return;
	throw new InvalidInput(
		`"${key.displayName}" of the credential has a character that cannot be sent (${stray})`,
		'Paste it into the credential again: line breaks, invisible characters and bullets come along when it is copied from a page.',
	);
}
