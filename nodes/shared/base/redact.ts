import type { IDataObject } from 'n8n-workflow';

const MASK = '[hidden]';

/** The text without the secrets in it. The longest goes first, because another one may be a part of it. */
export const redact = (text: string, secrets: string[]): string =>
	[...secrets]
		.sort((a, b) => b.length - a.length)
		.reduce((shown, secret) => (secret === '' ? shown : shown.split(secret).join(MASK)), text);

/** The output without secrets in it: a vendor may send back what it was sent. */
export function redactItem(item: IDataObject, secrets: string[]): IDataObject {
	if (secrets.length === 0) return item;
	const json = JSON.stringify(item);
	return secrets.some((secret) => json.includes(inJson(secret))) ? (redactValue(item, secrets) as IDataObject) : item;
}

const inJson = (secret: string) => JSON.stringify(secret).slice(1, -1);

const redactValue = (value: unknown, secrets: string[]): unknown => {
	if (typeof value === 'string') return redact(value, secrets);
	if (Array.isArray(value)) return value.map((entry) => redactValue(entry, secrets));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, entry]) => [redact(key, secrets), redactValue(entry, secrets)]));
};
