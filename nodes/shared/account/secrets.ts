import type { Credentials } from './account';

const PUBLIC_FIELDS = /^(authentication|email)$|url$/i;
/** A shorter value would black out innocent words. */
const SHORTEST_SECRET = 6;

/** The values of a credential that must not stand in any text. */
export const secretsOf = (credentials: Credentials): string[] =>
	Object.entries(credentials)
		.filter(([name]) => !PUBLIC_FIELDS.test(name))
		// As it is sent: keys are pasted, often with a line break behind them.
		.map(([, value]) => (typeof value === 'string' ? value.trim() : ''))
		.filter((value) => value.length >= SHORTEST_SECRET);
