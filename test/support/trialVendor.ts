import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TrialRequest {
	method: string;
	url: string;
	headers: IncomingHttpHeaders;
	body: Buffer;
}

/** What a test wants it to answer; undefined for its usual answer. */
export type Answer = (request: TrialRequest, response: ServerResponse, count: number) => boolean | undefined | void;

/** The vendor of testing/trial on the loopback: takes API keys, and tokens that its own token endpoint gave. */
export interface TrialVendor {
	url: string;
	port: number;
	/** Without those to the token endpoint. */
	seen: TrialRequest[];
	/** Requests to the token endpoint. */
	tokenRequests: TrialRequest[];
	/** Tokens that it accepts. */
	tokens: Set<string>;
	/** Requests whose connection the other side closed before the answer was whole. */
	closed: number;
	answer: Answer;
	answerToken: Answer;
	reset(): void;
	stop(): Promise<void>;
}

export const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) =>
	void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

export async function startTrialVendor(): Promise<TrialVendor> {
	let made = 0;
	const vendor: TrialVendor = {
		...{ url: '', port: 0, seen: [], tokenRequests: [], tokens: new Set<string>(), closed: 0 },
		answer: () => undefined,
		answerToken: () => undefined,
		reset() {
			Object.assign(vendor, { seen: [], tokenRequests: [], tokens: new Set(), closed: 0, answer: () => undefined, answerToken: () => undefined });
		},
		stop: async () => await new Promise((resolve) => (server.closeAllConnections(), server.close(() => resolve()))),
	};
	const giveToken = (response: ServerResponse) => {
		const access_token = `access-token-${(made += 1)}-of-trial`;
		vendor.tokens.add(access_token);
		json(response, 200, { access_token, refresh_token: `refresh-token-${made}-of-trial`, token_type: 'Bearer', team: 'Support Team', scope: 'conversations' });
	};
	const server = createServer((request, response) => {
		void readAll(request).then((body) => {
			const seen = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body };
			// A connection of an earlier test may close late.
			const { seen: all } = vendor;
			response.on('close', () => (vendor.closed += response.writableFinished || vendor.seen !== all ? 0 : 1));
			if (seen.url.endsWith('/token')) {
				vendor.tokenRequests.push(seen);
				if (!vendor.answerToken(seen, response, vendor.tokenRequests.length)) giveToken(response);
				return;
			}
			vendor.seen.push(seen);
			const { authorization = '' } = request.headers;
			const isKnown = request.headers['x-api-key'] === 'trial-api-key' || vendor.tokens.has(authorization.replace('Bearer ', ''));
			if (!isKnown) return json(response, 401, { error: `No such key: ${authorization}` });
			if (vendor.answer(seen, response, vendor.seen.length)) return;
			json(response, 200, { id: `made-${vendor.seen.length}`, created: 1_700_000_000 });
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	vendor.port = (server.address() as AddressInfo).port;
	vendor.url = `http://127.0.0.1:${vendor.port}`;
	return vendor;
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks);
}
