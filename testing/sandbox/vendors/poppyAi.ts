import { randomUUID } from 'node:crypto';
import type { FastifyPluginCallback, FastifyReply } from 'fastify';
import { byId } from '../locator';
import { noQuery, object, text } from '../schema';
import { sendWritten, wordsOf } from '../streaming';
import { sandboxToken } from '../token';
import type { Operation, Vendor } from '../types';

const apiKey = 'sandbox-poppy-key';
const chatbotToken = 'sandbox-chatbot-token';

/** What is there at the start. The ids of board, chat and bot are those of the vendor's own examples. */
export const seeds = {
	apiKey,
	/** A second account: it shares the bot, and has no boards. */
	otherApiKey: 'sandbox-other-poppy-key',
	chatbotToken,
	boardId: 'abc123',
	chatId: 'chat-node-456',
	conversationId: 'conversation-sandbox-1',
	botId: '9c050854-b29f-44fe-a00d-7b3e5dc42fba',
	userEmail: 'ada@sandbox.example',
	credits: 1_000_000,
};

const boards: Array<{ id: string; name: string; chats: Record<string, Array<{ id: string; name: string }>> }> = [
	{
		id: seeds.boardId,
		name: 'Launch plans',
		chats: {
			[seeds.chatId]: [
				{ id: seeds.conversationId, name: 'Pricing page' },
				{ id: 'conversation-sandbox-2', name: 'Press list' },
			],
			'chat-node-457': [{ id: 'conversation-sandbox-3', name: 'Competitors' }],
			'chat-node-458': [],
		},
	},
	{ id: 'def456', name: 'Support answers', chats: { 'chat-node-500': [] } },
	{ id: 'ghi789', name: 'Empty board', chats: {} },
];

interface Conversation {
	id: string;
	name: string;
	history: Array<{ prompt: string; text: string }>;
}

interface State {
	boards: Map<string, { name: string; chats: Map<string, Map<string, Conversation>> }>;
	/** By token: who speaks. */
	users: Map<string, string>;
	credits: number;
}

interface Prompt {
	prompt: string;
	save_history?: boolean;
	plaintext?: string;
	model?: string;
	streaming?: string;
	include_usage?: string;
}

const userOf = (key: string, email: string) => `${key === apiKey ? 'account-1' : 'account-2'}:${email}`;

const freshState = (): State => ({
	boards: new Map(
		boards.map(({ id, name, chats }) => [
			id,
			{
				name,
				chats: new Map(
					Object.entries(chats).map(([chatId, conversations]) => [
						chatId,
						new Map(conversations.map((conversation) => [conversation.id, { ...conversation, history: [] }])),
					]),
				),
			},
		]),
	),
	users: new Map([[chatbotToken, userOf(apiKey, seeds.userEmail)]]),
	credits: seeds.credits,
});

/** As a client of the vendor reads them; the vendor does not show its events. */
const event = (data: object) => `data: ${JSON.stringify(data)}\n\n`;

const badKey = { error: 'Unauthorized', message: 'Invalid or missing API key.' };
const invalid = {
	error: 'Validation failed',
	message: 'Request validation failed. Please check your parameters.',
	details: {},
};

const chatNode = { boardId: byId(seeds.boardId), chatId: byId(seeds.chatId) };

