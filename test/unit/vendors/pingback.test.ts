import type { IDataObject } from 'n8n-workflow';
import { pingback } from '../../../nodes/Pingback/vendor';
import { problems } from '../../support/schemas';
import { byId, complaint, fromList, misread, requestOf, run, taskOf } from '../../support/task';

// Pingback's API reference, "Create conversation"
const page = {
	id: 'c3d4e5f6-a7b8-9012-cdef-123456789012',
	business_id: 'b2c3d4e5-f6a7-8901-bcde-f12345678901',
	customer_id: 'd4e5f6a7-b8c9-0123-defa-234567890123',
	assignee_id: null,
	status: 'open',
	channel_type: 'widget',
	channel_id: 'e5f6a7b8-c9d0-1234-efab-345678901234',
	created_at: '2024-03-01T09:00:00Z',
	updated_at: '2024-03-01T09:00:00Z',
	first_response_at: null,
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
			id: 'f6a7b8c9-d0e1-2345-fabc-456789012345',
			conversation_id: 'c3d4e5f6-a7b8-9012-cdef-123456789012',
			sender_type: 'agent',
			sender_id: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890',
			content: 'Hi! How can I help you today?',
			attachments: [],
			created_at: '2024-03-01T09:00:00Z',
		},
	],
};
const agentMessage = page.messages[0]!;
const message = (changes: IDataObject = {}) => ({
	id: 'f6a7b8c9-d0e1-2345-fabc-456789012345',
	role: 'agent',
	senderId: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890',
	type: 'text',
	text: 'Hi! How can I help you today?',
	url: null,
	fileName: null,
	createdAt: '2024-03-01T09:00:00.000Z',
	...changes,
});
const normalized = {
	vendor: 'pingback',
	conversationId: 'c3d4e5f6-a7b8-9012-cdef-123456789012',
	text: 'Hi! How can I help you today?',
	status: 'open',
	createdAt: '2024-03-01T09:00:00.000Z',
	user: { id: 'd4e5f6a7-b8c9-0123-defa-234567890123', name: 'Alex Johnson', email: 'alex@example.com' },
	messages: [message()],
	name: null,
	workspaceId: 'b2c3d4e5-f6a7-8901-bcde-f12345678901',
	bot: null,
	details: {
		channelId: 'e5f6a7b8-c9d0-1234-efab-345678901234',
		channelType: 'widget',
		assigneeId: null,
		updatedAt: '2024-03-01T09:00:00.000Z',
		firstResponseAt: null,
		customer: { id: '42', businessId: '7', name: 'Alex Johnson', email: 'alex@example.com', phone: null, externalId: null, createdAt: '2024-02-20T08:00:00.000Z' },
	},
};
const business = { businessId: byId('b2c3d4e5-f6a7-8901-bcde-f12345678901') };

