import type { FastifyRequest } from 'fastify';

/** Where it stands in the body of a fault's answer, a fault puts everything secret that the request carried, in every form. */
export const REPEAT = '{{everything secret}}';

export function repeatInto(text: string, { headers, body }: Pick<FastifyRequest, 'headers' | 'body'>): string {
	if (!text.includes(REPEAT)) return text;
	const forms = secretsSent(headers, body).flatMap((secret) => [...Object.values(formsOf(secret)), `and half: ${halfOf(secret)}…`]);
	return text.replaceAll(REPEAT, escapedForJson(`You sent ${forms.join(' and ')}.`));
}

/** The secrets in a request, without the word `Bearer`. */
export function secretsSent(headers: Record<string, string | string[] | undefined>, body: unknown): string[] {
	const key = String(headers.authorization ?? '').replace(/^Bearer /, '');
	const { password = '' } = (body ?? {}) as { password?: string };
	const all = [key, String(headers['x-api-key'] ?? ''), String(headers['chatbot-token'] ?? ''), password];
	return all.filter((secret) => secret.length > 3);
}

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
