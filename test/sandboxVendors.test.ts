import { askSample, startSandbox, type Sandbox } from '../testing/sandbox';
import { seeds as pingback } from '../testing/sandbox/vendors/pingback';
import { seeds as poppy } from '../testing/sandbox/vendors/poppyAi';
import { seeds as quickbot } from '../testing/sandbox/vendors/quickbot';
import { seeds as userDesk } from '../testing/sandbox/vendors/userDesk';
import { inTables } from '../testing/vendors';

// Each vendor page's calls, asked as the page shows them, and the ways to ask wrongly.

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.stop());

async function ask(method: string, path: string, headers: Record<string, string> = {}, body?: unknown) {
	const json: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
	const answer = await fetch(sandbox.url + path, {
		method,
		redirect: 'manual',
		headers: { ...json, ...headers },
		body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
	});
	const text = await answer.text();
	// eslint-disable-next-line @typescript-eslint/no-explicit-any
	return { status: answer.status, body: (text === '' ? undefined : JSON.parse(text)) as any };
}

const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/);
const isoTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

describe('Poppy AI', () => {
	const key = { 'x-api-key': poppy.apiKey };
	const create = '/poppyAi/api/conversation/new';
	const page = { boardId: 'abc123', chatId: 'chat-node-456', name: 'My Custom Conversation' };
	const chatQuery = 'board_id=abc123&chat_id=chat-node-456';
	const invalid = {
		error: 'Validation failed',
		message: 'Request validation failed. Please check your parameters.',
		details: {},
	};

	test('creates a ChatNode conversation as its page shows', async () => {
		const { status, body } = await ask('POST', create, key, page);

		expect(status).toBe(201);
		expect(body).toEqual({ conversationId: uuid, createdAt: isoTime, ...page });
		expect(sandbox.created('poppyAi')).toEqual([
			{
				id: body.conversationId,
				vendor: 'poppyAi',
				operation: 'conversation.create',
				body: page,
				at: expect.any(Number),
			},
		]);
	});

	test('names a conversation by itself, and takes the ids from the query', async () => {
		const { body } = await ask('POST', `${create}?${chatQuery}`, key, {});
		expect(body.name).toBe(`API Conversation - ${body.createdAt}`);
		expect(body.boardId).toBe('abc123');
	});

	test.each([
		['no key', {}, page, 403, { error: 'Unauthorized', message: 'Invalid or missing API key.' }],
		[
			'a wrong key',
			{ 'x-api-key': 'wrong' },
			page,
			403,
			{ error: 'Unauthorized', message: 'Invalid or missing API key.' },
		],
		['the board missing', key, { chatId: page.chatId }, 422, invalid],
		['an unknown board', key, { ...page, boardId: 'nope' }, 422, invalid],
		['a chat of another board', key, { ...page, chatId: 'chat-node-500' }, 422, invalid],
		["another account's board", { 'x-api-key': poppy.otherApiKey }, page, 422, invalid],
		['a number for the name', key, { ...page, name: 5 }, 422, invalid],
		['an empty name', key, { ...page, name: '' }, 422, invalid],
		['an unknown field', key, { ...page, extra: 1 }, 422, invalid],
		['no body', key, undefined, 422, invalid],
	])('refuses a create with %s', async (_what, headers, body, status, answer) => {
		expect(await ask('POST', create, headers as Record<string, string>, body)).toEqual({ status, body: answer });
		expect(sandbox.created('poppyAi')).toEqual([]);
	});

	test('refuses a key in the query, alone or beside the header', async () => {
		expect((await ask('POST', `${create}?api_key=${poppy.apiKey}`, {}, page)).status).toBe(403);
		expect((await ask('POST', `${create}?api_key=${poppy.apiKey}`, key, page)).status).toBe(422);
		expect((await ask('GET', `/poppyAi/api/boards?api_key=${poppy.apiKey}`, key)).status).toBe(422);
	});

	test('lists boards, chats and the conversations made', async () => {
		await ask('POST', create, key, page);
		const boards = await ask('GET', '/poppyAi/api/boards', key);
		expect(boards.body.data).toContainEqual({ id: 'abc123', name: 'Launch plans' });

		const chats = await ask('GET', '/poppyAi/api/chats?board_id=abc123', key);
		expect(chats.body.data[0]).toEqual({
			id: 'chat-node-456',
			conversations: [
				{ id: poppy.conversationId, name: 'Pricing page' },
				{ id: 'conversation-sandbox-2', name: 'Press list' },
				{ id: uuid, name: 'My Custom Conversation' },
			],
		});
		expect((await ask('GET', '/poppyAi/api/chats', key)).status).toBe(422);
		expect((await ask('GET', '/poppyAi/api/chats?board_id=nope', key)).status).toBe(422);
	});

	test('answers a message in a conversation, and counts the credits', async () => {
		const path = `/poppyAi/api/conversation/${poppy.conversationId}?${chatQuery}`;
		const first = await ask('POST', path, key, { prompt: 'Hi', save_history: true });
		expect(first.body).toEqual({
			text: '**Sandbox answer** to: Hi',
			credits_used: 2,
			credits_remaining: poppy.credits - 2,
		});
		const second = await ask('POST', path, key, {
			prompt: 'Hi',
			save_history: false,
			plaintext: 'true',
			model: 'o3-mini',
		});
		expect(second.body).toEqual({
			text: 'Sandbox answer to: Hi',
			credits_used: 5,
			credits_remaining: poppy.credits - 7,
		});
		expect(sandbox.sent('poppyAi').map(({ conversationId }) => conversationId)).toEqual([
			poppy.conversationId,
			poppy.conversationId,
		]);
	});

	test('answers a question without a conversation', async () => {
		const { body } = await ask('POST', `/poppyAi/api/conversation?${chatQuery}`, key, { prompt: 'Hi' });
		expect(body).toMatchObject({ credits_used: 2 });
		expect(sandbox.sent('poppyAi')).toMatchObject([{ conversationId: null, operation: 'message.ask' }]);
	});

	test.each([
		['without the query', 'POST', `/poppyAi/api/conversation/${poppy.conversationId}`, { prompt: 'Hi' }, 422],
		['without a prompt', 'POST', `/poppyAi/api/conversation?${chatQuery}`, {}, 422],
		['with streaming', 'POST', `/poppyAi/api/conversation?${chatQuery}`, { prompt: 'Hi', streaming: true }, 422],
		[
			'with a boolean plaintext',
			'POST',
			`/poppyAi/api/conversation?${chatQuery}`,
			{ prompt: 'Hi', plaintext: true },
			422,
		],
		[
			'asked once with save_history',
			'POST',
			`/poppyAi/api/conversation?${chatQuery}`,
			{ prompt: 'Hi', save_history: true },
			422,
		],
		['to an unknown conversation', 'POST', `/poppyAi/api/conversation/nope?${chatQuery}`, { prompt: 'Hi' }, 404],
		['as GET', 'GET', `/poppyAi/api/conversation?${chatQuery}&prompt=Hi`, undefined, 404],
	])('refuses a message %s', async (_what, method, path, body, status) => {
		expect((await ask(method, path, key, body)).status).toBe(status);
		expect(sandbox.sent('poppyAi')).toEqual([]);
	});

	describe('bots', () => {
		const path = '/poppyAi/api/bots/9c050854-b29f-44fe-a00d-7b3e5dc42fba/conversations';
		const token = { 'chatbot-token': poppy.chatbotToken };
		const prompt = 'Cola vs Fanta. Which should I pick?';

		test('create a conversation as their page shows', async () => {
			const { body } = await ask('POST', path, token, { prompt });
			expect(body).toEqual({
				data: [
					{
						id: uuid,
						name: 'Cola vs Fanta',
						user_id: 'account-1:ada@sandbox.example',
						chatbot_id: '9c050854-b29f-44fe-a00d-7b3e5dc42fba',
						messages: [],
						created_at: isoTime,
					},
				],
			});
			expect(sandbox.created('poppyAi')).toMatchObject([{ id: body.data[0].id, operation: 'botConversation.create' }]);
		});

		test('mint a new token for each call, valid for its account and user until it expires', async () => {
			const mint = (apiKey: string) =>
				ask('POST', '/poppyAi/api/bots/auth', { 'x-api-key': apiKey }, { email: 'bob@sandbox.example' });
			const [first, second, other] = [
				await mint(poppy.apiKey),
				await mint(poppy.apiKey),
				await mint(poppy.otherApiKey),
			];
			expect(new Set([first, second, other].map(({ body }) => body.token)).size).toBe(3);
			expect(sandbox.counts('poppyAi')).toEqual({ tokens: 3, created: 0, sent: 0 });

			const create = (token: string) => ask('POST', path, { 'chatbot-token': token }, { prompt });
			expect((await create(first.body.token)).body.data[0].user_id).toBe('account-1:bob@sandbox.example');
			expect((await create(other.body.token)).body.data[0].user_id).toBe('account-2:bob@sandbox.example');

			sandbox.expireTokens('poppyAi');
			expect((await create(first.body.token)).status).toBe(401);
			expect((await create(poppy.chatbotToken)).status).toBe(200);
		});

		test.each([
			['no token', {}, 401],
			['a wrong token', { 'chatbot-token': 'wrong' }, 401],
			['the API key instead', { 'x-api-key': poppy.apiKey }, 401],
			['the API key beside the token', { ...token, 'x-api-key': poppy.apiKey }, 401],
		])('refuse %s', async (_what, headers, status) => {
			expect(await ask('POST', path, headers as Record<string, string>, { prompt })).toEqual({
				status,
				body: { error: 'Unauthorized', details: {} },
			});
		});

		test('reject an unknown bot and an undocumented body', async () => {
			const unknown = await ask('POST', '/poppyAi/api/bots/8c050854/conversations', token, { prompt });
			expect(unknown).toEqual({ status: 404, body: { error: 'Not found', details: { botId: '8c050854 not found' } } });
			expect((await ask('POST', path, token, {})).body).toEqual({
				error: 'Validation failed',
				details: { prompt: expect.stringContaining('required') },
			});
			expect((await ask('POST', path, token, { prompt, name: 'x' })).status).toBe(422);
			expect((await ask('POST', '/poppyAi/api/bots/auth', key, { email: 'nobody' })).status).toBe(422);
			expect((await ask('POST', '/poppyAi/api/bots/auth', {}, { email: 'a@b.example' })).status).toBe(403);
			expect(sandbox.counts('poppyAi')).toEqual({ created: 0, sent: 0 });
		});
	});
});