describe('a conversation', () => {
	const create = 'conversation.create';

	test.each<[string, IDataObject, object]>([
		['with nothing but the business', business, { business_id: 'b2c3d4e5-f6a7-8901-bcde-f12345678901' }],
		[
			"the page's example",
			{ ...business, customerId: 'd4e5f6a7-b8c9-0123-defa-234567890123', initialMessage: 'Hi! How can I help you today?' },
			{
				business_id: 'b2c3d4e5-f6a7-8901-bcde-f12345678901',
				customer_id: 'd4e5f6a7-b8c9-0123-defa-234567890123',
				initial_message: 'Hi! How can I help you today?',
			},
		],
		['fields left empty', { ...business, customerId: ' ', initialMessage: '' }, { business_id: 'b2c3d4e5-f6a7-8901-bcde-f12345678901' }],
		['ids that are numbers', { businessId: byId(7), customerId: 42 }, { business_id: '7', customer_id: '42' }],
		['a business from the list', { businessId: fromList('7') }, { business_id: '7' }],
		['a business as plain text', { businessId: '7' }, { business_id: '7' }],
		['any Unicode', { businessId: '7', initialMessage: ' Hé 🙂\n' }, { business_id: '7', initial_message: ' Hé 🙂\n' }],
	])('request: %s', (_what, values, body) => {
		expect(requestOf(pingback, create, values)).toEqual({ method: 'POST', path: '/api/v1/conversations/', body });
	});

	test.each<[string, IDataObject, string]>([
		['no business', {}, '"Business" is required but empty'],
		['no business chosen', { businessId: fromList('') }, '"Business" is required but empty'],
		['a customer that is an object', { ...business, customerId: { id: 42 } }, '"Customer ID" must be text, not an object'],
		['a message that is a list', { ...business, initialMessage: ['Hi'] }, '"Initial Message" must be text, not a list'],
		['reuse without a customer', { ...business, ifExists: 'reuse' }, '"Customer ID" is required but empty'],
	])('bad input: %s', (_what, values, text) => {
		expect(complaint(pingback, create, values)).toBe(text);
	});

	test.each<[string, unknown, object]>([
		["the page's example", page, normalized],
		['no customer', { ...page, customer_id: null, customer: null }, { ...normalized, user: { id: 'asked', name: null, email: null }, details: { ...normalized.details, customer: null } }],
		['only the customer’s id', { ...page, customer: null }, { ...normalized, user: { id: page.customer_id, name: null, email: null }, details: { ...normalized.details, customer: null } }],
		['only the customer', { ...page, customer_id: undefined }, { ...normalized, user: { ...normalized.user, id: '42' } }],
		['a customer without a name', { ...page, customer: { ...page.customer, name: null } }, { ...normalized, user: { ...normalized.user, name: null }, details: { ...normalized.details, customer: { ...normalized.details.customer, name: null } } }],
		['ids that are numbers', { ...page, id: 1, business_id: 2, customer_id: 3, assignee_id: 4, channel_id: 5, messages: [{ ...agentMessage, id: 6 }] }, {
			...normalized,
			conversationId: '1',
			workspaceId: '2',
			user: { ...normalized.user, id: '3' },
			messages: [message({ id: '6' })],
			details: { ...normalized.details, assigneeId: '4', channelId: '5' },
		}],
		['times as Python writes them', { ...page, created_at: '2024-03-01T09:00:00.123456', updated_at: '2024-03-01T11:00:00+02:00', first_response_at: '2024-03-01T09:00:05.5' }, {
			...normalized,
			createdAt: '2024-03-01T09:00:00.123Z',
			details: { ...normalized.details, updatedAt: '2024-03-01T09:00:00.000Z', firstResponseAt: '2024-03-01T09:00:05.500Z' },
		}],
		['no messages', { ...page, messages: [] }, { ...normalized, text: null, messages: [] }],
		['no list of messages', { ...page, messages: undefined }, { ...normalized, text: null, messages: [] }],
		['only the id', { id: 'c1' }, {
			...normalized,
			conversationId: 'c1',
			text: null,
			status: null,
			createdAt: null,
			user: { id: 'asked', name: null, email: null },
			messages: [],
			details: { channelId: null, channelType: null, assigneeId: null, updatedAt: null, firstResponseAt: null, customer: null },
		}],
	])('answer: %s', async (_what, body, expected) => {
		const { items, raw, sent } = await run(pingback, create, { ...business, customerId: 'asked' }, body);

		expect(items).toEqual([expected]);
		expect(raw).toBe(body);
		expect(sent.map(({ idempotent }) => idempotent)).toEqual([false]);
		expect(problems('conversation', items[0])).toEqual([]);
	});

	test('without a customer there is no user', async () => {
		const { items } = await run(pingback, create, business, { ...page, customer_id: null, customer: null });

		expect(items[0]?.user).toBeNull();
	});

	test.each<[string, unknown, IDataObject[]]>([
		['of the agent', agentMessage, [message()]],
		['of the customer', { ...agentMessage, sender_type: 'customer' }, [message({ role: 'user' })]],
		['of the customer, who has no sender id', { ...agentMessage, sender_type: 'customer', sender_id: null }, [message({ role: 'user', senderId: null })]],
		['of a sender that no page names', { ...agentMessage, sender_type: 'theo', sender_id: 5 }, [message({ role: 'other', senderId: '5' })]],
		['of nobody', { ...agentMessage, sender_type: null }, [message({ role: 'other' })]],
		['without text', { ...agentMessage, content: null }, [message({ text: null })]],
		['without attachments', { ...agentMessage, attachments: null }, [message()]],
		['with attachments', { ...agentMessage, attachments: ['https://example.com/a.pdf', { url: 'https://example.com/b.pdf', name: 'b' }, { name: 'c' }, null, 5] }, [
			message(),
			message({ type: 'file', text: null, url: 'https://example.com/a.pdf' }),
			message({ type: 'file', text: null, url: 'https://example.com/b.pdf', fileName: 'b' }),
			message({ type: 'file', text: null, fileName: 'c' }),
		]],
		['that is none', 'Hi', []],
	])('a message %s', async (_what, sent, expected) => {
		const { items } = await run(pingback, create, business, { ...page, messages: [sent] });

		expect(items[0]?.messages).toEqual(expected);
		expect(problems('conversation', items[0])).toEqual([]);
	});

	test.each<[unknown, string]>([
		[{}, 'The answer has no "id".'],
		[{ ...page, id: null }, 'The answer has no "id".'],
		[{ detail: 'Something' }, 'The answer has no "id".'],
		[[page], 'The answer is a list where an object is documented.'],
		['', 'The answer is empty where an object is documented.'],
		[null, 'The answer is null where an object is documented.'],
		['<html>', 'The answer is a web page where an object is documented.'],
	])('answer that is none: %#', async (body, text) => {
		expect(await misread(pingback, create, business, body)).toBe(text);
		expect(await misread(pingback, 'conversation.get', { conversationId: byId('c') }, body)).toBe(text);
	});

	describe('to be reused', () => {
		const parameters = { ...business, customerId: '42', ifExists: 'reuse' };
		const listed = (changes: IDataObject) => ({ ...page, ...changes });
		const other = (id: number) => listed({ id, customer_id: 'other' });
		const page1 = Array.from({ length: 50 }, (_, index) => other(index));
		const listRequest = (number: number) => ({ method: 'GET', path: '/api/v1/conversations/', query: { status: 'open', page: number, limit: 50 }, idempotent: true });

		test('is the open one of that customer', async () => {
			const openOne = listed({ id: 'found', customer_id: 42 });
			const { items, raw, sent } = await run(pingback, create, parameters, [other(1), listed({ id: 'resolved', customer_id: '42', status: 'resolved' }), openOne, listed({ id: 'older', customer_id: '42' })]);

			expect(sent).toEqual([listRequest(1)]);
			expect(items).toEqual([{ ...normalized, conversationId: 'found', user: { ...normalized.user, id: '42' }, details: { ...normalized.details, reused: true } }]);
			expect(raw).toBe(openOne);
			expect(problems('conversation', items[0])).toEqual([]);
		});

		test('is found on a later page', async () => {
			const { items, sent } = await run(pingback, create, parameters, page1, [listed({ id: 'found', customer_id: '42' })]);

			expect(sent).toEqual([listRequest(1), listRequest(2)]);
			expect(items[0]).toMatchObject({ conversationId: 'found', details: { reused: true } });
		});

		test('is created when there is none', async () => {
			const { items, raw, sent } = await run(pingback, create, parameters, page1, [other(51)], page1, [other(51)], page);

			expect(sent.map(({ method, idempotent }) => `${method} ${idempotent}`)).toEqual([...Array<string>(4).fill('GET true'), 'POST false']);
			expect(sent[4]).toMatchObject({ path: '/api/v1/conversations/', body: { business_id: 'b2c3d4e5-f6a7-8901-bcde-f12345678901', customer_id: '42' } });
			expect(items).toEqual([{ ...normalized, details: { ...normalized.details, reused: false } }]);
			expect(raw).toBe(page);
		});

		test('is created when the vendor shows the same page for ever', async () => {
			const { sent } = await run(pingback, create, parameters, page1, page1, page1, page1, page);

			expect(sent).toHaveLength(5);
		});

		test('is not created when the list cannot be read', async () => {
			expect(await misread(pingback, create, parameters, { conversations: [] }, page)).toBe('The answer is no list of conversations.');
		});
	});

	test('uses the account, which can renew its token only if it logs in', () => {
		const account = taskOf(pingback, create, business).account();

		expect(account).toMatchObject({ kind: 'credential', type: 'pingbackApi' });
		if (account.kind !== 'credential') throw new Error();
		expect(account.renewBy).toEqual({ method: 'GET', path: '/api/v1/auth/me' });
		expect([account.logsIn?.({ authentication: 'login' }), account.logsIn?.({ authentication: 'accessToken' })]).toEqual([true, false]);
	});
});

