import { fork } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type { RunMetrics } from '../testing/engine';
import { startMeasuring } from '../testing/engine/metrics';
import { itemAt } from './contenders';
import type { Runner } from './measure';

/** The least that creating conversations takes: Node's own client, connections kept open, no n8n. */

interface Account {
	apiKey: string;
	baseUrl: string;
}

interface Ask {
	account: Account;
	items: number;
}

const CONCURRENCY = 50;

export async function startFloor(account: Account, nodePath: string): Promise<Runner> {
	const child = fork(__filename, { execPath: nodePath, execArgv: [] });
	await once(child, 'spawn');
	return {
		async run(items) {
			child.send({ account, items } satisfies Ask);
			const [answer] = (await once(child, 'message')) as [RunMetrics | { failed: string }];
			if ('failed' in answer) throw new Error(answer.failed);
			return answer;
		},
		async stop() {
			const exited = once(child, 'exit');
			child.disconnect();
			await exited;
		},
	};
}

async function createAll({ account, items }: Ask): Promise<RunMetrics> {
	const client = account.baseUrl.startsWith('https:') ? https : http;
	const agent = new client.Agent({ keepAlive: true, maxSockets: CONCURRENCY });
	const stopMeasuring = startMeasuring();
	const answers: unknown[] = [];
	let next = 0;
	const worker = async () => {
		while (next < items) {
			const index = next;
			next += 1;
			answers[index] = await createOne(client, agent, account, index);
		}
	};
	await Promise.all(Array.from({ length: CONCURRENCY }, worker));
	const metrics = stopMeasuring();
	agent.destroy();
	return metrics;
}

const createOne = async (
	client: typeof http | typeof https,
	agent: http.Agent,
	{ baseUrl, apiKey }: Account,
	index: number,
): Promise<unknown> =>
	await new Promise((resolve, reject) => {
		const { chatbot, email, name } = itemAt(index);
		const body = JSON.stringify({ userEmail: email, userName: name });
		const request = client.request(
			`${baseUrl}/chatbot/${chatbot}/conversation`,
			{
				method: 'POST',
				agent,
				headers: {
					authorization: `Bearer ${apiKey}`,
					'content-type': 'application/json',
					'content-length': Buffer.byteLength(body),
				},
			},
			(answer) => {
				let text = '';
				answer.setEncoding('utf8');
				answer.on('data', (piece: string) => (text += piece));
				answer.on('error', reject);
				answer.on('end', () => {
					if (answer.statusCode === 200) resolve(JSON.parse(text));
					else reject(new Error(`The vendor answered ${String(answer.statusCode)}: ${text}`));
				});
			},
		);
		request.on('error', reject);
		request.end(body);
	});

if (require.main === module) {
	process.on('message', (ask: Ask) => {
		createAll(ask).then(
			(metrics) => process.send?.(metrics),
			(error: unknown) => process.send?.({ failed: String(error) }),
		);
	});
}