describe('UserDesk', () => {
	const bearer = { authorization: `Bearer ${userDesk.apiKey}` };
	const path = (chatbotId: string, call: string) => `/userDesk/v1/chatbot/${chatbotId}/${call}`;
	const create = path(userDesk.chatbotId, 'conversation');
	const send = path(userDesk.chatbotId, 'message');

	test('creates a conversation as its page shows', async () => {
		const { status, body } = await ask('POST', create, bearer, { userName: 'Ada', userEmail: 'ada@sandbox.example' });
		expect(status).toBe(200);
		expect(body).toEqual({ success: true, conversationId: uuid, response: 'Hello, how can I help you?' });
		expect(sandbox.created('userDesk')).toMatchObject([{ id: body.conversationId, body: { userName: 'Ada' } }]);
	});

	test('needs no body, and has no first message where none is configured', async () => {
		const answers = await Promise.all(
			userDesk.silentChatbotIds.map((id) => ask('POST', path(id, 'conversation'), bearer)),
		);
		expect(answers.map(({ body }) => body)).toEqual([
			{ success: true, conversationId: uuid },
			{ success: true, conversationId: uuid, response: null },
			{ success: true, conversationId: uuid, response: '' },
		]);
	});

	test('answers a message, in a conversation of its own when none is given', async () => {
		const first = await ask('POST', send, bearer, { message: 'Hi' });
		expect(first.body).toEqual({ success: true, conversationId: uuid, response: 'Sandbox answer to: Hi' });
		const { conversationId } = first.body;
		const second = await ask('POST', send, bearer, { message: 'More', conversationId, userName: 'Ada' });
		expect(second.body.conversationId).toBe(conversationId);
		expect(sandbox.counts('userDesk')).toEqual({ created: 1, sent: 2 });
	});

	test.each([
		['no key', create, {}, {}, 401, 'Missing API Key'],
		['a wrong key', create, { authorization: 'Bearer wrong' }, {}, 401, 'Wrong API Key'],
		['a key without Bearer', create, { authorization: userDesk.apiKey }, {}, 401, 'Wrong API Key'],
		[
			"someone else's chatbot",
			path(userDesk.foreignChatbotId, 'conversation'),
			bearer,
			{},
			403,
			'Access to this chatbot is denied',
		],
		['an unknown chatbot', path('constructor', 'conversation'), bearer, {}, 403, 'Access to this chatbot is denied'],
		['an unknown field', create, bearer, { name: 'Ada' }, 400, expect.any(String)],
		['an empty field', create, bearer, { userName: '' }, 400, expect.any(String)],
		['a message that is none', send, bearer, { message: { text: 'Hi' } }, 400, expect.any(String)],
		['no message', send, bearer, {}, 400, expect.any(String)],
		['an unknown conversation', send, bearer, { message: 'Hi', conversationId: 'nope' }, 400, expect.any(String)],
		['the key in the query', `${create}?api_key=${userDesk.apiKey}`, bearer, {}, 400, expect.any(String)],
	])('refuses %s', async (_what, url, headers, body, status, error) => {
		expect(await ask('POST', url, headers as Record<string, string>, body)).toEqual({
			status,
			body: { success: false, error },
		});
		expect(sandbox.counts('userDesk')).toEqual({ created: 0, sent: 0 });
	});

	test('has only its two documented calls', async () => {
		expect((await ask('GET', create, bearer)).status).toBe(404);
		expect((await ask('POST', `${create}/`, bearer, {})).status).toBe(404);
	});
});