describe('resolve, close and assign', () => {
	const parameters = { conversationId: byId('c/1'), agentId: byId('a 2') };
	const changed = (changes: IDataObject) => ({
		vendor: 'pingback',
		conversationId: 'c/1',
		text: null,
		name: null,
		status: null,
		createdAt: null,
		workspaceId: null,
		bot: null,
		user: null,
		messages: [],
		details: {},
		...changes,
	});

	test.each([
		['conversation.get', 'GET', '/api/v1/conversations/c%2F1'],
		['conversation.resolve', 'PUT', '/api/v1/conversations/c%2F1/resolve'],
		['conversation.close', 'PUT', '/api/v1/conversations/c%2F1/close'],
		['conversation.assign', 'PUT', '/api/v1/conversations/c%2F1/assign/a%202'],
	])('request: %s', (operation, method, path) => {
		expect(requestOf(pingback, operation, parameters)).toEqual({ method, path });
		expect(taskOf(pingback, operation, parameters).idempotent).toBe(true);
		expect(complaint(pingback, operation, { agentId: byId('a') })).toBe('"Conversation" is required but empty');
		expect(complaint(pingback, operation, { ...parameters, conversationId: byId('..') })).toBe('"Conversation" cannot be ".."');
	});

	test('an agent must be named', () => {
		expect(complaint(pingback, 'conversation.assign', { conversationId: byId('c') })).toBe('"Agent" is required but empty');
	});

	test.each<[string, unknown, IDataObject]>([
		['conversation.resolve', { resolved_at: '2024-03-01T10:00:00.5' }, { status: 'resolved', details: { resolvedAt: '2024-03-01T10:00:00.500Z', alreadyResolved: false } }],
		['conversation.resolve', { detail: 'Already resolved' }, { status: 'resolved', details: { resolvedAt: null, alreadyResolved: true, detail: 'Already resolved' } }],
		['conversation.close', { closed_at: '2024-03-01T10:00:00Z' }, { status: 'closed', details: { closedAt: '2024-03-01T10:00:00.000Z', alreadyClosed: false } }],
		['conversation.close', { detail: 'Already closed' }, { status: 'closed', details: { closedAt: null, alreadyClosed: true, detail: 'Already closed' } }],
		['conversation.assign', 'a2', { details: { assigneeId: 'a2' } }],
		['conversation.assign', 7, { details: { assigneeId: '7' } }],
		['conversation.assign', { assignee_id: 'x' }, { details: { assigneeId: 'x' } }],
		['conversation.assign', { agent_id: 'x' }, { details: { assigneeId: 'x' } }],
		['conversation.assign', { id: 7 }, { details: { assigneeId: '7' } }],
	])('answer: %s: %j', async (operation, body, expected) => {
		const { items } = await run(pingback, operation, parameters, body);

		expect(items).toEqual([changed(expected)]);
		expect(problems('conversation', items[0])).toEqual([]);
	});

	test.each<[string, unknown, string]>([
		['conversation.resolve', {}, 'The answer has neither "resolved_at" nor "detail".'],
		['conversation.close', { closed_at: null }, 'The answer has neither "closed_at" nor "detail".'],
		['conversation.resolve', '', 'The answer is empty where an object is documented.'],
		['conversation.close', '<html>', 'The answer is a web page where an object is documented.'],
		['conversation.assign', {}, 'The answer does not name the new agent.'],
		['conversation.assign', '', 'The answer does not name the new agent.'],
		['conversation.assign', '<html>', 'The answer does not name the new agent.'],
		['conversation.assign', null, 'The answer does not name the new agent.'],
		['conversation.assign', [], 'The answer does not name the new agent.'],
	])('answer that is none: %s: %j', async (operation, body, text) => {
		expect(await misread(pingback, operation, parameters, body)).toBe(text);
	});

	test('is read in whole', async () => {
		expect((await run(pingback, 'conversation.get', parameters, page)).items).toEqual([normalized]);
	});
});

