import http from 'node:http';
import https from 'node:https';
import type { Fault, RemoteSandbox } from './types';

/** The sandbox of another process, at the `url` it printed. Each function returns a promise and throws what the sandbox said. */
export async function connectSandbox(url: string): Promise<RemoteSandbox> {
	const call =
		(name: string) =>
		async (...args: unknown[]) =>
			((await ask(url, 'POST', `/call/${name}`, args)) as { result: never }).result;

	return {
		...((await ask(url, 'GET', '/')) as Pick<RemoteSandbox, 'url' | 'certificate' | 'credentials' | 'operations'>),
		created: call('created'),
		sent: call('sent'),
		counts: call('counts'),
		requests: call('requests'),
		elsewhere: call('elsewhere'),
		inFlight: call('inFlight'),
		// JSON knows no Infinity.
		addFault: (fault: Fault) => call('addFault')({ ...fault, times: fault.times === Infinity ? -1 : fault.times }),
		configure: call('configure'),
		expireTokens: call('expireTokens'),
		control: call('control'),
		reset: call('reset'),
		stop: call('stop'),
	};
}

function ask(url: string, method: string, path: string, body?: unknown): Promise<unknown> {
	const { request } = url.startsWith('https:') ? https : http;
	return new Promise((resolve, reject) => {
		const headers = body === undefined ? {} : { 'content-type': 'application/json' };
		const asked = request(
			`${url}/__sandbox${path}`,
			// Its certificate is its own, and it only ever listens on this machine.
			{ method, headers, agent: false, rejectUnauthorized: false },
			(answer) => {
				let text = '';
				answer.setEncoding('utf8');
				answer.on('data', (piece: string) => (text += piece));
				answer.on('error', reject);
				answer.on('end', () => {
					if (answer.statusCode === 200) resolve(JSON.parse(text));
					else reject(new Error((JSON.parse(text) as { error: string }).error));
				});
			},
		);
		asked.on('error', reject);
		asked.end(body === undefined ? undefined : JSON.stringify(body));
	});
}