describe('Quickbot', () => {
	const create = '/quickbot/api/v1/conversations';
	const open = (body: object) => ask('POST', create, {}, body);
	const say = (sessionId: string, text: string, more = {}) =>
		ask('POST', `${create}/${sessionId}/messages`, {}, { message: { type: 'text', text, ...more } });

	test('creates a conversation without any key, as its page shows', async () => {
		const { status, body } = await open({
			publicId: quickbot.publicId,
			prefilledVariables: { 'First name': 'John', Email: 'john@gmail.com' },
		});
		expect(status).toBe(200);
		expect(body).toEqual({
			sessionId: uuid,
			bot: {
				id: expect.any(String),
				theme: expect.any(Object),
				settings: expect.any(Object),
				publishedAt: expect.any(String),
			},
			actor: { role: 'host', name: 'Sandbox Bot', avatarUrl: expect.any(String) },
			messages: [
				{ id: 'lead-1', type: 'text', content: { type: 'markdown', markdown: 'Hi **John**!' } },
				{ id: 'lead-2', type: 'text', content: { type: 'markdown', markdown: 'What is your name?' } },
			],
			resultId: uuid,
			input: { id: 'input-name', type: 'text input', options: expect.any(Object) },
			progress: 0,
		});
		expect(sandbox.created('quickbot')).toMatchObject([{ id: body.sessionId }]);
	});

	test('carries a session through text, buttons and email to its end', async () => {
		const opened = await open({
			publicId: quickbot.publicId,
			message: { type: 'text', text: 'Ada', attachedFileUrls: ['https://files.example/a.pdf'], createdAt: 1 },
			resultId: 'result-7',
		});
		const { sessionId } = opened.body;
		expect(opened.body).toMatchObject({
			resultId: 'result-7',
			guestDisplayText: 'Ada',
			progress: 33,
			input: {
				type: 'buttons input',
				items: [
					{ id: 'item-pricing', content: 'Pricing', value: 'pricing' },
					{ id: 'item-support', content: 'Support' },
				],
			},
		});

		const wrong = await say(sessionId, 'Pizza');
		expect(wrong.status).toBe(200);
		expect(wrong.body.input).toEqual(opened.body.input);

		expect((await say(sessionId, 'The first one', { value: 'pricing' })).body).toMatchObject({
			messages: [{ content: { markdown: 'Pricing, good choice. Your email?' } }],
			input: { type: 'email input' },
		});
		expect((await say(sessionId, 'not an address')).body.input).toMatchObject({ type: 'email input' });

		const end = await say(sessionId, 'ada@sandbox.example');
		expect(end.body.messages[0].content.markdown).toBe('Thank you, we will write to ada@sandbox.example.');
		expect(end.body.progress).toBe(100);
		expect(end.body).not.toHaveProperty('input');
		expect(end.body).not.toHaveProperty('sessionId');
		expect(end.body).not.toHaveProperty('bot');
		expect(sandbox.counts('quickbot')).toEqual({ created: 1, sent: 4 });
		expect(await say(sessionId, 'Hello?')).toMatchObject({ status: 404 });
	});

	test('sends every kind of message, and secrets that an output must not hold', async () => {
		const { body } = await open({ publicId: quickbot.mediaPublicId });
		expect(body.messages.map(({ type }: { type: string }) => type)).toEqual([
			'text',
			'image',
			'video',
			'audio',
			'embed',
		]);
		expect(body.messages[0].content.type).toBe('richText');
		expect(body.input.runtimeOptions.paymentIntentSecret).toBe(quickbot.paymentSecret);
		expect(JSON.stringify(body.bot).length).toBeGreaterThan(5_000);
		expect(body.clientSideActions).toHaveLength(1);
		expect(body.logs).toHaveLength(1);
	});

	test('awaits nothing where the flow has no question', async () => {
		expect((await open({ publicId: quickbot.announcementPublicId })).body).not.toHaveProperty('input');
	});

	test.each(['Pricing', 'pricing', 'item-pricing', ' Pricing '])('takes %j for the choice', async (text) => {
		const { body } = await open({ publicId: quickbot.publicId, message: { type: 'text', text: 'Ada' } });
		expect((await say(body.sessionId, text)).body.messages[0].content.markdown).toBe('Pricing, good choice. Your email?');
	});

	test('starts anew after an end at once, and only once', async () => {
		const { sessionId } = (await open({ publicId: quickbot.announcementPublicId })).body;
		expect((await say(sessionId, 'Hi')).body.messages[0].content.markdown).toBe('We are open from 9 to 5.');
		expect((await say(sessionId, 'Hi')).status).toBe(404);
	});

	const goOn = (sessionId: string) => ask('POST', `${create}/${sessionId}/messages`, {}, {});

	test('stands still in a pause until it is resumed, and repeats what must be answered', async () => {
		const { sessionId, ...opened } = (await open({ publicId: quickbot.pausedPublicId })).body;
		expect(opened).not.toHaveProperty('input');
		expect(opened.clientSideActions).toMatchObject([{ type: 'wait', expectsDedicatedReply: true }]);
		expect((await goOn(sessionId)).body.input).toMatchObject({ id: 'input-paused' });
		expect((await goOn(sessionId)).body.input).toMatchObject({ id: 'input-paused' });
		expect((await say(sessionId, 'Ada')).body).not.toHaveProperty('input');
		expect((await goOn(sessionId)).status).toBe(404);
	});

	test('takes files by their address as text, or none where they may be left out', async () => {
		const first = (await open({ publicId: quickbot.filePublicId })).body.sessionId;
		expect((await say(first, 'no address')).body.input).toMatchObject({ id: 'input-file' });
		expect((await say(first, 'https://a.example/1, https://a.example/2')).body.messages[0].content.markdown).toContain('https://a.example/2');
		expect((await say(first, 'support, pricing')).body.messages[0].content.markdown).toBe('Pricing, Support, good choice.');
		const second = (await open({ publicId: quickbot.filePublicId })).body.sessionId;
		expect((await goOn(second)).body.messages[0].content.markdown).toContain('Files: none');
	});

	test('expires sessions on request, the seeded one among them', async () => {
		expect((await say(quickbot.sessionId, 'Hi')).body.messages[0].content.markdown).toBe('You said: Hi');
		expect((await say(quickbot.sessionId, 'Ho')).body.messages[0].content.markdown).toBe('You said: Ho');
		sandbox.control('quickbot', 'expireSessions');
		expect(await say(quickbot.sessionId, 'Hi')).toEqual({
			status: 404,
			body: { message: 'Session expired. You need to start a new session.', code: 'NOT_FOUND' },
		});
		sandbox.reset();
		expect((await say(quickbot.sessionId, 'Hi')).status).toBe(200);
	});

	test.each([
		['an unknown bot', { publicId: 'nope' }, 404, { message: 'Bot not found', code: 'NOT_FOUND' }],
		[
			'an unpublished bot',
			{ publicId: quickbot.unpublishedPublicId },
			404,
			{ message: 'Bot not found', code: 'NOT_FOUND' },
		],
		[
			'a closed bot',
			{ publicId: quickbot.closedPublicId },
			400,
			{ message: 'This bot is now closed', code: 'BAD_REQUEST' },
		],
		[
			'a missing publicId',
			{},
			400,
			{ code: 'BAD_REQUEST', issues: [{ message: expect.stringContaining('publicId') }] },
		],
		['a message without type', { publicId: quickbot.publicId, message: { text: 'Hi' } }, 400, {}],
		['another type', { publicId: quickbot.publicId, message: { type: 'audio', text: 'Hi' } }, 400, {}],
		[
			'text for a time',
			{ publicId: quickbot.publicId, message: { type: 'text', text: 'Hi', createdAt: '1' } },
			400,
			{},
		],
		['text for variables', { publicId: quickbot.publicId, prefilledVariables: '{"a":1}' }, 400, {}],
		[
			'an empty list of files',
			{ publicId: quickbot.publicId, message: { type: 'text', text: 'Hi', attachedFileUrls: [] } },
			400,
			{},
		],
		['an unknown field', { publicId: quickbot.publicId, isStreamEnabled: false }, 400, {}],
	])('refuses %s', async (_what, body, status, answer) => {
		const refused = await open(body);
		expect(refused.status).toBe(status);
		expect(refused.body).toMatchObject(answer);
		expect(sandbox.created('quickbot')).toEqual([]);
	});

	test('accepts the documented parts of a message, and no others', async () => {
		const path = `${create}/${quickbot.sessionId}/messages`;
		const message = { type: 'text', text: 'Hi' };
		const metadata = { inputBlockId: 'input-echo', inputType: 'text input' };
		expect((await ask('POST', path, {}, { message, messageMetadata: metadata })).status).toBe(200);
		expect((await ask('POST', path, {}, { message, messageMetadata: { ...metadata, extra: 1 } })).status).toBe(400);
		expect((await ask('POST', path, {}, { message: 'Hi' })).status).toBe(400);
		expect((await ask('POST', path, {}, {})).status).toBe(200);
	});

	test('shows workspaces to the right token only', async () => {
		const path = '/quickbotManagement/api/v1/workspaces';
		const bearer = { authorization: `Bearer ${quickbot.apiToken}` };
		expect((await ask('GET', path)).status).toBe(401);
		expect((await ask('GET', path, { authorization: 'Bearer wrong' })).status).toBe(401);
		const { body } = await ask('GET', path, bearer);
		expect(body.workspaces[0]).toMatchObject({ id: quickbot.workspaceId, name: 'Sandbox workspace' });
		expect((await ask('GET', `${path}/${quickbot.workspaceId}`, bearer)).body.workspace.id).toBe(quickbot.workspaceId);
		expect((await ask('GET', `${path}/nope`, bearer)).status).toBe(404);
		expect((await ask('GET', '/quickbot/api/v1/workspaces', bearer)).status).toBe(404);
	});
});

