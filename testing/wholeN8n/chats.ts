import { setTimeout as sleep } from 'node:timers/promises';
import type { Workflow } from './rest';
import { namedWorkflow, type Step } from './workflows';

/** How a client gets an answer while it is written: by n8n's chat, or by any HTTP client. */
export type ChatStart = 'chatTrigger' | 'webhook';

/** An expression for what the client says. */
export const SAID: Record<ChatStart, string> = { chatTrigger: '={{ $json.chatInput }}', webhook: '={{ $json.body.chatInput }}' };

/** A workflow whose `answering` node answers the client of a chat, with response mode Streaming where n8n should not wait for the end. */
export const chatWorkflow = (path: string, start: ChatStart, answering: Step, responseMode = 'streaming'): Workflow =>
	namedWorkflow('Support chat', [start === 'webhook' ? webhookStart(path, responseMode) : chatStart(path, responseMode), answering]);

const chatStart = (path: string, responseMode: string): Step => ({
	name: 'When chat message received',
	type: '@n8n/n8n-nodes-langchain.chatTrigger',
	typeVersion: 1.3,
	webhookId: path,
	parameters: { public: true, options: { responseMode } },
});

const webhookStart = (path: string, responseMode: string): Step => ({
	name: 'Webhook',
	type: 'n8n-nodes-base.webhook',
	typeVersion: 2.1,
	webhookId: path,
	parameters: { path, httpMethod: 'POST', responseMode },
});

export interface HeardChunk {
	type: string;
	content?: string;
	metadata?: { nodeName?: string; itemIndex?: number };
	/** Milliseconds since the epoch. */
	at: number;
}

/** Says something in a chat, and hears what n8n answers while it comes: a line of JSON for each piece. */
export async function say(n8nUrl: string, path: string, start: ChatStart, chatInput: string, sessionId = path): Promise<HeardChunk[]> {
	const response = await posted(`${n8nUrl}/webhook/${path}${start === 'webhook' ? '' : '/chat'}`, { action: 'sendMessage', sessionId, chatInput });
	const decoder = new TextDecoder();
	const chunks: HeardChunk[] = [];
	let rest = '';
	for await (const bytes of response.body as unknown as AsyncIterable<Uint8Array>) {
		const at = Date.now();
		const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
		rest = lines.pop() ?? '';
		chunks.push(...lines.filter(Boolean).map((line) => ({ ...(JSON.parse(line) as HeardChunk), at })));
	}
	return rest ? [...chunks, { ...asChunk(rest), at: Date.now() }] : chunks;
}

/** Publishing is asynchronous, so the first answers may be 404. */
async function posted(url: string, body: unknown): Promise<Response> {
	for (const until = Date.now() + 20_000; ; await sleep(100)) {
		const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
		if (response.status !== 404 || Date.now() > until) return response;
		await response.arrayBuffer();
	}
}

/** What is not streamed comes as the output of the last node. */
const asChunk = (text: string): HeardChunk => {
	const json = JSON.parse(text) as HeardChunk;
	return typeof json.type === 'string' && 'metadata' in json ? json : { type: 'whole', content: text, at: 0 };
};
