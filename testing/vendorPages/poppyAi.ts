import type { VendorPage } from './table';

const id = (value: string) => ({ __rl: true, mode: 'id', value });
const address = {
	'query.board_id': ['boardId', id('board 1'), 'board 1'],
	'query.chat_id': ['chatId', id('chatNode-patient-star-4uIJt'), 'chatNode-patient-star-4uIJt'],
} satisfies VendorPage['calls'][number]['sends'];

const prompt = {
	...address,
	'body.prompt': ['prompt', 'Cola vs Fanta'],
	'body.additional_context': ['additionalFields.additionalContext', 'In one line'],
	'body.plaintext': ['additionalFields.plainText', true, 'true'],
} satisfies VendorPage['calls'][number]['sends'];

/** Models that Poppy AI's pages have named; it may be any. */
const MODELS = ['claude-sonnet-4-6', 'claude-sonnet-4-5', 'claude-4-sonnet-20250514', 'o3-mini', 'gpt-4o', 'gpt-4o-mini', 'grok-2-1212', 'one of tomorrow'];
const models = { parameter: 'additionalFields.model', place: 'body.model', values: MODELS };
const answered = { text: '**Cola**', credits_used: 0.04975, credits_remaining: 12.5 };
const readAnswer = {
	text: ['text', 'Cola'],
	credits_used: 'details.creditsUsed',
	credits_remaining: 'details.creditsRemaining',
} satisfies VendorPage['calls'][number]['reads'];
const streaming = { 'body.streaming': /[Ss]tream/, 'body.include_usage': /[Ss]tream/ };

const unauthorized = { error: 'Unauthorized', message: 'Invalid or missing API key.' };
const notValid = { error: 'Validation failed', message: 'Request validation failed. Please check your parameters.', details: { chatId: 'is unknown' } };

