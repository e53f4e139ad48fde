import type { IDataObject } from 'n8n-workflow';
import { poppyAi } from '../../../nodes/PoppyAi/vendor';
import { readToken } from '../../../nodes/PoppyAi/botConversation/account';
import { UnexpectedAnswer } from '../../../nodes/shared/base/json';
import { NotThere } from '../../../nodes/shared/failure/failure';
import { problems } from '../../support/schemas';
import { byId, complaint, fromList, misread, requestOf, run, taskOf } from '../../support/task';

const empty = { text: null, name: null, status: null, createdAt: null, workspaceId: null, bot: null, user: null, messages: [], details: {} };

// https://docs.getpoppy.ai, "Create conversation"
describe('a conversation in a ChatNode', () => {
	const create = 'conversation.create';
	const ids = { boardId: byId('abc123'), chatId: byId('chat-node-456') };
	const page = {
		conversationId: '6de563f8-9b05-4710-9b46-4dd6761e2942',
		name: 'My Custom Conversation',
		createdAt: '2025-04-23T09:09:59.619Z',
		boardId: 'abc123',
		chatId: 'chat-node-456',
	};
	const normalized = {
		vendor: 'poppyAi',
		conversationId: '6de563f8-9b05-4710-9b46-4dd6761e2942',
		text: null,
		name: 'My Custom Conversation',
		status: null,
		createdAt: '2025-04-23T09:09:59.619Z',
		workspaceId: 'abc123',
		bot: { id: 'chat-node-456', name: null },
		user: null,
		messages: [],
		details: {},
	};

	test.each<[string, IDataObject, object]>([
		["the page's example", { ...ids, name: 'My Custom Conversation' }, { boardId: 'abc123', chatId: 'chat-node-456', name: 'My Custom Conversation' }],
		['with an empty name', { ...ids, name: '' }, { boardId: 'abc123', chatId: 'chat-node-456' }],
		['without a name', ids, { boardId: 'abc123', chatId: 'chat-node-456' }],
		['ids from the list', { boardId: fromList('abc123'), chatId: fromList('chat-node-456') }, { boardId: 'abc123', chatId: 'chat-node-456' }],
		['ids as plain text', { boardId: 'abc123', chatId: ' chat-node-456 ' }, { boardId: 'abc123', chatId: 'chat-node-456' }],
		['ids that are numbers', { boardId: byId(1), chatId: byId(2) }, { boardId: '1', chatId: '2' }],
		['any Unicode', { ...ids, name: ' Zoë "会話" 🙂\n' }, { boardId: 'abc123', chatId: 'chat-node-456', name: ' Zoë "会話" 🙂\n' }],
	])('request: %s', (_what, parameters, body) => {
		const { boardId: board_id, chatId: chat_id } = body as Record<string, string>;
		expect(requestOf(poppyAi, create, parameters)).toEqual({ method: 'POST', path: '/api/conversation/new', query: { board_id, chat_id }, body });
	});

	test.each<[string, IDataObject, string]>([
		['no board', { chatId: byId('c') }, '"Board" is required but empty'],
		['an empty board', { ...ids, boardId: byId('') }, '"Board" is required but empty'],
		['no chat', { boardId: byId('b') }, '"Chat" is required but empty'],
		['a board that climbs', { ...ids, boardId: byId('..') }, '"Board" cannot be ".."'],
		['a name that is an object', { ...ids, name: { first: 'Zoë' } }, '"Name" must be text, not an object'],
		['reuse without a name', { ...ids, ifExists: 'reuse' }, '"Name" is required but empty'],
		['reuse spelled wrong', { ...ids, ifExists: 'recycle' }, '"If Exists" cannot be "recycle"'],
	])('bad input: %s', (_what, parameters, message) => {
		expect(complaint(poppyAi, create, parameters)).toBe(message);
	});

	test.each<[string, unknown, object]>([
		["the page's example", page, normalized],
		['no name, so the one asked for', { ...page, name: undefined }, { ...normalized, name: 'Asked for' }],
		['a null name', { ...page, name: null }, { ...normalized, name: 'Asked for' }],
		['no board and chat, so those asked for', { ...page, boardId: undefined, chatId: null }, normalized],
		['another board and chat than asked for', { ...page, boardId: 'b2', chatId: 'c2' }, { ...normalized, workspaceId: 'b2', bot: { id: 'c2', name: null } }],
		['ids that are numbers', { ...page, conversationId: 12, boardId: 34, chatId: 56 }, { ...normalized, conversationId: '12', workspaceId: '34', bot: { id: '56', name: null } }],
		['no time', { ...page, createdAt: undefined }, { ...normalized, createdAt: null }],
		['a time that is none', { ...page, createdAt: 'now' }, { ...normalized, createdAt: null }],
		['a time without zone', { ...page, createdAt: '2025-04-23T09:09:59.619999' }, normalized],
		['only the id', { conversationId: 'a' }, { ...normalized, conversationId: 'a', name: 'Asked for', createdAt: null }],
		['more than the page shows', { ...page, error: 'none', owner: { id: 1 } }, normalized],
	])('answer: %s', async (_what, body, expected) => {
		const { items, raw, sent } = await run(poppyAi, create, { ...ids, name: 'Asked for' }, body);

		expect(items).toEqual([expected]);
		expect(raw).toBe(body);
		expect(sent.map(({ idempotent }) => idempotent)).toEqual([false]);
		expect(problems('conversation', items[0])).toEqual([]);
	});

	test.each<[unknown, string]>([
		[{}, 'The answer has no "conversationId".'],
		[{ ...page, conversationId: undefined }, 'The answer has no "conversationId".'],
		[{ ...page, conversationId: '' }, 'The answer has no "conversationId".'],
		[{ ...page, conversationId: { id: 1 } }, 'The answer has no "conversationId".'],
		[{ data: page }, 'The answer has no "conversationId".'],
		['', 'The answer is empty where an object is documented.'],
		[null, 'The answer is null where an object is documented.'],
		[[], 'The answer is a list where an object is documented.'],
		[[page], 'The answer is a list where an object is documented.'],
		['{"conversationId": "a"', 'The answer is text where an object is documented.'],
		['<!DOCTYPE html><html></html>', 'The answer is a web page where an object is documented.'],
	])('answer that is none: %j', async (body, message) => {
		expect(await misread(poppyAi, create, ids, body)).toBe(message);
	});

	describe('to be reused', () => {
		const parameters = { ...ids, name: 'Pricing', ifExists: 'reuse' };
		const chats = (...conversations: unknown[]) => ({ data: [{ id: 'other' }, { id: 'chat-node-456', conversations }] });
		const list = { method: 'GET', path: '/api/chats', query: { board_id: 'abc123' }, idempotent: true };
		const creation = { method: 'POST', path: '/api/conversation/new', query: { board_id: 'abc123', chat_id: 'chat-node-456' }, body: { boardId: 'abc123', chatId: 'chat-node-456', name: 'Pricing' }, idempotent: false };

		test('is found by its name', async () => {
			const listed = { id: 7, name: 'Pricing' };
			const { items, raw, sent } = await run(poppyAi, create, parameters, chats({ id: 'c1', name: 'Press' }, listed, { id: 'c3', name: 'Pricing' }));

			expect(sent).toEqual([list]);
			expect(items).toEqual([
				{ ...normalized, conversationId: '7', name: 'Pricing', createdAt: null, details: { reused: true } },
			]);
			expect(raw).toBe(listed);
			expect(problems('conversation', items[0])).toEqual([]);
		});

		test.each<[string, unknown]>([
			['nothing is there', chats()],
			['none has that name', chats({ id: 'c1', name: 'pricing' }, { id: 'c2' })],
			['one of that name has no id', chats({ name: 'Pricing' })],
			['the chat lists nothing', { data: [{ id: 'chat-node-456' }] }],
		])('is created when %s', async (_what, listed) => {
			const { items, raw, sent } = await run(poppyAi, create, parameters, listed, page);

			expect(sent).toEqual([list, creation]);
			expect(items).toEqual([{ ...normalized, details: { reused: false } }]);
			expect(raw).toBe(page);
		});

		test('fails in a chat that the board does not have', async () => {
			await expect(run(poppyAi, create, parameters, { data: [] })).rejects.toThrow(new NotThere('The board has no chat "chat-node-456"'));
		});

		test('is not created when the list cannot be read', async () => {
			expect(await misread(poppyAi, create, parameters, '<html>', page)).toBe('The answer is a web page where an object is documented.');
			expect(await misread(poppyAi, create, parameters, {}, page)).toBe('"data" is empty where a list is documented.');
		});

		test('details say nothing of reuse unless it is set', async () => {
			const { items } = await run(poppyAi, create, { ...parameters, ifExists: 'create' }, page);

			expect(items[0]?.details).toEqual({});
		});
	});

	test('uses the API key', () => {
		expect(taskOf(poppyAi, create, ids).account()).toEqual({ kind: 'credential', type: 'poppyAiApi', key: { field: 'apiKey', displayName: 'API Key' } });
	});
});