describe('a list of conversations', () => {
	const many = 'conversation.getMany';
	const listed = (from: number, count: number) => Array.from({ length: count }, (_, index) => ({ ...page, id: from + index }));

	test('reads all, page by page, until a page is short', async () => {
		const { items, sent } = await run(pingback, many, { returnAll: true }, listed(1, 50), listed(51, 50), listed(101, 3));

		expect(sent.map(({ method, path, query }) => [method, path, query])).toEqual([1, 2, 3].map((number) => ['GET', '/api/v1/conversations/', { page: number, limit: 50 }]));
		expect(items.map(({ conversationId }) => conversationId)).toEqual(Array.from({ length: 103 }, (_, index) => String(index + 1)));
		expect(items[0]).toEqual({ ...normalized, conversationId: '1' });
	});

	test('reads no more pages than needed', async () => {
		const { items, sent } = await run(pingback, many, { returnAll: false, limit: 60 }, listed(1, 50), listed(51, 50), listed(101, 50));

		expect(sent).toHaveLength(2);
		expect(items).toHaveLength(60);
	});

	test('returns no more than the limit', async () => {
		const { items, sent } = await run(pingback, many, { returnAll: false, limit: 3 }, listed(1, 3));

		expect(sent.map(({ query }) => query)).toEqual([{ page: 1, limit: 3 }]);
		expect(items).toHaveLength(3);
	});

	test('returns a conversation once that moved to the next page meanwhile', async () => {
		const { items } = await run(pingback, many, { returnAll: true }, listed(1, 50), listed(50, 10));

		expect(items).toHaveLength(59);
	});

	test('none', async () => {
		expect((await run(pingback, many, { returnAll: true }, [])).items).toEqual([]);
	});

	test.each<[string, IDataObject, object]>([
		['by both', { assigneeId: ' a1 ', status: 'pending' }, { status: 'pending', assignee_id: 'a1' }],
		['left empty', { assigneeId: '', status: '' }, {}],
		['by nothing', {}, {}],
	])('filtered %s', async (_what, filters, query) => {
		const { sent } = await run(pingback, many, { returnAll: true, filters }, []);

		expect(sent[0]?.query).toEqual({ ...query, page: 1, limit: 50 });
	});

	test.each<[IDataObject, string]>([
		[{ filters: { status: 'done' } }, '"Status" cannot be "done"'],
		[{ filters: { assigneeId: [] } }, '"Assignee ID" must be text, not a list'],
		[{ returnAll: 'maybe' }, '"Return All" must be true or false, not a string'],
		[{ limit: 0 }, '"Limit" must be a whole number of at least 1'],
	])('bad input: %j', (values, text) => {
		expect(complaint(pingback, many, values)).toBe(text);
	});

	test.each([[{}], [{ data: [] }], [''], [null], ['<html>']])('rejects a malformed response: %j', async (body) => {
		expect(await misread(pingback, many, { returnAll: true }, body)).toBe('The answer is no list of conversations.');
	});

	test('rejects an entry without an id', async () => {
		expect(await misread(pingback, many, { returnAll: true }, [{ ...page, id: null }])).toBe('The answer has no "id".');
	});
});