/** https://docs.getpoppy.ai, and public clients where it is silent. */
export const poppyAi: VendorPage = {
	vendor: 'poppyAi',
	page: 'poppy-ai',
	calls: [
		{
			operation: 'conversation.create',
			sends: {
				path: ['name', 'x', '/poppyAi/api/conversation/new'],
				'headers.x-api-key': ['name', 'x', 'sandbox-poppy-key'],
				...address,
				'body.boardId': ['boardId', id('board 1'), 'board 1'],
				'body.chatId': ['chatId', id('chat 1'), 'chat 1'],
				'body.name': ['name', 'My Custom Conversation'],
			},
			answer: { conversationId: 'c-1', name: 'API Conversation - 1', createdAt: '2024-05-01T12:00:00.5Z', boardId: 'b-1', chatId: 'n-1' },
			reads: {
				conversationId: 'conversationId',
				name: 'name',
				createdAt: ['createdAt', '2024-05-01T12:00:00.500Z'],
				boardId: 'workspaceId',
				chatId: 'bot.id',
			},
			values: [
				{ at: 'createdAt', read: 'createdAt', values: [null], as: [null] },
				{ at: 'boardId', read: 'workspaceId', values: [undefined], as: ['abc123'] },
				{ at: 'chatId', read: 'bot.id', values: [undefined], as: ['chat-node-456'] },
			],
			leftOut: { 'query.api_key': /never in the (query|URL|address)/ },
		},
		{
			operation: 'botConversation.create',
			sends: {
				path: ['botId', '9c05', '/poppyAi/api/bots/9c05/conversations'],
				'headers.chatbot-token': ['prompt', 'x', 'sandbox-chatbot-token'],
				'body.prompt': ['prompt', 'Cola vs Fanta. Which?'],
			},
			answer: { data: [{ id: 'bc-1', name: 'Cola vs Fanta', user_id: 7, chatbot_id: 'bot-1', messages: [], created_at: '2024-05-01T12:00:00Z' }] },
			reads: {
				'data.0.id': 'conversationId',
				'data.0.name': 'name',
				'data.0.user_id': 'user.id',
				'data.0.chatbot_id': 'bot.id',
				'data.0.messages': 'messages',
				'data.0.created_at': ['createdAt', '2024-05-01T12:00:00.000Z'],
			},
		},
		{
			operation: 'message.send',
			sends: {
				path: ['conversationId', id('c 1'), '/poppyAi/api/conversation/c%201'],
				...prompt,
				'body.save_history': ['additionalFields.saveHistory', false],
				'body.user': ['additionalFields.user', 'ada'],
				'body.source': ['additionalFields.source', 'n8n'],
			},
			choices: [models, { parameter: 'additionalFields.saveHistory', place: 'body.save_history', values: [true, false] }],
			answer: answered,
			reads: readAnswer,
			leftOut: streaming,
		},
		{
			operation: 'message.ask',
			sends: { path: ['prompt', 'x', '/poppyAi/api/conversation'], ...prompt },
			choices: [models],
			answer: answered,
			reads: readAnswer,
			leftOut: streaming,
		},
		{
			operation: 'board.getMany',
			sends: { path: ['limit', 1, '/poppyAi/api/boards'] },
			answer: { data: [{ id: 'b-1', name: 'Board' }] },
			reads: { 'data.0.id': 'boardId', 'data.0.name': 'name' },
		},
		{
			operation: 'chat.getMany',
			sends: { path: ['limit', 1, '/poppyAi/api/chats'], 'query.board_id': ['boardId', id('b 1'), 'b 1'] },
			answer: { data: [{ id: 'n-1', conversations: [{ id: 'c-1', name: 'First' }] }] },
			reads: {
				'data.0.id': 'chatId',
				'data.0.conversations.0.id': 'conversations.0.conversationId',
				'data.0.conversations.0.name': 'conversations.0.name',
			},
		},
		{
			operation: 'conversation.getMany',
			parameters: { chatId: id('n-1') },
			sends: { path: ['limit', 1, '/poppyAi/api/chats'], 'query.board_id': ['boardId', id('b 1'), 'b 1'] },
			answer: { data: [{ id: 'n-1', conversations: [{ id: 'c-1', name: 'First' }] }] },
			reads: {
				'data.0.id': 'bot.id',
				'data.0.conversations.0.id': 'conversationId',
				'data.0.conversations.0.name': 'name',
			},
		},
	],
	statuses: [
		{ operation: 'conversation.create', status: 403, body: unauthorized, reason: 'authentication', says: /Invalid or missing API key.*Power User plan/ },
		{ operation: 'conversation.create', status: 403, body: '<html>proxy</html>', reason: 'forbidden' },
		{ operation: 'conversation.create', status: 422, body: notValid, reason: 'validation', says: /Please check your parameters.*chatId: is unknown/ },
		{ operation: 'botConversation.create', status: 401, body: { error: 'Unauthorized', details: {} }, reason: 'authentication', says: /Unauthorized/ },
		{ operation: 'botConversation.create', status: 403, body: { error: 'Unauthorized', details: {} }, reason: 'authentication' },
		{ operation: 'botConversation.create', status: 404, body: { error: 'Not found', details: { botId: 'b-9 not found' } }, reason: 'notFound', says: /botId: b-9 not found/ },
		{ operation: 'message.send', status: 403, body: unauthorized, reason: 'authentication' },
		{ operation: 'board.getMany', status: 403, body: unauthorized, reason: 'authentication' },
	],
	leftOut: {
		'GET twins that also send a prompt': /`GET` twins/,
		'the bot message call': /no operation for a message to a bot/,
		'reading history, renaming, deleting': /history of a conversation cannot be read/,
		'files, in or out': /documents no files/,
		'temperature, max_tokens, metadata': /`temperature`, `max_tokens` and `metadata`/,
		'GET /api/usage': /`GET \/api\/usage`/,
		'no paging': /documents no paging/,
	},
};
