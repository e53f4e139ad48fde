import fastify from 'fastify';
import type { AddressInfo } from 'node:net';

/** A message as OpenAI's chat completions take it. */
interface Message {
	role: 'system' | 'user' | 'assistant' | 'tool';
	content: string | null;
}

export interface Asked {
	messages: Message[];
	tools: Array<{ function: { name: string; parameters: { properties: object } } }>;
}

interface ToolCall {
	name: string;
	input: object;
}

/** A stand-in for a model's API, in the form of OpenAI's chat completions. It understands nothing: `decide` is a script. */
export interface Model {
	/** As the field Base URL of the credential wants it. */
	url: string;
	/** Every request, oldest first. */
	asked: Asked[];
	stop(): Promise<void>;
}

/** `decide` says what comes next from the user's message and what the tools have answered to it so far. */
export async function startModel(decide: (said: string, results: unknown[]) => ToolCall | string): Promise<Model> {
	const app = fastify();
	const asked: Asked[] = [];
	app.post<{ Body: Asked & { stream?: boolean } }>('/v1/chat/completions', ({ body }, reply) => {
		if (body.stream) return reply.code(400).send({ error: { message: 'This stand-in does not stream' } });
		asked.push(body);
		const { messages } = body;
		const last = messages.map(({ role }) => role).lastIndexOf('user');
		const results = messages.slice(last).filter(({ role }) => role === 'tool').map(({ content }) => JSON.parse(content!) as unknown);
		const next = decide(messages[last]!.content!, results);
		return reply.send(completion(next, asked.length));
	});
	await app.listen({ host: '127.0.0.1', port: 0 });
	return { url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/v1`, asked, stop: () => app.close() };
}

const completion = (next: ToolCall | string, count: number) => ({
	id: `completion-${count}`,
	object: 'chat.completion',
	created: Math.floor(Date.now() / 1000),
	model: 'script',
	choices: [
		typeof next === 'string'
			? { index: 0, finish_reason: 'stop', message: { role: 'assistant', content: next } }
			: {
					index: 0,
					finish_reason: 'tool_calls',
					message: {
						role: 'assistant',
						content: null,
						tool_calls: [{ id: `call-${count}`, type: 'function', function: { name: next.name, arguments: JSON.stringify(next.input) } }],
					},
				},
	],
	usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
});
