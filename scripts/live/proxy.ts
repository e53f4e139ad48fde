import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a vendor answered. */
export interface Answer {
	method: string;
	status: number;
	/** Parsed where it is JSON, else the text. */
	body: unknown;
}

export interface Proxy {
	/** An address on this machine that leads to this one. */
	through(baseUrl: string): string;
	/** The answers since this was last asked. */
	take(): Answer[];
	stop(): void;
}

/** Headers of this machine's connection, and what fetch writes itself. */
const NOT_PASSED = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'accept-encoding', 'content-encoding', 'keep-alive']);

/** Passes requests on to the vendors, and keeps what they answer: the node does not put out bodies as they came. Nothing is written down. */
export async function startProxy(): Promise<Proxy> {
	const targets: string[] = [];
	let answers: Answer[] = [];
	const server = createServer((request, response) => {
		const pass = async () => {
			const [, index = '', rest = ''] = /^\/(\d+)(.*)$/.exec(request.url ?? '') ?? [];
			const chunks: Buffer[] = [];
			for await (const chunk of request) chunks.push(chunk as Buffer);
			const headers = Object.entries(request.headers).filter(([name]) => !NOT_PASSED.has(name)) as Array<[string, string]>;
			const method = request.method ?? 'GET';
			const answer = await fetch(`${targets[Number(index)]}${rest}`, {
				...{ method, headers, redirect: 'manual' },
				...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
			});
			const text = await answer.text();
			answers.push({ method, status: answer.status, body: parsed(text) });
			response.writeHead(answer.status, Object.fromEntries(headersOf(answer.headers).filter(([name]) => !NOT_PASSED.has(name)))).end(text);
		};
		pass().catch(() => response.destroy());
	});
	await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
	const { port } = server.address() as AddressInfo;
	return {
		through: (baseUrl) => `http://127.0.0.1:${port}/${targets.push(baseUrl.replace(/\/+$/, '')) - 1}`,
		take: () => answers.splice(0),
		stop() {
			answers = [];
			server.closeAllConnections();
			server.close();
		},
	};
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

function headersOf(headers: Pick<Headers, 'forEach'>): Array<[string, string]> {
	const all: Array<[string, string]> = [];
	headers.forEach((value, name) => all.push([name, value]));
	return all;
}
