import type { FastifyRequest } from 'fastify';
import { discoverVendors } from './discover';
import type { Account } from './types';

/** Where it stands in the body of a fault's answer, a fault puts everything secret that the request carried, in every form. */
export const REPEAT = '{{everything secret}}';

export function repeatInto(text: string, { headers, body }: Pick<FastifyRequest, 'headers' | 'body'>): string {
	if (!text.includes(REPEAT)) return text;
	const forms = secretsSent(headers, body).flatMap((secret) => [...Object.values(formsOf(secret)), `and half: ${halfOf(secret)}…`]);
	return text.replaceAll(REPEAT, escapedForJson(`You sent ${forms.join(' and ')}.`));
}

/** The secrets in a request, without what its headers put before them. */
export function secretsSent(headers: Headers, body: unknown): string[] {
	const inHeaders = secretHeaders(headers).map(({ secret }) => secret);
	const inBody = accounts().flatMap(({ otherSecrets = [] }) => otherSecrets.map((name) => (body as Record<string, unknown> | undefined)?.[name]));
	return [...new Set([...inHeaders, ...inBody])].filter((secret): secret is string => typeof secret === 'string' && secret.length > 3);
}

type Headers = Record<string, string | string[] | undefined>;

/** The headers of a request that carry a secret, and what they put before it, such as `Bearer `. */
export function secretHeaders(headers: Headers): Array<{ name: string; before: string; secret: string }> {
	const names = [...new Set(accounts().map(({ secret }) => secret.header))].filter((name) => headers[name] !== undefined);
	return names.map((name) => {
		const value = String(headers[name]);
		const starts = accounts().filter(({ secret }) => secret.header === name).map(({ secret }) => secret.form.replace('{secret}', ''));
		const [before = ''] = starts.filter((start) => value.startsWith(start)).sort((a, b) => b.length - a.length);
		return { name, before, secret: value.slice(before.length) };
	});
}

let known: Account[] | undefined;
const accounts = () => (known ??= discoverVendors().flatMap((vendor) => Object.values(vendor.accounts)));

export const halfOf = (secret: string) => secret.slice(0, Math.ceil(secret.length / 2));

/** Not the nodes' own list of forms, because a test must not check a list against itself. */
export const formsOf = (secret: string): Record<string, string> => ({
	plain: secret,
	url: encodeURIComponent(secret),
	json: escapedForJson(secret),
	html: secret.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/'/g, '&#39;'),
	base64: Buffer.from(secret).toString('base64'),
	base64OfBearer: Buffer.from(`Bearer ${secret}`).toString('base64'),
	base64ForUrls: Buffer.from(secret).toString('base64url'),
});

const escapedForJson = (text: string) => JSON.stringify(text).slice(1, -1);