/** Poppy AI: docs.getpoppy.ai. Where its pages are silent (unknown conversation, out of credits) the answers here are guesses. */
export const vendor: Vendor = {
	name: 'poppyAi',

	credentials: (url) => ({
		poppyAiApi: { apiKey, baseUrl: `${url}/poppyAi` },
		poppyAiChatbotTokenApi: { chatbotToken, baseUrl: `${url}/poppyAi` },
	}),

	accounts: {
		poppyAiApi: {
			secret: { field: 'apiKey', header: 'x-api-key', form: '{secret}' },
			test: { method: 'GET', path: '/poppyAi/api/boards' },
			rejection: 'Poppy AI did not accept the API key, or the plan has no API access',
		},
		poppyAiChatbotTokenApi: {
			secret: { field: 'chatbotToken', header: 'chatbot-token', form: '{secret}' },
			test: { method: 'POST', path: '/poppyAi/api/bots/n8n-credential-test/conversations' },
			rejection: 'Poppy AI did not accept the chatbot token',
			rejectedOnlyBy: [401, 403],
		},
	},

	pickers: [
		{ method: 'searchBoards', credentialType: 'poppyAiApi', parameters: {}, entry: { value: 'abc123', name: 'Launch plans' }, filter: 'launch' },
		{
			method: 'searchChats',
			credentialType: 'poppyAiApi',
			parameters: { boardId: chatNode.boardId },
			entry: { value: 'chat-node-456', name: 'Pricing page, Press list (chat-node-456)' },
			filter: 'press',
		},
		{
			method: 'searchConversations',
			credentialType: 'poppyAiApi',
			parameters: chatNode,
			entry: { value: 'conversation-sandbox-1', name: 'Pricing page' },
			filter: 'pricing',
		},
	],

	reuse: {
		'conversation.create': {
			credentials: ['poppyAiApi'],
			parameters: chatNode,
			by: { name: 'name', displayName: 'Name' },
			existing: { value: 'Pricing page', conversationId: 'conversation-sandbox-1' },
			missing: 'New one',
		},
	},

	open(ledger) {
		let state = freshState();

		const refuseInvalid = (reply: FastifyReply) => reply.code(422).send(invalid);
		const chatOf = (boardId?: string, chatId?: string) => state.boards.get(boardId ?? '')?.chats.get(chatId ?? '');

		const answerPrompt = ({ prompt, plaintext, model }: Prompt) => {
			const cost = model === undefined ? 2 : 5;
			state.credits -= cost;
			const [mark, words] = [plaintext === 'true' ? '' : '**', prompt.slice(0, 200)];
			return {
				text: `${mark}Sandbox answer${mark} to: ${words}`,
				credits_used: cost,
				credits_remaining: state.credits,
			};
		};

		const isOn = (value?: string) => value === 'true' || value === 'active';
		const sendAnswer = (reply: FastifyReply, body: Prompt, answer: ReturnType<typeof answerPrompt>) => {
			if (!isOn(body.streaming) || reply.request.streaming.end === 'json') return reply.send(answer);
			const usage = isOn(body.include_usage) ? [{ type: 'usage', credits_used: answer.credits_used }] : [];
			return sendWritten(reply, {
				contentType: 'text/event-stream',
				parts: wordsOf(answer.text).map((delta) => event({ type: 'text-delta', id: '0', delta })),
				ending: [{ type: 'text-end', id: '0' }, { type: 'finish' }, ...usage].map(event).join('') + 'data: [DONE]\n\n',
				error: event({ type: 'error', errorText: 'The model is overloaded' }),
			});
		};

		const api: FastifyPluginCallback = (app, _options, done) => {
			app.addHook('preValidation', ({ headers }, reply, next) => {
				const key = headers['x-api-key'];
				if (key === apiKey || key === seeds.otherApiKey) return next();
				void reply.code(403).send(badKey);
			});

			app.post<{ Body: { boardId?: string; chatId?: string; name?: string }; Querystring: Record<string, string> }>(
				'/conversation/new',
				{
					config: { operations: ['conversation.create'] },
					schema: {
						body: object({ 'boardId?': text, 'chatId?': text, 'name?': text }),
						querystring: object({ 'board_id?': text, 'chat_id?': text }),
					},
				},
				(request, reply) => {
					const { body, query, headers } = request;
					const boardId = body.boardId ?? query.board_id;
					const chatId = body.chatId ?? query.chat_id;
					const chat = headers['x-api-key'] === apiKey ? chatOf(boardId, chatId) : undefined;
					if (!chat) return refuseInvalid(reply);
					const createdAt = new Date().toISOString();
					const { name = `API Conversation - ${createdAt}` } = body;
					const id = randomUUID();
					chat.set(id, { id, name, history: [] });
					ledger.created(request, id);
					return reply.code(201).send({ conversationId: id, name, createdAt, boardId, chatId });
				},
			);

			const prompt = {
				prompt: text,
				'model?': text,
				'plaintext?': { type: 'string', enum: ['true', 'false'] },
				'additional_context?': text,
				'streaming?': { type: 'string', enum: ['true', 'active', 'false'] },
				'include_usage?': { type: 'string', enum: ['true', 'active', 'false'] },
			};
			const chatQuery = object({ board_id: text, chat_id: text });

			app.post<{ Params: { id: string }; Querystring: Record<string, string>; Body: Prompt }>(
				'/conversation/:id',
				{
					config: { operations: ['message.send'] },
					schema: {
						querystring: chatQuery,
						body: object({ ...prompt, 'save_history?': { type: 'boolean' }, 'user?': text, 'source?': text }),
					},
				},
				(request, reply) => {
					const { query, params, body } = request;
					const chat = chatOf(query.board_id, query.chat_id);
					if (!chat) return refuseInvalid(reply);
					const conversation = chat.get(params.id);
					if (!conversation) {
						return reply.code(404).send({ error: 'Not found', message: 'Conversation not found.' });
					}
					const answer = answerPrompt(body);
					if (body.save_history) conversation.history.push({ prompt: body.prompt, text: answer.text });
					ledger.sent(request, conversation.id);
					return sendAnswer(reply, body, answer);
				},
			);

			app.post<{ Querystring: Record<string, string>; Body: Prompt }>(
				'/conversation',
				{ config: { operations: ['message.ask'] }, schema: { querystring: chatQuery, body: object(prompt) } },
				(request, reply) => {
					if (!chatOf(request.query.board_id, request.query.chat_id)) return refuseInvalid(reply);
					ledger.sent(request, null);
					return sendAnswer(reply, request.body, answerPrompt(request.body));
				},
			);

			app.get(
				'/boards',
				{ config: { operations: ['board.getMany'] }, schema: { querystring: noQuery } },
				({ headers }, reply) => {
					const own = headers['x-api-key'] === apiKey ? [...state.boards] : [];
					return reply.send({ data: own.map(([id, { name }]) => ({ id, name })) });
				},
			);

			app.get<{ Querystring: { board_id: string } }>(
				'/chats',
				{
					config: { operations: ['chat.getMany', 'conversation.getMany'] },
					schema: { querystring: object({ board_id: text }) },
				},
				({ query }, reply) => {
					const board = state.boards.get(query.board_id);
					if (!board) return refuseInvalid(reply);
					const data = [...board.chats].map(([id, chat]) => ({
						id,
						conversations: [...chat.values()].map(({ id, name }) => ({ id, name })),
					}));
					return reply.send({ data });
				},
			);

			app.post<{ Body: { email: string } }>(
				'/bots/auth',
				{
					config: { operations: ['token.mint'] },
					schema: { querystring: noQuery, body: object({ email: { type: 'string', format: 'email' } }) },
				},
				({ headers, body }, reply) => {
					ledger.count('tokens');
					const user = userOf(String(headers['x-api-key']), body.email);
					const token = sandboxToken({ user });
					state.users.set(token, user);
					return reply.send({ token });
				},
			);
			done();
		};

		const bots: FastifyPluginCallback = (app, _options, done) => {
			app.addHook('preValidation', ({ headers }, reply, next) => {
				if (state.users.has(String(headers['chatbot-token'])) && headers['x-api-key'] === undefined) return next();
				void reply.code(401).send({ error: 'Unauthorized', details: {} });
			});

			app.post<{ Params: { botId: string }; Body: { prompt: string } }>(
				'/:botId/conversations',
				{
					config: { operations: ['botConversation.create'] },
					schema: { querystring: noQuery, body: object({ prompt: text }) },
				},
				(request, reply) => {
					const { headers, params, body } = request;
					if (params.botId !== seeds.botId) {
						return reply.code(404).send({ error: 'Not found', details: { botId: `${params.botId} not found` } });
					}
					const record = {
						id: randomUUID(),
						name: body.prompt.split('.', 1)[0],
						user_id: state.users.get(String(headers['chatbot-token'])),
						chatbot_id: params.botId,
						messages: [],
						created_at: new Date().toISOString(),
					};
					ledger.created(request, record.id);
					return reply.send({ data: [record] });
				},
			);
			done();
		};

		return {
			hosts: {
				'/poppyAi/api': {
					routes: api,
					refuse: ({ status, message }) => ({
						status,
						body: status === 422 ? invalid : { error: status === 404 ? 'Not found' : 'Bad request', message },
					}),
				},
				'/poppyAi/api/bots': {
					routes: bots,
					refuse: ({ status, faults }) => ({
						status,
						body: {
							error: status === 422 ? 'Validation failed' : 'Bad request',
							details: Object.fromEntries(faults.map(({ path, message }) => [path.join('.'), message])),
						},
					}),
				},
			},
			reset() {
				state = freshState();
			},
			levers: {
				expireTokens() {
					state.users = freshState().users;
				},
			},
		};
	},

	operations(): Record<string, Operation> {
		const chat = chatNode;
		const query = { board_id: seeds.boardId, chat_id: seeds.chatId };
		const headers = { 'x-api-key': apiKey };
		const credentials = ['poppyAiApi'];

		const createdInChat = { method: 'POST', path: '/poppyAi/api/conversation/new', headers, query };
		const createdAtBot = { method: 'POST', path: `/poppyAi/api/bots/${seeds.botId}/conversations`, query: {} };
		const prompt = 'Cola vs Fanta. Which should I pick?';
		const promptForm = {
			prompt,
			additionalFields: { additionalContext: 'Answer in one line.', model: 'gpt-4o-mini', plainText: true },
		};
		const promptBody = {
			prompt,
			additional_context: 'Answer in one line.',
			model: 'gpt-4o-mini',
			plaintext: 'true',
		};

		return {
			'conversation.create': {
				effect: 'creates',
				samples: [
					{
						name: 'smallest',
						credentials,
						parameters: { resource: 'conversation', operation: 'create', ...chat },
						request: { ...createdInChat, body: { boardId: seeds.boardId, chatId: seeds.chatId } },
					},
					{
						name: 'full',
						credentials,
						parameters: {
							resource: 'conversation',
							operation: 'create',
							...chat,
							name: 'My Custom Conversation',
						},
						request: {
							...createdInChat,
							body: { boardId: seeds.boardId, chatId: seeds.chatId, name: 'My Custom Conversation' },
						},
						freeText: 'name',
					},
				],
			},
			'botConversation.create': {
				effect: 'creates',
				samples: [
					{
						name: 'smallest',
						credentials: ['poppyAiChatbotTokenApi'],
						parameters: {
							resource: 'botConversation',
							operation: 'create',
							botAuthentication: 'chatbotToken',
							botId: seeds.botId,
							prompt,
						},
						request: { ...createdAtBot, headers: { 'chatbot-token': chatbotToken }, body: { prompt } },
						freeText: 'prompt',
					},
					{
						name: 'full',
						credentials,
						parameters: {
							resource: 'botConversation',
							operation: 'create',
							botAuthentication: 'apiKey',
							botId: seeds.botId,
							userEmail: seeds.userEmail,
							prompt,
						},
						request: { ...createdAtBot, body: { prompt } },
						freeText: 'prompt',
					},
				],
			},
			'conversation.getMany': {
				effect: 'reads',
				samples: [
					{
						name: 'smallest',
						credentials,
						parameters: { resource: 'conversation', operation: 'getMany', ...chat, returnAll: false, limit: 1 },
						request: { method: 'GET', path: '/poppyAi/api/chats', headers, query: { board_id: seeds.boardId } },
					},
					{
						name: 'full',
						credentials,
						parameters: { resource: 'conversation', operation: 'getMany', ...chat, returnAll: true },
						request: { method: 'GET', path: '/poppyAi/api/chats', headers, query: { board_id: seeds.boardId } },
					},
				],
			},
			'message.send': {
				effect: 'sends',
				samples: [
					{
						name: 'smallest',
						credentials,
						parameters: {
							resource: 'message',
							operation: 'send',
							...chat,
							conversationId: byId(seeds.conversationId),
							prompt,
						},
						request: {
							method: 'POST',
							path: `/poppyAi/api/conversation/${seeds.conversationId}`,
							headers,
							query,
							body: { prompt, save_history: true },
						},
						freeText: 'prompt',
					},
					{
						name: 'full',
						credentials,
						parameters: {
							resource: 'message',
							operation: 'send',
							...chat,
							conversationId: byId(seeds.conversationId),
							prompt,
							additionalFields: {
								...promptForm.additionalFields,
								saveHistory: false,
								source: 'n8n',
								user: seeds.userEmail,
							},
						},
						request: {
							method: 'POST',
							path: `/poppyAi/api/conversation/${seeds.conversationId}`,
							headers,
							query,
							body: { ...promptBody, save_history: false, source: 'n8n', user: seeds.userEmail },
						},
						freeText: 'prompt',
					},
				],
			},
			'message.ask': {
				effect: 'sends',
				samples: [
					{
						name: 'smallest',
						credentials,
						parameters: { resource: 'message', operation: 'ask', ...chat, prompt },
						request: { method: 'POST', path: '/poppyAi/api/conversation', headers, query, body: { prompt } },
						freeText: 'prompt',
					},
					{
						name: 'full',
						credentials,
						parameters: { resource: 'message', operation: 'ask', ...chat, ...promptForm },
						request: { method: 'POST', path: '/poppyAi/api/conversation', headers, query, body: promptBody },
						freeText: 'prompt',
					},
				],
			},
			'board.getMany': {
				effect: 'reads',
				samples: [
					{
						name: 'smallest',
						credentials,
						parameters: { resource: 'board', operation: 'getMany', returnAll: false, limit: 1 },
						request: { method: 'GET', path: '/poppyAi/api/boards', headers, query: {} },
					},
					{
						name: 'full',
						credentials,
						parameters: { resource: 'board', operation: 'getMany', returnAll: true },
						request: { method: 'GET', path: '/poppyAi/api/boards', headers, query: {} },
					},
				],
			},
			'chat.getMany': {
				effect: 'reads',
				samples: [
					{
						name: 'smallest',
						credentials,
						parameters: {
							resource: 'chat',
							operation: 'getMany',
							boardId: byId(seeds.boardId),
							returnAll: false,
							limit: 1,
						},
						request: { method: 'GET', path: '/poppyAi/api/chats', headers, query: { board_id: seeds.boardId } },
					},
					{
						name: 'full',
						credentials,
						parameters: { resource: 'chat', operation: 'getMany', boardId: byId(seeds.boardId), returnAll: true },
						request: { method: 'GET', path: '/poppyAi/api/chats', headers, query: { board_id: seeds.boardId } },
					},
				],
			},
		};
	},
};
