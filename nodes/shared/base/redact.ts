import type { IDataObject } from 'n8n-workflow';
import { SecretSearch } from './secretSearch';

/** The text with every secret hidden, in whatever form it stands there. Cut a text after this, because half a secret is hard to find. */
export const redact = (text: string, secrets: readonly string[]): string =>
	hideIn(text, searchesFor(secrets), 'hideInText');

/**
 * The output without secrets in it: a vendor may send back what it was sent. A name of a field and an ID stay as they are
 * where a secret that is a common word stands in them by chance.
 */
export function redactItem(item: IDataObject, secrets: readonly string[]): IDataObject {
	const searches = searchesFor(secrets);
	if (searches.length === 0) return item;
	const json = JSON.stringify(item);
	const found = searches.filter((search) => search.mayBeIn(json));
	return found.length === 0 ? item : (redactValue(item, found) as IDataObject);
}

const redactValue = (value: unknown, searches: SecretSearch[]): unknown => {
	if (typeof value === 'string') return hideIn(value, searches, 'hideInValue');
	if (typeof value === 'number') return searches.reduce((shown: unknown, search) => search.hideNumber(shown), value);
	if (Array.isArray(value)) return value.map((entry) => redactValue(entry, searches));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, entry]) => [hideIn(key, searches, 'hideInKey'), redactValue(entry, searches)]),
	);
};

const hideIn = (text: string, searches: SecretSearch[], how: 'hideInText' | 'hideInValue' | 'hideInKey'): string =>
	searches.reduce((shown, search) => (search.mayBeIn(shown) ? search[how](shown) : shown), text);

/** The searches for each list of secrets. Built once a list, because all items of an account have the same one. */
const searchesOfList = new WeakMap<readonly string[], SecretSearch[]>();

function searchesFor(secrets: readonly string[]): SecretSearch[] {
	const earlier = searchesOfList.get(secrets);
	if (earlier) return earlier;
	// The longest secret first, because a shorter one may be a part of it.
	const longestFirst = [...new Set(secrets)].filter((secret) => secret !== '').sort((a, b) => b.length - a.length);
	const searches = longestFirst.map((secret) => new SecretSearch(secret));
	searchesOfList.set(secrets, searches);
	return searches;
}