describe('a message', () => {
	const parameters = { conversationId: byId('c/1'), content: 'We sent it' };

	test('is sent as content', () => {
		expect(requestOf(pingback, 'message.send', parameters)).toEqual({
			method: 'POST',
			path: '/api/v1/conversations/c%2F1/messages',
			body: { content: 'We sent it' },
		});
		expect(taskOf(pingback, 'message.send', parameters).idempotent).toBe(false);
		expect(complaint(pingback, 'message.send', { conversationId: byId('c') })).toBe('"Content" is required but empty');
	});

	test.each<[string, unknown, unknown]>([
		['as JSON text', '[{"url": "https://a.example/1"}, "https://a.example/2"]', [{ url: 'https://a.example/1' }, 'https://a.example/2']],
		['as a list', [{ url: 'https://a.example/1' }], [{ url: 'https://a.example/1' }]],
		['left empty', '', undefined],
	])('is sent with attachments %s', (_what, attachments, sent) => {
		expect(requestOf(pingback, 'message.send', { ...parameters, attachments }).body).toEqual({ content: 'We sent it', ...(sent ? { attachments: sent } : {}) });
	});

	test.each([['{}', 'must be a JSON list, not an object'], ['[', 'is not valid JSON'], [5, 'must be a JSON list, not a number']])('takes no attachments like %j', (attachments, text) => {
		expect(complaint(pingback, 'message.send', { ...parameters, attachments })).toBe(`"Attachments" ${text}`);
	});

	test('is returned as the agent’s message, without an answer', async () => {
		const { items } = await run(pingback, 'message.send', parameters, agentMessage);

		expect(items).toEqual([
			{ vendor: 'pingback', conversationId: 'c/1', text: null, messages: [message()], createdAt: '2024-03-01T09:00:00.000Z', details: {} },
		]);
		expect(problems('reply', items[0])).toEqual([]);
	});

	test.each<[unknown, string]>([
		[{}, 'The answer has no "id".'],
		['', 'The answer is empty where an object is documented.'],
		[[agentMessage], 'The answer is a list where an object is documented.'],
	])('answer that is none: %#', async (body, text) => {
		expect(await misread(pingback, 'message.send', parameters, body)).toBe(text);
	});
});