describe('Pingback', () => {
	const bearer = { authorization: `Bearer ${pingback.accessToken}` };
	const list = '/pingback/api/v1/conversations/';
	const one = `${list}${pingback.conversationId}`;
	const page = {
		business_id: 'b2c3d4e5-f6a7-8901-bcde-f12345678901',
		customer_id: 'd4e5f6a7-b8c9-0123-defa-234567890123',
		initial_message: 'Hi! How can I help you today?',
	};
	const ids = (answer: { body: Array<{ id: string }> }) => answer.body.map(({ id }) => id);

	test('creates a conversation as its page shows', async () => {
		const { status, body } = await ask('POST', list, bearer, page);
		expect(status).toBe(200);
		expect(body).toEqual({
			id: uuid,
			business_id: page.business_id,
			customer_id: page.customer_id,
			assignee_id: null,
			status: 'open',
			channel_type: 'widget',
			channel_id: expect.any(String),
			created_at: isoTime,
			updated_at: body.created_at,
			first_response_at: body.created_at,
			customer: {
				id: 42,
				business_id: 7,
				name: 'Alex Johnson',
				email: 'alex@example.com',
				phone: null,
				external_id: null,
				created_at: '2024-02-20T08:00:00Z',
			},
			messages: [
				{
					id: uuid,
					conversation_id: body.id,
					sender_type: 'agent',
					sender_id: pingback.agentId,
					content: page.initial_message,
					attachments: [],
					created_at: body.created_at,
				},
			],
		});
		expect(sandbox.created('pingback')).toMatchObject([{ id: body.id, body: page }]);
	});

	test('needs only the business', async () => {
		const { body } = await ask('POST', list, bearer, { business_id: page.business_id });
		expect(body).toMatchObject({ customer_id: null, customer: null, first_response_at: null, messages: [] });
	});

	test.each([
		['no token', {}, page, 401, { detail: 'Not authenticated' }],
		['a wrong token', { authorization: 'Bearer wrong' }, page, 401, { detail: 'Could not validate credentials' }],
		[
			'a token without Bearer',
			{ authorization: pingback.accessToken },
			page,
			401,
			{ detail: 'Could not validate credentials' },
		],
		[
			'a plan at its limit',
			{ authorization: `Bearer ${pingback.limitedToken}` },
			page,
			402,
			{
				error: 'limit_exceeded',
				plan: 'Mini',
				feature: 'channels',
				current: 3,
				limit: 3,
				message: expect.any(String),
			},
		],
		['another business', bearer, { business_id: 'nope' }, 400, { detail: 'Invalid channel' }],
		['an unknown customer', bearer, { ...page, customer_id: 'nope' }, 404, { detail: 'Customer not found' }],
		[
			'the business missing',
			bearer,
			{ customer_id: page.customer_id },
			422,
			{ detail: [{ loc: ['body', 'business_id'], msg: expect.any(String), type: 'required' }] },
		],
		[
			'a number for an id',
			bearer,
			{ ...page, customer_id: 42 },
			422,
			{ detail: [{ loc: ['body', 'customer_id'], msg: 'must be string', type: 'type' }] },
		],
		['an empty message', bearer, { ...page, initial_message: '' }, 422, { detail: [expect.anything()] }],
		['an unknown field', bearer, { ...page, channel_id: 'x' }, 422, { detail: [expect.anything()] }],
		['a body that is no JSON', bearer, '{"business_id": ', 422, { detail: expect.any(String) }],
	])('refuses a create with %s', async (_what, headers, body, status, answer) => {
		expect(await ask('POST', list, headers as Record<string, string>, body)).toEqual({ status, body: answer });
		expect(sandbox.created('pingback')).toEqual([]);
	});

	test('requires the trailing slash that its pages show', async () => {
		expect(await ask('POST', list.slice(0, -1), bearer, page)).toEqual({ status: 404, body: { detail: 'Not Found' } });
		expect((await ask('GET', list.slice(0, -1), bearer)).status).toBe(404);
		expect((await ask('GET', `${one}/`, bearer)).status).toBe(404);
		expect((await ask('GET', '/pingback/api/v1/channels', bearer)).status).toBe(404);
	});

	test('trades email and password for a new token at each login', async () => {
		const path = '/pingback/api/v1/auth/login';
		const login = () => ask('POST', path, {}, { email: pingback.email, password: pingback.password });
		const [first, second] = [await login(), await login()];
		expect(first.body).toEqual({ access_token: expect.any(String), token_type: 'bearer' });
		expect(first.body.access_token).not.toBe(second.body.access_token);
		expect(sandbox.counts('pingback').tokens).toBe(2);

		const me = (token: string) => ask('GET', '/pingback/api/v1/auth/me', { authorization: `Bearer ${token}` });
		expect((await me(first.body.access_token)).body).toMatchObject({
			user: { email: pingback.email },
			business: { id: page.business_id },
		});
		expect((await me(pingback.newcomerToken)).body.business).toBeNull();
		sandbox.expireTokens();
		expect((await me(first.body.access_token)).status).toBe(401);
		expect((await me(pingback.accessToken)).status).toBe(200);

		expect(await ask('POST', path, {}, { email: pingback.email, password: 'wrong' })).toEqual({
			status: 401,
			body: { detail: 'Incorrect email or password' },
		});
		expect((await ask('POST', path, {}, { email: pingback.email })).status).toBe(422);
		expect((await ask('POST', path, {}, { email: pingback.email, password: 'x', remember: true })).status).toBe(422);
		expect(sandbox.counts('pingback').tokens).toBe(2);
	});

	test('lists conversations by their last update, without messages', async () => {
		const { body: made } = await ask('POST', list, bearer, page);
		const found = await ask('GET', list, bearer);
		expect(ids(found)).toEqual([
			made.id,
			'conversation-sandbox-4',
			'conversation-sandbox-3',
			'conversation-sandbox-2',
			pingback.conversationId,
		]);
		expect(found.body[0]).not.toHaveProperty('messages');
		await ask('POST', `${one}/messages`, bearer, { content: 'Any news?' });
		expect(ids(await ask('GET', list, bearer))[0]).toBe(pingback.conversationId);
	});

	test('puts the newer one first where two were updated in the same instant', async () => {
		const created_at = '2024-01-01T00:00:00Z';
		const conversations = ['a', 'b'].map((id) => ({ id, created_at }));
		sandbox.control('pingback', 'seed', { replace: true, conversations });
		expect(ids(await ask('GET', list, bearer))).toEqual(['b', 'a']);
	});

	test('sorts by the instant, however it is written', async () => {
		const at = (id: string, created_at: string) => ({ id, created_at });
		sandbox.control('pingback', 'seed', {
			replace: true,
			conversations: [
				at('a', '2024-01-01T00:00:00Z'),
				at('b', '2024-01-01T00:00:00.500000'),
				at('c', '2024-01-01T02:00:00.250+02:00'),
			],
		});
		expect(ids(await ask('GET', list, bearer))).toEqual(['b', 'c', 'a']);
	});

	test('pages and filters', async () => {
		const conversations = Array.from({ length: 120 }, (_, index) => ({
			id: `c${index}`,
			created_at: new Date(Date.UTC(2024, 0, 1, 0, index)).toISOString(),
			status: index % 2 ? ('open' as const) : ('pending' as const),
			assignee_id: index < 3 ? pingback.agentId : null,
		}));
		sandbox.control('pingback', 'seed', { replace: true, conversations });
		const get = (query: string) => ask('GET', `${list}?${query}`, bearer);

		expect(ids(await ask('GET', list, bearer))).toHaveLength(50);
		expect(ids(await get('page=3'))).toHaveLength(20);
		expect(ids(await get('page=4'))).toEqual([]);
		expect(ids(await get('page=2&limit=2'))).toEqual(['c117', 'c116']);
		expect(ids(await get('status=open&limit=100'))).toHaveLength(60);
		expect(ids(await get(`assignee_id=${pingback.agentId}`))).toEqual(['c2', 'c1', 'c0']);
		expect(ids(await get(`assignee_id=${pingback.agentId}&status=open`))).toEqual(['c1']);
		for (const wrong of [
			'page=0',
			'page=x',
			'limit=0',
			'limit=101',
			'limit=',
			'status=new',
			'sort=asc',
			'assignee_id=',
		]) {
			expect([wrong, (await get(wrong)).status]).toEqual([wrong, 422]);
		}
	});

	test('reads one with messages and customer', async () => {
		const { body } = await ask('GET', one, bearer);
		expect(body.customer.name).toBe('Alex Johnson');
		expect(body.messages).toMatchObject([
			{ sender_type: 'customer', sender_id: null, content: 'Where is my order?' },
			{ sender_type: 'agent', content: 'I will have a look.' },
		]);
		expect(await ask('GET', `${list}nope`, bearer)).toEqual({
			status: 404,
			body: { detail: 'Conversation not found' },
		});
	});

	test('takes a message from the agent', async () => {
		const { body } = await ask('POST', `${one}/messages`, bearer, { content: 'On its way.' });
		expect(body).toEqual({
			id: uuid,
			conversation_id: pingback.conversationId,
			sender_type: 'agent',
			sender_id: pingback.agentId,
			content: 'On its way.',
			attachments: [],
			created_at: isoTime,
		});
		expect((await ask('GET', one, bearer)).body).toMatchObject({
			updated_at: body.created_at,
			messages: [{}, {}, body],
		});
		expect(sandbox.sent('pingback')).toMatchObject([{ conversationId: pingback.conversationId }]);
		for (const wrong of [{}, { content: '' }, { content: 'Hi', sender_type: 'customer' }, { content: 1 }]) {
			expect((await ask('POST', `${one}/messages`, bearer, wrong)).status).toBe(422);
		}
		expect((await ask('POST', `${list}nope/messages`, bearer, { content: 'Hi' })).status).toBe(404);
	});

	test.each([
		['resolve', 'resolved', 'resolved_at', 'Already resolved'],
		['close', 'closed', 'closed_at', 'Already closed'],
	])('lets a conversation %s once', async (verb, status, stamp, again) => {
		expect((await ask('PUT', `${one}/${verb}`, bearer)).body).toEqual({ [stamp]: isoTime });
		expect(await ask('PUT', `${one}/${verb}`, bearer, {})).toEqual({ status: 200, body: { detail: again } });
		expect((await ask('GET', one, bearer)).body.status).toBe(status);
		expect((await ask('PUT', `${one}/${verb}`, bearer, { reason: 'x' })).status).toBe(422);
		expect((await ask('PUT', `${list}nope/${verb}`, bearer)).status).toBe(404);
		expect((await ask('POST', `${one}/${verb}`, bearer)).status).toBe(404);
	});

	test('assigns to a member of the team', async () => {
		const team = await ask('GET', '/pingback/api/v1/team/members', bearer);
		const { user_id: agent } = team.body[1];
		expect((await ask('PUT', `${one}/assign/${agent}`, bearer)).body).toEqual({ assignee_id: agent });
		expect((await ask('GET', one, bearer)).body.assignee_id).toBe(agent);
		expect((await ask('PUT', `${one}/assign/nope`, bearer)).status).toBe(404);
		expect((await ask('PUT', `${list}nope/assign/${agent}`, bearer)).status).toBe(404);
	});

	test('shows channels with the secrets that no output may hold', async () => {
		const { body } = await ask('GET', '/pingback/api/v1/channels/', bearer);
		expect(body[0].config.app_secret).toBe(pingback.channelSecret);
	});

	test('lets tests move its conversations and its clock', async () => {
		const at = '2030-01-01T00:00:00Z';
		sandbox.control('pingback', 'advance', { id: pingback.conversationId, at, message: { content: 'Still waiting' } });
		const { body } = await ask('GET', one, bearer);
		expect(body.updated_at).toBe(at);
		expect(body.messages.at(-1)).toMatchObject({
			sender_type: 'customer',
			sender_id: null,
			content: 'Still waiting',
			created_at: at,
		});

		sandbox.control('pingback', 'advance', { id: pingback.conversationId, at, set: { status: 'pending' } });
		expect((await ask('GET', one, bearer)).body).toMatchObject({ status: 'pending', updated_at: at });

		sandbox.control('pingback', 'setClock', { offsetMs: -3600_000 });
		const { body: made } = await ask('POST', list, bearer, page);
		expect(Date.now() - Date.parse(made.created_at)).toBeGreaterThanOrEqual(3600_000);
		expect(() => sandbox.control('pingback', 'advance', { id: 'nope' })).toThrow('no conversation');
	});
});