// https://docs.getpoppy.ai, "Create a bot conversation"
describe('a conversation with a bot', () => {
	const create = 'botConversation.create';
	const parameters = { botAuthentication: 'chatbotToken', botId: '9c050854-b29f-44fe-a00d-7b3e5dc42fba', prompt: 'Cola vs Fanta. Which should I pick?' };
	const byKey = { ...parameters, botAuthentication: 'apiKey', userEmail: 'nathan@example.com' };
	const page = {
		data: [
			{
				id: '6de563f8-9b05-4710-9b46-4dd6761e2942',
				name: 'Cola vs Fanta',
				user_id: 'test-firebase-id-1234',
				chatbot_id: '9c050854-b29f-44fe-a00d-7b3e5dc42fba',
				messages: [],
				created_at: '2025-04-23T09:09:59.619Z',
			},
		],
	};
	const created = page.data[0] as IDataObject;
	const normalized = {
		...empty,
		vendor: 'poppyAi',
		conversationId: '6de563f8-9b05-4710-9b46-4dd6761e2942',
		name: 'Cola vs Fanta',
		createdAt: '2025-04-23T09:09:59.619Z',
		bot: { id: '9c050854-b29f-44fe-a00d-7b3e5dc42fba', name: null },
		user: { id: 'test-firebase-id-1234', name: null, email: null },
	};

	test.each<[string, IDataObject, string, object]>([
		["the page's example", parameters, '/api/bots/9c050854-b29f-44fe-a00d-7b3e5dc42fba/conversations', { prompt: 'Cola vs Fanta. Which should I pick?' }],
		['an id that needs encoding', { ...parameters, botId: 'a/b c', prompt: 'x' }, '/api/bots/a%2Fb%20c/conversations', { prompt: 'x' }],
		['for an end user: only the token says whose it is', byKey, '/api/bots/9c050854-b29f-44fe-a00d-7b3e5dc42fba/conversations', { prompt: 'Cola vs Fanta. Which should I pick?' }],
		['a prompt that is a number', { ...parameters, prompt: 42 }, '/api/bots/9c050854-b29f-44fe-a00d-7b3e5dc42fba/conversations', { prompt: '42' }],
	])('request: %s', (_what, values, path, body) => {
		expect(requestOf(poppyAi, create, values)).toEqual({ method: 'POST', path, body });
	});

	test.each<[string, IDataObject, string]>([
		['no bot', { prompt: 'x' }, '"Bot ID" is required but empty'],
		['no prompt', { botId: 'b', prompt: '  ' }, '"Prompt" is required but empty'],
		['a bot that is a folder', { ...parameters, botId: '..' }, '"Bot ID" cannot be ".."'],
		['a prompt that is an object', { ...parameters, prompt: { text: 'x' } }, '"Prompt" must be text, not an object'],
		['an API key without an email', { ...byKey, userEmail: '' }, '"User Email" is required but empty'],
		['an email that is none', { ...byKey, userEmail: 'nathan' }, '"User Email" is not an email address'],
		['an authentication that is none', { ...parameters, botAuthentication: 'none' }, '"Bot Authentication" cannot be "none"'],
	])('bad input: %s', (_what, values, message) => {
		expect(complaint(poppyAi, create, values)).toBe(message);
	});

	test.each<[string, unknown, IDataObject, object]>([
		["the page's example", page, parameters, normalized],
		['the email of the request', page, byKey, { ...normalized, user: { ...normalized.user, email: 'nathan@example.com' } }],
		['no user', { data: [{ ...created, user_id: null }] }, parameters, { ...normalized, user: null }],
		['no user, but an email', { data: [{ ...created, user_id: undefined }] }, byKey, { ...normalized, user: { id: null, name: null, email: 'nathan@example.com' } }],
		['no bot, so the one asked for', { data: [{ ...created, chatbot_id: undefined }] }, parameters, normalized],
		['ids that are numbers', { data: [{ ...created, id: 1, user_id: 2, chatbot_id: 3 }] }, parameters, { ...normalized, conversationId: '1', user: { id: '2', name: null, email: null }, bot: { id: '3', name: null } }],
		['no name and no time', { data: [{ ...created, name: null, created_at: null }] }, parameters, { ...normalized, name: null, createdAt: null }],
		['messages, in the usual names', { data: [{ ...created, messages: [{ id: 1, role: 'user', content: 'Hi' }, { role: 'assistant', text: '**Yes**', created_at: '2025-04-23T09:09:59Z' }, { role: 'system' }, 'none'] }] }, parameters, {
			...normalized,
			text: 'Hi\n\nYes',
			messages: [
				{ id: '1', role: 'user', senderId: null, type: 'text', text: 'Hi', url: null, fileName: null, createdAt: null },
				{ id: null, role: 'bot', senderId: null, type: 'text', text: '**Yes**', url: null, fileName: null, createdAt: '2025-04-23T09:09:59.000Z' },
				{ id: null, role: 'other', senderId: null, type: 'text', text: null, url: null, fileName: null, createdAt: null },
			],
		}],
		['several records: the first', { data: [created, { id: 'other' }] }, parameters, normalized],
	])('answer: %s', async (_what, body, values, expected) => {
		const { items, raw } = await run(poppyAi, create, values, body);

		expect(items).toEqual([expected]);
		expect(raw).toBe(body);
		expect(problems('conversation', items[0])).toEqual([]);
	});

	test.each<[unknown, string]>([
		[{ data: [] }, '"data" is empty where the new conversation is documented.'],
		[{ data: [null] }, '"data" is empty where the new conversation is documented.'],
		[{ data: created }, '"data" is a object where a list is documented.'],
		[{ data: 'none' }, '"data" is text where a list is documented.'],
		[{}, '"data" is empty where a list is documented.'],
		[{ data: [{ name: 'Cola' }] }, 'The answer has no "data[0].id".'],
		[[created], 'The answer is a list where an object is documented.'],
		['', 'The answer is empty where an object is documented.'],
	])('answer that is none: %j', async (body, message) => {
		expect(await misread(poppyAi, create, parameters, body)).toBe(message);
	});

	test('uses the chatbot token, or one that is traded for the API key', () => {
		expect(taskOf(poppyAi, create, { ...parameters, botAuthentication: 'chatbotToken' }).account()).toEqual({ kind: 'credential', type: 'poppyAiChatbotTokenApi', key: { field: 'chatbotToken', displayName: 'Chatbot Token' } });
		expect(taskOf(poppyAi, create, byKey).account()).toEqual({
			kind: 'token',
			type: 'poppyAiApi',
			key: { field: 'apiKey', displayName: 'API Key' },
			holder: 'nathan@example.com',
			header: 'chatbot-token',
			trade: { method: 'POST', path: '/api/bots/auth', body: { email: 'nathan@example.com' } },
			readToken,
		});
	});

	// The place of the token is not documented.
	test.each<[unknown, string | null]>([
		[{ token: 't1' }, 't1'],
		[{ data: { token: 't1' } }, 't1'],
		[{ data: [{ token: 't1' }] }, 't1'],
		[{ chatbotToken: 't1' }, 't1'],
		[{ chatbot_token: 't1' }, 't1'],
		[{ jwt: 't1' }, 't1'],
		[{ access_token: 't1', token_type: 'bearer' }, 't1'],
		[{ data: [{ jwt: 't1' }] }, 't1'],
		[{ token: '', jwt: 't1' }, 't1'],
		[{ token: null }, null],
		[{}, null],
		[{ data: [] }, null],
		[[], null],
		[null, null],
		['t1', null],
		['<html>', null],
	])('the token of %j', (body, token) => {
		if (token === null) expect(() => readToken(body)).toThrow(new UnexpectedAnswer('The answer has no chatbot token.'));
		else expect(readToken(body)).toBe(token);
	});
});

