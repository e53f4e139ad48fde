import { randomUUID } from 'node:crypto';
import type { FastifyPluginCallback } from 'fastify';
import { noQuery, object, text } from '../schema';
import { sendWritten, wordsOf } from '../streaming';
import type { Operation, Vendor } from '../types';

const apiKey = 'sandbox-userdesk-key';

/** What is there at the start. One key opens all chatbots but the foreign one, which at the vendor would have a key of its own. */
export const seeds = {
	apiKey,
	chatbotId: 'chatbot-with-greeting',
	/** The three ways in which a first message can be missing: no `response`, null, and empty. */
	silentChatbotIds: ['chatbot-without-greeting', 'chatbot-null-greeting', 'chatbot-empty-greeting'],
	foreignChatbotId: 'chatbot-of-someone-else',
	conversationId: '7bb301ad-e691-4341-8afb-b4407c4ffdf2',
};

/** By chatbot id. */
const greetings = new Map<string, object>([
	[seeds.chatbotId, { response: 'Hello, how can I help you?' }],
	['chatbot-without-greeting', {}],
	['chatbot-null-greeting', { response: null }],
	['chatbot-empty-greeting', { response: '' }],
]);

interface Message {
	message: string;
	conversationId?: string;
	stream?: boolean;
}

/** By conversation id: which chatbot it belongs to. */
const freshConversations = () => new Map([[seeds.conversationId, seeds.chatbotId]]);

/** UserDesk: docs.userdesk.io. The bodies of its errors are not documented; those here carry the page's own titles. */
export const vendor: Vendor = {
	name: 'userDesk',

	credentials: (url) => ({ userDeskApi: { apiKey, baseUrl: `${url}/userDesk/v1` } }),

	accounts: {
		userDeskApi: {
			secret: { field: 'apiKey', header: 'authorization', form: 'Bearer {secret}' },
			test: { method: 'POST', path: '/userDesk/v1/chatbot/n8n-credential-test/message' },
			rejection: 'UserDesk did not accept the API key',
			rejectedOnlyBy: [401],
		},
	},

	open(ledger) {
		let conversations = freshConversations();

		const routes: FastifyPluginCallback = (app, _options, done) => {
			const refusal = (error: string) => ({ success: false, error });

			app.addHook<{ Params: { chatbotId: string } }>('preValidation', ({ headers, params }, reply, next) => {
				const { authorization } = headers;
				if (!authorization) return void reply.code(401).send(refusal('Missing API Key'));
				if (authorization !== `Bearer ${apiKey}`) return void reply.code(401).send(refusal('Wrong API Key'));
				if (greetings.has(params.chatbotId)) return next();
				void reply.code(403).send(refusal('Access to this chatbot is denied'));
			});

			const user = { 'userName?': text, 'userEmail?': text };

			app.post<{ Params: { chatbotId: string } }>(
				'/chatbot/:chatbotId/conversation',
				{
					config: { operations: ['conversation.create'] },
					schema: { querystring: noQuery, body: { ...object(user), nullable: true } },
				},
				(request, reply) => {
					const { chatbotId } = request.params;
					const conversationId = randomUUID();
					conversations.set(conversationId, chatbotId);
					ledger.created(request, conversationId);
					return reply.send({ success: true, conversationId, ...greetings.get(chatbotId) });
				},
			);

			app.post<{ Params: { chatbotId: string }; Body: Message }>(
				'/chatbot/:chatbotId/message',
				{
					config: { operations: ['message.send'] },
					schema: { querystring: noQuery, body: object({ message: text, 'conversationId?': text, 'stream?': { type: 'boolean' }, ...user }) },
				},
				(request, reply) => {
					const { params, body } = request;
					const { conversationId = randomUUID(), message } = body;
					if (body.conversationId === undefined) {
						conversations.set(conversationId, params.chatbotId);
						ledger.created(request, conversationId);
					}
					if (conversations.get(conversationId) !== params.chatbotId) {
						return reply.code(400).send(refusal('Malformed request: unknown conversationId'));
					}
					ledger.sent(request, conversationId);
					const response = `Sandbox answer to: ${message.slice(0, 200)}`;
					if (body.stream && request.streaming.end !== 'json') return sendWritten(reply, { parts: wordsOf(response) });
					return reply.send({ success: true, conversationId, response });
				},
			);
			done();
		};

		return {
			hosts: {
				'/userDesk/v1': {
					routes,
					refuse: ({ status, message }) => ({
						status: status === 422 ? 400 : status,
						body: { success: false, error: message },
					}),
				},
			},
			reset() {
				conversations = freshConversations();
			},
		};
	},

	operations(): Record<string, Operation> {
		const headers = { authorization: `Bearer ${apiKey}` };
		const credentials = ['userDeskApi'];
		const user = { userName: 'Ada', userEmail: 'ada@sandbox.example' };
		const creation = {
			method: 'POST',
			path: `/userDesk/v1/chatbot/${seeds.chatbotId}/conversation`,
			headers,
			query: {},
		};
		const sending = { method: 'POST', path: `/userDesk/v1/chatbot/${seeds.chatbotId}/message`, headers, query: {} };
		const create = { resource: 'conversation', operation: 'create', chatbotId: seeds.chatbotId };
		const send = { resource: 'message', operation: 'send', chatbotId: seeds.chatbotId, message: 'Where is my order?' };

		return {
			'conversation.create': {
				effect: 'creates',
				samples: [
					{ name: 'smallest', credentials, parameters: create, request: creation },
					{
						name: 'full',
						credentials,
						parameters: { ...create, ...user },
						request: { ...creation, body: user },
						freeText: 'userName',
					},
				],
			},
			'message.send': {
				effect: 'sends',
				samples: [
					{
						name: 'smallest',
						credentials,
						parameters: send,
						request: { ...sending, body: { message: 'Where is my order?' } },
						freeText: 'message',
					},
					{
						name: 'full',
						credentials,
						parameters: { ...send, conversationId: seeds.conversationId, ...user },
						request: {
							...sending,
							body: { message: 'Where is my order?', conversationId: seeds.conversationId, ...user },
						},
						freeText: 'message',
					},
				],
			},
		};
	},
};
