import 'reflect-metadata';
import type { IHttpRequestOptions } from 'n8n-workflow';
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export const CORE_PACKAGES = ['n8n-core', 'n8n-core-1'] as const;

/** n8n's own HTTP request, as a node without credentials sends it, of the newest or the oldest core. */
export function httpRequestOf(core: (typeof CORE_PACKAGES)[number]): (options: IHttpRequestOptions) => Promise<unknown> {
	process.env.N8N_ENCRYPTION_KEY ??= randomBytes(24).toString('base64');
	// eslint-disable-next-line @typescript-eslint/no-require-imports
	const { getRequestHelperFunctions } = require(
		`${core}/dist/execution-engine/node-execution-context/utils/request-helper-functions.js`,
	) as { getRequestHelperFunctions(workflow: object, node: object, data: object): { httpRequest(options: IHttpRequestOptions): Promise<unknown> } };
	return getRequestHelperFunctions({}, { name: 'Node', type: 'test' }, {}).httpRequest;
}

export interface Seen {
	method: string;
	url: string;
	headers: IncomingMessage['headers'];
	body: string;
}

export interface LocalServer {
	url: string;
	seen: Seen[];
	stop(): Promise<void>;
}

/** A server on the loopback that remembers what it was asked. */
export async function serve(answer: (seen: Seen, response: ServerResponse, count: number) => void, make = createServer as (listener: RequestListener) => ReturnType<typeof createServer>): Promise<LocalServer> {
	const seen: Seen[] = [];
	const server = make((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const received = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() };
			seen.push(received);
			answer(received, response, seen.length);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		seen,
		async stop() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