describe('a message', () => {
	const ids = { boardId: byId('abc123'), chatId: byId('chat-node-456') };
	const parameters = { ...ids, conversationId: byId('6de5/3f8'), prompt: 'Which plan fits?' };
	const page = { text: 'The **Pro** plan.\n\n* five seats', credits_used: 3, credits_remaining: 997 };
	const normalized = {
		vendor: 'poppyAi',
		conversationId: '6de5/3f8',
		text: 'The Pro plan.\n\n- five seats',
		messages: [{ id: null, role: 'bot', senderId: null, type: 'text', text: 'The **Pro** plan.\n\n* five seats', url: null, fileName: null, createdAt: null }],
		createdAt: null,
		details: { creditsUsed: 3, creditsRemaining: 997 },
	};
	const query = { board_id: 'abc123', chat_id: 'chat-node-456' };
	const everything = { additionalContext: 'Free plan', model: ' gpt-4o-mini ', plainText: true, saveHistory: false, source: 'website', user: 'nathan' };

	test.each<[string, string, IDataObject, object]>([
		['sent', 'message.send', parameters, { path: '/api/conversation/6de5%2F3f8', query, body: { prompt: 'Which plan fits?', save_history: true } }],
		[
			'sent with everything',
			'message.send',
			{ ...parameters, additionalFields: everything },
			{
				path: '/api/conversation/6de5%2F3f8',
				query,
				body: { prompt: 'Which plan fits?', model: 'gpt-4o-mini', plaintext: 'true', additional_context: 'Free plan', save_history: false, source: 'website', user: 'nathan' },
			},
		],
		[
			'sent with fields left empty',
			'message.send',
			{ ...parameters, additionalFields: { additionalContext: '', model: '', plainText: false, saveHistory: true, source: '', user: ' ' } },
			{ path: '/api/conversation/6de5%2F3f8', query, body: { prompt: 'Which plan fits?', save_history: true } },
		],
		['asked', 'message.ask', { ...ids, prompt: 'Which?' }, { path: '/api/conversation', query, body: { prompt: 'Which?' } }],
		[
			'asked with everything',
			'message.ask',
			{ ...ids, prompt: 'Which?', additionalFields: { additionalContext: 'Free plan', model: 'o3-mini', plainText: true } },
			{ path: '/api/conversation', query, body: { prompt: 'Which?', model: 'o3-mini', plaintext: 'true', additional_context: 'Free plan' } },
		],
	])('request: %s', (_what, operation, values, expected) => {
		expect(requestOf(poppyAi, operation, values)).toEqual({ method: 'POST', ...expected });
		expect(taskOf(poppyAi, operation, values).idempotent).toBe(false);
	});

	test.each<[string, IDataObject, string]>([
		['no conversation', { ...ids, prompt: 'x' }, '"Conversation" is required but empty'],
		['no prompt', { ...parameters, prompt: '' }, '"Prompt" is required but empty'],
		['a conversation that climbs', { ...parameters, conversationId: byId('.') }, '"Conversation" cannot be "."'],
		['a prompt that is a list', { ...parameters, prompt: ['a'] }, '"Prompt" must be text, not a list'],
		['a switch that is none', { ...parameters, additionalFields: { saveHistory: 'yes' } }, '"Save History" must be true or false, not a string'],
	])('bad input: %s', (_what, values, message) => {
		expect(complaint(poppyAi, 'message.send', values)).toBe(message);
	});

	test.each<[string, string, IDataObject, unknown, object]>([
		["the page's example", 'message.send', parameters, page, normalized],
		['asked without a conversation', 'message.ask', { ...ids, prompt: 'x' }, page, { ...normalized, conversationId: null }],
		['asked for plain text, as it came', 'message.send', { ...parameters, additionalFields: { plainText: true } }, page, { ...normalized, text: page.text }],
		['no answer', 'message.send', parameters, { ...page, text: '' }, { ...normalized, text: null, messages: [] }],
		['no credits', 'message.send', parameters, { text: 'Yes' }, { ...normalized, text: 'Yes', messages: [{ ...normalized.messages[0], text: 'Yes' }], details: { creditsUsed: null, creditsRemaining: null } }],
		['credits as text', 'message.send', parameters, { ...page, credits_used: '3', credits_remaining: '997.5' }, { ...normalized, details: { creditsUsed: 3, creditsRemaining: 997.5 } }],
		['credits that are used up', 'message.send', parameters, { ...page, credits_remaining: 0 }, { ...normalized, details: { creditsUsed: 3, creditsRemaining: 0 } }],
		['nothing but a mark', 'message.send', parameters, { ...page, text: '---' }, { ...normalized, text: '---', messages: [{ ...normalized.messages[0], text: '---' }] }],
	])('answer: %s', async (_what, operation, values, body, expected) => {
		const { items } = await run(poppyAi, operation, values, body);

		expect(items).toEqual([expected]);
		expect(problems('reply', items[0])).toEqual([]);
	});

	test.each<[unknown, string]>([
		[{}, 'The answer has no "text".'],
		[{ text: null }, 'The answer has no "text".'],
		[{ text: { value: 'x' } }, 'The answer has no "text".'],
		['Yes', 'The answer is text where an object is documented.'],
		[null, 'The answer is null where an object is documented.'],
	])('answer that is none: %j', async (body, message) => {
		expect(await misread(poppyAi, 'message.send', parameters, body)).toBe(message);
		expect(await misread(poppyAi, 'message.ask', parameters, body)).toBe(message);
	});
});