// Pingback's API reference, "Theo"
describe('a reply that the AI drafts', () => {
	const suggest = 'message.suggest';
	const answer = { reply: 'It is on its way.', confidence: 0.92, mode: 'assist', needs_handoff: false, handoff_reason: null };
	const normalized = {
		vendor: 'pingback',
		conversationId: 'c/1',
		text: 'It is on its way.',
		messages: [message({ id: null, role: 'bot', senderId: null, text: 'It is on its way.', createdAt: null })],
		createdAt: null,
		details: { mode: 'assist', confidence: 0.92, needsHandoff: false, handoffReason: null },
	};

	test('is asked for once, whatever the mode', () => {
		const request = (mode: string) => ({ method: 'POST', path: '/api/v1/ai/reply', body: { conversation_id: 'c/1', mode } });
		expect(requestOf(pingback, suggest, { conversationId: byId('c/1') })).toEqual(request('assist'));
		expect(requestOf(pingback, suggest, { conversationId: byId('c/1'), mode: 'auto' })).toEqual(request('auto'));
		expect(taskOf(pingback, suggest, { conversationId: byId('c/1') }).idempotent).toBe(false);
		expect(complaint(pingback, suggest, { conversationId: byId('c'), mode: 'full' })).toBe('"Mode" cannot be "full"');
		expect(complaint(pingback, suggest, {})).toBe('"Conversation" is required but empty');
	});

	test.each<[string, unknown, object]>([
		["the page's example", answer, normalized],
		['a hand-off', { ...answer, reply: null, mode: 'auto', needs_handoff: true, handoff_reason: 'complex_issue' }, {
			...normalized,
			text: null,
			messages: [],
			details: { mode: 'auto', confidence: 0.92, needsHandoff: true, handoffReason: 'complex_issue' },
		}],
		['only the reply', { reply: 'Yes' }, {
			...normalized,
			text: 'Yes',
			messages: [{ ...normalized.messages[0], text: 'Yes' }],
			details: { mode: 'assist', confidence: null, needsHandoff: null, handoffReason: null },
		}],
	])('answer: %s', async (_what, body, expected) => {
		const { items } = await run(pingback, suggest, { conversationId: byId('c/1') }, body);

		expect(items).toEqual([expected]);
		expect(problems('reply', items[0])).toEqual([]);
	});

	test('answer that is none', async () => {
		expect(await misread(pingback, suggest, { conversationId: byId('c') }, {})).toBe('The answer has no "reply".');
		expect(await misread(pingback, suggest, { conversationId: byId('c') }, '')).toBe('The answer is empty where an object is documented.');
	});
});

// Pingback's API reference, "Team status"
test('hand-offs', async () => {
	const body = [{ id: 1, customer_id: 2, handoff_reason: 'complex_issue', status: 'open', created_at: '2024-03-01T09:00:00Z' }, { id: 'c2' }, 'none'];
	const { items, sent } = await run(pingback, 'handoff.getMany', { returnAll: true }, body);

	expect(sent).toEqual([{ method: 'GET', path: '/api/v1/team/pending-handoffs', idempotent: true }]);
	expect(items).toEqual([
		{ vendor: 'pingback', conversationId: '1', customerId: '2', reason: 'complex_issue', status: 'open', createdAt: '2024-03-01T09:00:00.000Z' },
		{ vendor: 'pingback', conversationId: 'c2', customerId: null, reason: null, status: null, createdAt: null },
	]);
	expect((await run(pingback, 'handoff.getMany', { limit: 1 }, body)).items).toHaveLength(1);
	expect(await misread(pingback, 'handoff.getMany', {}, {})).toBe('"hand-offs" is a object where a list is documented.');
});

test.each([
	[400, 'Invalid channel', true],
	[400, 'invalid channel.', true],
	[400, 'Invalid business', false],
	[422, 'business_id: field required', false],
	[422, 'Invalid channel', false],
	[null, '', false],
])('the advice for %s "%s" speaks of the channel: %s', (status, vendorMessage, isOfChannel) => {
	expect(/channel/.test(pingback.adviceOf?.(status, vendorMessage) ?? pingback.advice?.validation ?? '')).toBe(isOfChannel);
});
