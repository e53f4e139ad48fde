import { formDataOf } from './bodies';
import type { Sample } from './types';

/** Sends what must reach the vendor of a sample, without a node. @param url the sandbox's */
export async function askSample(url: string, { method, path, query, headers, body, parts }: Sample['request']): Promise<Response> {
	const search = new URLSearchParams(query).toString();
	const sent = parts ? formDataOf(body as Parameters<typeof formDataOf>[0]) : body === undefined ? undefined : JSON.stringify(body);
	// `fetch` itself names the boundary of parts.
	const type: Record<string, string> = typeof sent === 'string' ? { 'content-type': 'application/json' } : {};
	return await fetch(`${url}${path}${search && `?${search}`}`, { method, redirect: 'manual', headers: { ...type, ...headers }, body: sent });
}