describe('what is listed', () => {
	const chats = {
		data: [
			{ id: 'chat-node-456', conversations: [{ id: 'c1', name: 'Pricing' }, { id: 2 }, { name: 'No id' }] },
			{ id: 457 },
			null,
			{ id: 'chat-node-458', conversations: null },
		],
	};

	test('boards', async () => {
		const body = { data: [{ id: 'abc123', name: 'Launch' }, { id: 7 }, 'x', { id: 'c', name: null }] };
		const { items, sent } = await run(poppyAi, 'board.getMany', { returnAll: false, limit: 2 }, body);

		expect(sent).toEqual([{ method: 'GET', path: '/api/boards', idempotent: true }]);
		expect(items).toEqual([
			{ vendor: 'poppyAi', boardId: 'abc123', name: 'Launch' },
			{ vendor: 'poppyAi', boardId: '7', name: null },
		]);
		expect((await run(poppyAi, 'board.getMany', { returnAll: true, limit: 2 }, body)).items).toHaveLength(3);
		expect((await run(poppyAi, 'board.getMany', { returnAll: true }, { data: [] })).items).toEqual([]);
	});

	test('chats', async () => {
		const { items, sent } = await run(poppyAi, 'chat.getMany', { boardId: byId('a b&c'), returnAll: true }, chats);

		expect(sent).toEqual([{ method: 'GET', path: '/api/chats', query: { board_id: 'a b&c' }, idempotent: true }]);
		expect(items).toEqual([
			{ vendor: 'poppyAi', chatId: 'chat-node-456', boardId: 'a b&c', conversations: [{ conversationId: 'c1', name: 'Pricing' }, { conversationId: '2', name: null }, { conversationId: null, name: 'No id' }] },
			{ vendor: 'poppyAi', chatId: '457', boardId: 'a b&c', conversations: [] },
			{ vendor: 'poppyAi', chatId: 'chat-node-458', boardId: 'a b&c', conversations: [] },
		]);
	});

	test('conversations', async () => {
		const { items } = await run(poppyAi, 'conversation.getMany', { boardId: byId('b'), chatId: byId('chat-node-456'), returnAll: true }, chats);

		expect(items).toEqual([
			{ ...empty, vendor: 'poppyAi', conversationId: 'c1', name: 'Pricing', workspaceId: 'b', bot: { id: 'chat-node-456', name: null } },
			{ ...empty, vendor: 'poppyAi', conversationId: '2', workspaceId: 'b', bot: { id: 'chat-node-456', name: null } },
		]);
		for (const item of items) expect(problems('conversation', item)).toEqual([]);
	});

	test.each(['board.getMany', 'chat.getMany', 'conversation.getMany'])('%s: rejects a response that is not a list', async (operation) => {
		const parameters = { boardId: byId('b'), chatId: byId('c'), returnAll: true };

		expect(await misread(poppyAi, operation, parameters, {})).toBe('"data" is empty where a list is documented.');
		expect(await misread(poppyAi, operation, parameters, [])).toBe('The answer is a list where an object is documented.');
	});

	test.each<[unknown, string]>([
		[0, '"Limit" must be a whole number of at least 1'],
		[1.5, '"Limit" must be a whole number of at least 1'],
		['many', '"Limit" must be a whole number of at least 1'],
	])('a limit of %j', (limit, message) => {
		expect(complaint(poppyAi, 'board.getMany', { returnAll: false, limit })).toBe(message);
	});
});

test.each<[number, unknown, string | undefined]>([
	[403, { error: 'Unauthorized', message: 'Invalid or missing API key.' }, 'authentication'],
	[403, { error: 'Forbidden' }, undefined],
	[403, '', undefined],
	[404, { error: 'Unauthorized' }, undefined],
])('HTTP %i with %j', (status, body, reason) => {
	expect(poppyAi.reasonOf?.(status, body)).toBe(reason);
});