describe('The samples', () => {
	const all = () =>
		inTables(sandbox.operations).flatMap(([vendor, operations]) =>
			Object.entries(operations).flatMap(([operation, { effect, samples }]) =>
				samples.map((sample) => ({ vendor, operation, effect, sample })),
			),
		);

	test('of every operation start with a smallest and a full one', () => {
		for (const [vendor, operations] of inTables(sandbox.operations)) {
			for (const [operation, { samples }] of Object.entries(operations)) {
				expect([vendor, operation, samples.slice(0, 2).map(({ name }) => name)]).toEqual([
					vendor,
					operation,
					['smallest', 'full'],
				]);
			}
		}
	});

	test('name only credentials that the sandbox gives, and their own operation', () => {
		for (const { operation, sample } of all()) {
			expect(Object.keys(sandbox.credentials)).toEqual(expect.arrayContaining(sample.credentials));
			expect(`${String(sample.parameters.resource)}.${String(sample.parameters.operation)}`).toBe(operation);
		}
	});

	test('have the effect at the vendor that they declare', async () => {
		for (const { vendor, operation, effect, sample } of all()) {
			sandbox.reset();
			const { path, query = {}, headers } = sample.request;
			// The one sample whose token the node mints itself.
			const minted: Record<string, string> =
				operation === 'botConversation.create' ? { 'chatbot-token': poppy.chatbotToken } : {};
			const { status } = await askSample(sandbox.url, { ...sample.request, headers: { ...headers, ...minted } });

			const { created = 0, sent = 0 } = sandbox.counts(vendor);
			const seen = { vendor, operation, status: Math.floor(status / 100), created: created > 0, sent: sent > 0 };
			expect(seen).toEqual({
				vendor,
				operation,
				status: 2,
				created: effect === 'creates' || (vendor === 'userDesk' && sample.name === 'smallest'),
				sent: effect === 'sends',
			});
			const [request] = sandbox.requests();
			// A list of chats serves the conversations too; every other call belongs to one operation.
			if (path !== '/poppyAi/api/chats') expect(request).toMatchObject({ vendor, operation, query });
		}
	});
});
