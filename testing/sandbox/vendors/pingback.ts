import { randomUUID } from 'node:crypto';
import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';
import { byId } from '../locator';
import { noBody, noQuery, object, text } from '../schema';
import { sandboxToken } from '../token';
import type { Operation, Problem, Vendor } from '../types';

const accessToken = 'sandbox-pingback-token';
const email = 'agent@sandbox.example';
const password = 'sandbox-pingback-password';

/** What is there at the start. The ids of business and customer are those of the vendor's own example. */
export const seeds = {
	accessToken,
	/** An account without an onboarded business: `me` answers `business: null`. */
	newcomerToken: 'sandbox-pingback-newcomer-token',
	/** An account at the limit of its plan: a create answers 402. */
	limitedToken: 'sandbox-pingback-limited-token',
	email,
	password,
	businessId: 'b2c3d4e5-f6a7-8901-bcde-f12345678901',
	customerId: 'd4e5f6a7-b8c9-0123-defa-234567890123',
	/** A customer without a conversation. */
	otherCustomerId: 'd4e5f6a7-b8c9-0123-defa-234567890124',
	/** Open, unassigned, of that customer, with messages of both sides. */
	conversationId: 'conversation-sandbox-1',
	agentId: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890',
	otherAgentId: 'a1b2c3d4-e5f6-7890-abcd-ef1234567891',
	channelSecret: 'sandbox-channel-secret',
};

interface Message {
	id: string;
	conversation_id: string;
	sender_type: 'agent' | 'customer';
	sender_id: string | null;
	content: string;
	attachments: unknown[];
	/** null only where a test spoils it. */
	created_at: string | null;
}

interface Conversation {
	id: string;
	business_id: string;
	customer_id: string | null;
	assignee_id: string | null;
	status: 'open' | 'pending' | 'resolved' | 'closed';
	channel_type: string;
	channel_id: string | null;
	/** The two times are null only where a test spoils them. */
	created_at: string | null;
	updated_at: string | null;
	first_response_at: string | null;
	messages: Message[];
	/** Only where the AI has given up. */
	handoff_reason?: string | null;
}

const customers = [
	{ uuid: seeds.customerId, id: 42, name: 'Alex Johnson', email: 'alex@example.com' },
	{ uuid: seeds.otherCustomerId, id: 43, name: 'Sam Lee', email: 'sam@example.com' },
].map(({ uuid, ...customer }) => ({
	uuid,
	record: { ...customer, business_id: 7, phone: null, external_id: null, created_at: '2024-02-20T08:00:00Z' },
}));

const team = [
	{ id: 1, user_id: seeds.agentId, email, name: 'Grace Agent', role: 'owner', status: 'accepted', is_active: true },
	{
		id: 2,
		user_id: seeds.otherAgentId,
		email: 'linus@sandbox.example',
		name: 'Linus Agent',
		role: 'agent',
		status: 'accepted',
		is_active: true,
	},
].map((member) => ({ ...member, invited_at: '2024-01-10T08:00:00Z' }));

const channels = [
	{
		id: 'e5f6a7b8-c9d0-1234-efab-345678901234',
		name: 'Website',
		type: 'widget',
		config: { app_secret: seeds.channelSecret },
		is_active: true,
	},
];

/** Fills what is not given: tests name only what they are about. */
function conversation(given: Partial<Conversation>): Conversation {
	const created_at = given.created_at === undefined ? new Date().toISOString() : given.created_at;
	return {
		id: randomUUID(),
		business_id: seeds.businessId,
		customer_id: null,
		assignee_id: null,
		status: 'open',
		channel_type: 'widget',
		channel_id: channels[0]?.id ?? null,
		created_at,
		updated_at: created_at,
		first_response_at: null,
		messages: [],
		...given,
	};
}

const message = (
	{ id }: Conversation,
	sender_type: Message['sender_type'],
	content: string,
	created_at: string | null,
): Message => ({
	id: randomUUID(),
	conversation_id: id,
	sender_type,
	sender_id: sender_type === 'agent' ? seeds.agentId : null,
	content,
	attachments: [],
	created_at,
});

interface State {
	/** In order of creation. */
	conversations: Map<string, Conversation>;
	/** Those that the list does not show yet. */
	unlisted: Set<string>;
	/** What to answer instead of a conversation's details, by its ID. */
	spoiled: Map<string, Spoiled>;
	tokens: Set<string>;
	clockOffsetMs: number;
}

function freshState(): State {
	const first = conversation({
		id: seeds.conversationId,
		customer_id: seeds.customerId,
		created_at: '2024-03-01T09:00:00Z',
		updated_at: '2024-03-01T09:05:00Z',
		first_response_at: '2024-03-01T09:05:00Z',
	});
	first.messages.push(message(first, 'customer', 'Where is my order?', '2024-03-01T09:00:00Z'));
	first.messages.push(message(first, 'agent', 'I will have a look.', '2024-03-01T09:05:00Z'));
	const others = [
		// The two other forms in which servers of this kind write times: finer than milliseconds, and without a zone.
		conversation({
			id: 'conversation-sandbox-2',
			created_at: '2024-03-02T09:00:00.123456Z',
			assignee_id: seeds.otherAgentId,
			handoff_reason: 'user_requested',
		}),
		conversation({ id: 'conversation-sandbox-3', created_at: '2024-03-03T09:00:00.123456', status: 'resolved' }),
		conversation({ id: 'conversation-sandbox-4', created_at: '2024-03-04T09:00:00Z', status: 'closed' }),
	];
	return {
		conversations: new Map([first, ...others].map((one) => [one.id, one])),
		unlisted: new Set(),
		spoiled: new Map(),
		tokens: new Set([accessToken, seeds.newcomerToken, seeds.limitedToken]),
		clockOffsetMs: 0,
	};
}

/** As instants: text would sort `…00.123456` after `…00Z`. A time without a zone is UTC; none at all comes first, as databases sort. */
const instant = (time: string | null) =>
	time === null ? Infinity : Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(time) ? time : `${time}Z`);
const newestFirst = (a: Conversation, b: Conversation) => {
	const [first, second] = [instant(a.updated_at), instant(b.updated_at)];
	return first === second ? 0 : second - first;
};

const detail = (reply: FastifyReply, status: number, text: string) => reply.code(status).send({ detail: text });

const picker = { credentialType: 'pingbackApi', parameters: {} };

/** Pingback: an inbox under `/api/v1`, of the FastAPI kind. Bodies of its 4xx besides 402 are inferred. */
export const vendor: Vendor = {
	name: 'pingback',

	credentials: (url) => ({
		pingbackApi: { authentication: 'accessToken', accessToken, email, password, baseUrl: `${url}/pingback` },
	}),

	accounts: {
		pingbackApi: {
			secret: { field: 'accessToken', header: 'authorization', form: 'Bearer {secret}' },
			otherSecrets: ['password', 'sessionToken'],
			test: { method: 'GET', path: '/pingback/api/v1/auth/me' },
			rejection: 'Pingback did not accept the token, or it has expired',
		},
	},

	pickers: [
		{ ...picker, method: 'searchBusinesses', entry: { value: seeds.businessId, name: 'Sandbox Business' }, filter: '' },
		{ ...picker, method: 'searchAgents', entry: { value: seeds.agentId, name: `Grace Agent – ${email}` }, filter: 'a1b2' },
		{
			...picker,
			method: 'searchConversations',
			entry: { value: seeds.conversationId, name: '2024-03-01 · open (…box-1)' },
			filter: 'sandbox-1',
		},
	],

	reuse: {
		'conversation.create': {
			credentials: ['pingbackApi'],
			parameters: { businessId: byId(seeds.businessId) },
			by: { name: 'customerId', displayName: 'Customer ID' },
			existing: { value: seeds.customerId, conversationId: seeds.conversationId },
			missing: seeds.otherCustomerId,
		},
	},

	open(ledger) {
		let state = freshState();

		const now = () => new Date(Date.now() + state.clockOffsetMs).toISOString();
		const tokenOf = ({ headers }: FastifyRequest) => headers.authorization?.replace(/^Bearer /, '');
		const withCustomer = (found: Conversation) => ({
			...found,
			handoff_reason: undefined,
			customer: customers.find(({ uuid }) => uuid === found.customer_id)?.record ?? null,
		});
		const addMessage = (to: Conversation, sender: Message['sender_type'], content: string, at: string | null) => {
			const added = message(to, sender, content, at);
			to.messages.push(added);
			to.updated_at = at;
			if (sender === 'agent') to.first_response_at ??= at;
			return added;
		};

		const signIn: FastifyPluginCallback = (app, _options, done) => {
			app.post<{ Body: { email: string; password: string } }>(
				'/login',
				{
					config: { operations: ['auth.login'] },
					schema: { querystring: noQuery, body: object({ email: text, password: text }) },
				},
				({ body }, reply) => {
					if (body.email !== email || body.password !== password) {
						return detail(reply, 401, 'Incorrect email or password');
					}
					ledger.count('tokens');
					const token = sandboxToken({ sub: email });
					state.tokens.add(token);
					return reply.send({ access_token: token, token_type: 'bearer' });
				},
			);
			done();
		};

		const inbox: FastifyPluginCallback = (app, _options, done) => {
			app.addHook('preValidation', (request, reply, next) => {
				const { authorization = '' } = request.headers;
				if (authorization.startsWith('Bearer ') && state.tokens.has(tokenOf(request) ?? '')) return next();
				void detail(reply, 401, authorization ? 'Could not validate credentials' : 'Not authenticated');
			});

			app.get(
				'/auth/me',
				{ config: { operations: ['auth.me'] }, schema: { querystring: noQuery } },
				(request, reply) => {
					const newcomer = tokenOf(request) === seeds.newcomerToken;
					return reply.send({
						user: { id: seeds.agentId, email, full_name: 'Grace Agent' },
						business: newcomer ? null : { id: seeds.businessId, name: 'Sandbox Business' },
						onboarding_complete: !newcomer,
						team_role: 'owner',
					});
				},
			);

			interface Creation {
				business_id: string;
				customer_id?: string;
				initial_message?: string;
			}
			app.post<{ Body: Creation }>(
				'/conversations/',
				{
					config: { operations: ['conversation.create'] },
					schema: {
						querystring: noQuery,
						body: object({ business_id: text, 'customer_id?': text, 'initial_message?': text }),
					},
				},
				(request, reply) => {
					const { business_id, customer_id = null, initial_message } = request.body;
					if (tokenOf(request) === seeds.limitedToken) {
						return reply.code(402).send({
							error: 'limit_exceeded',
							plan: 'Mini',
							feature: 'channels',
							current: 3,
							limit: 3,
							message: 'Your plan allows 3 channels.',
						});
					}
					if (business_id !== seeds.businessId) return detail(reply, 400, 'Invalid channel');
					if (customer_id !== null && !customers.some(({ uuid }) => uuid === customer_id)) {
						return detail(reply, 404, 'Customer not found');
					}
					const created = conversation({ customer_id, created_at: now() });
					if (initial_message !== undefined) addMessage(created, 'agent', initial_message, created.created_at);
					state.conversations.set(created.id, created);
					ledger.created(request, created.id);
					return reply.send(withCustomer(created));
				},
			);

			const count = { type: 'string', pattern: '^[1-9][0-9]{0,8}$' };
			interface Filter {
				status?: string;
				assignee_id?: string;
				page?: string;
				limit?: string;
			}
			app.get<{ Querystring: Filter }>(
				'/conversations/',
				{
					config: { operations: ['conversation.getMany'] },
					schema: {
						querystring: object({
							'status?': { type: 'string', enum: ['open', 'pending', 'resolved', 'closed'] },
							'assignee_id?': text,
							'page?': count,
							// The real maximum is documented nowhere; more than 100 is asking for trouble.
							'limit?': { type: 'string', pattern: '^([1-9][0-9]?|100)$' },
						}),
					},
				},
				({ query }, reply) => {
					const { status, assignee_id, page = '1', limit = '50' } = query;
					const from = (Number(page) - 1) * Number(limit);
					const found = [...state.conversations.values()]
						.reverse()
						.filter(({ id }) => !state.unlisted.has(id))
						.filter((one) => status === undefined || one.status === status)
						.filter((one) => assignee_id === undefined || one.assignee_id === assignee_id)
						.sort(newestFirst)
						.slice(from, from + Number(limit));
					// Messages can only be read one conversation at a time.
					return reply.send(found.map((one) => ({ ...one, messages: undefined, handoff_reason: undefined })));
				},
			);

			/** The conversation of the path; answers 404 when there is none. */
			const wanted = ({ params }: { params: { id: string } }, reply: FastifyReply) => {
				const found = state.conversations.get(params.id);
				if (!found) void detail(reply, 404, 'Conversation not found');
				return found;
			};
			const bare = { querystring: noQuery, body: noBody };

			app.get<{ Params: { id: string } }>(
				'/conversations/:id',
				{ config: { operations: ['conversation.get'] }, schema: { querystring: noQuery } },
				(request, reply) => {
					const spoiled = state.spoiled.get(request.params.id);
					if (spoiled) return reply.code(spoiled.status).type('application/json').send(spoiled.body);
					const found = wanted(request, reply);
					return found ? reply.send(withCustomer(found)) : reply;
				},
			);

			app.post<{ Params: { id: string }; Body: { content: string; attachments?: unknown[] } }>(
				'/conversations/:id/messages',
				{
					config: { operations: ['message.send'] },
					schema: { querystring: noQuery, body: object({ content: text, 'attachments?': { type: 'array' } }) },
				},
				(request, reply) => {
					const found = wanted(request, reply);
					if (!found) return reply;
					const added = addMessage(found, 'agent', request.body.content, now());
					added.attachments = request.body.attachments ?? [];
					ledger.sent(request, found.id);
					return reply.send(added);
				},
			);

			const endings = [
				{ verb: 'resolve', status: 'resolved', stamp: 'resolved_at', again: 'Already resolved' },
				{ verb: 'close', status: 'closed', stamp: 'closed_at', again: 'Already closed' },
			] as const;
			for (const { verb, status, stamp, again } of endings) {
				app.put<{ Params: { id: string } }>(
					`/conversations/:id/${verb}`,
					{ config: { operations: [`conversation.${verb}`] }, schema: bare },
					(request, reply) => {
						const found = wanted(request, reply);
						if (!found) return reply;
						if (found.status === status) return reply.send({ detail: again });
						found.status = status;
						found.updated_at = now();
						return reply.send({ [stamp]: found.updated_at });
					},
				);
			}

			app.put<{ Params: { id: string; agentId: string } }>(
				'/conversations/:id/assign/:agentId',
				{ config: { operations: ['conversation.assign'] }, schema: bare },
				(request, reply) => {
					const found = wanted(request, reply);
					if (!found) return reply;
					const member = team.find(({ user_id }) => user_id === request.params.agentId);
					if (!member) return detail(reply, 404, 'Agent not found');
					found.assignee_id = member.user_id;
					found.updated_at = now();
					return reply.send({ assignee_id: member.user_id });
				},
			);

			app.get(
				'/team/members',
				{ config: { operations: ['team.getMany'] }, schema: { querystring: noQuery } },
				() => team,
			);
			app.get('/team/pending-handoffs', { config: { operations: ['handoff.getMany'] }, schema: { querystring: noQuery } }, () =>
				[...state.conversations.values()]
					.filter(({ handoff_reason }) => handoff_reason)
					.map(({ id, customer_id, handoff_reason, status, created_at }) => ({ id, customer_id, handoff_reason, status, created_at })),
			);
			app.post<{ Body: { conversation_id: string; mode?: 'assist' | 'auto' } }>(
				'/ai/reply',
				{
					config: { operations: ['message.suggest'] },
					schema: {
						querystring: noQuery,
						body: object({ conversation_id: text, 'mode?': { type: 'string', enum: ['assist', 'auto'] } }),
					},
				},
				(request, reply) => {
					const { conversation_id, mode = 'assist' } = request.body;
					const found = state.conversations.get(conversation_id);
					const draft = 'Your order left our warehouse this morning.';
					if (found && mode === 'auto') addMessage(found, 'agent', draft, now());
					// The page shows no error for an unknown conversation.
					ledger.sent(request, conversation_id);
					return reply.send({ reply: draft, confidence: 0.92, mode, needs_handoff: false, handoff_reason: null });
				},
			);
			app.get(
				'/channels/',
				{ config: { operations: ['channel.getMany'] }, schema: { querystring: noQuery } },
				() => channels,
			);
			done();
		};

		const refuse = ({ status, message, faults }: Problem) => ({
			status: status === 400 ? 422 : status,
			body: {
				detail:
					faults.length > 0
						? faults.map(({ in: where, path, rule, message }) => ({ loc: [where, ...path], msg: message, type: rule }))
						: status === 404
							? 'Not Found'
							: message,
			},
		});

		return {
			hosts: {
				'/pingback/api/v1/auth': { routes: signIn, refuse },
				'/pingback/api/v1': { routes: inbox, refuse },
			},
			reset() {
				state = freshState();
			},
			levers: {
				expireTokens() {
					state.tokens = freshState().tokens;
				},
				/** How much the vendor's clock is ahead of this machine's. */
				setClock({ offsetMs }: { offsetMs: number }) {
					state.clockOffsetMs = offsetMs;
				},
				/** Adds conversations, filled up where fields are missing; `replace` drops all others. Gives their ids. */
				seed({ conversations, replace }: { conversations: Array<Partial<Conversation>>; replace?: boolean }) {
					if (replace) state.conversations.clear();
					const added = conversations.map(conversation);
					for (const one of added) state.conversations.set(one.id, one);
					return added.map(({ id }) => id);
				},
				/** Changes one conversation, and lets `message` arrive in it; updated_at is `at`, default the vendor's now. */
				advance({ id, at = now(), set, message: arrived }: Advance) {
					const found = state.conversations.get(id);
					if (!found) throw new Error(`The sandbox's pingback has no conversation "${id}"`);
					if (arrived) {
						const added = addMessage(found, arrived.sender_type ?? 'customer', arrived.content, at);
						if (arrived.created_at !== undefined) added.created_at = arrived.created_at;
						// The page says that a conversation shows its oldest message first.
						found.messages.sort((a, b) => instant(a.created_at) - instant(b.created_at) || 0);
					}
					Object.assign(found, { updated_at: at }, set);
					return withCustomer(found);
				},
				/** Makes the details of a conversation unreadable; without an answer, readable again. */
				spoil({ id, answer }: { id: string; answer?: Spoiled }) {
					if (answer) state.spoiled.set(id, answer);
					else state.spoiled.delete(id);
				},
				/** Keeps conversations out of the list, as a vendor whose list lags behind does; `listed` lets them in again. */
				unlist({ ids, listed }: { ids: string[]; listed?: boolean }) {
					for (const id of ids) {
						if (listed) state.unlisted.delete(id);
						else state.unlisted.add(id);
					}
				},
			},
		};
	},

	operations(): Record<string, Operation> {
		const credentials = ['pingbackApi'];
		const headers = { authorization: `Bearer ${accessToken}` };
		const list = '/pingback/api/v1/conversations/';
		const one = `${list}${seeds.conversationId}`;
		const create = { resource: 'conversation', operation: 'create', businessId: byId(seeds.businessId) };
		const business = { business_id: seeds.businessId };
		const initialMessage = 'Hi! How can I help you today?';
		const onOne = (operation: string) => ({
			resource: 'conversation',
			operation,
			conversationId: byId(seeds.conversationId),
		});
		const send = { ...onOne('send'), resource: 'message', content: 'Your order is on its way.' };
		const sending = { method: 'POST', path: `${one}/messages`, headers, query: {}, body: { content: send.content } };
		const attachments = [{ url: 'https://media.example/label.pdf', name: 'label.pdf' }];
		/** For a call with nothing optional the full sample is the smallest one. */
		const both = (sample: { parameters: object; request: { method: string; path: string } }) =>
			['smallest', 'full'].map((name) => ({
				name,
				credentials,
				parameters: { ...sample.parameters },
				request: { ...sample.request, headers, query: {} },
			}));

		return {
			'conversation.create': {
				effect: 'creates',
				samples: [
					{
						name: 'smallest',
						credentials,
						parameters: create,
						request: { method: 'POST', path: list, headers, query: {}, body: business },
					},
					{
						name: 'full',
						credentials,
						parameters: { ...create, customerId: seeds.customerId, initialMessage },
						request: {
							method: 'POST',
							path: list,
							headers,
							query: {},
							body: { ...business, customer_id: seeds.customerId, initial_message: initialMessage },
						},
						freeText: 'initialMessage',
					},
				],
			},
			'conversation.get': {
				effect: 'reads',
				samples: both({ parameters: onOne('get'), request: { method: 'GET', path: one } }),
			},
			'conversation.getMany': {
				effect: 'reads',
				samples: [
					{
						name: 'smallest',
						credentials,
						parameters: { resource: 'conversation', operation: 'getMany', returnAll: false, limit: 2 },
						request: { method: 'GET', path: list, headers },
					},
					{
						name: 'full',
						credentials,
						parameters: {
							resource: 'conversation',
							operation: 'getMany',
							returnAll: true,
							filters: { assigneeId: seeds.otherAgentId, status: 'open' },
						},
						request: { method: 'GET', path: list, headers },
					},
				],
			},
			'conversation.resolve': {
				effect: 'changes',
				samples: both({ parameters: onOne('resolve'), request: { method: 'PUT', path: `${one}/resolve` } }),
			},
			'conversation.close': {
				effect: 'changes',
				samples: both({ parameters: onOne('close'), request: { method: 'PUT', path: `${one}/close` } }),
			},
			'conversation.assign': {
				effect: 'changes',
				samples: both({
					parameters: { ...onOne('assign'), agentId: byId(seeds.agentId) },
					request: { method: 'PUT', path: `${one}/assign/${seeds.agentId}` },
				}),
			},
			'message.send': {
				effect: 'sends',
				samples: [
					{ name: 'smallest', credentials, parameters: send, request: sending, freeText: 'content' },
					{
						name: 'full',
						credentials,
						parameters: { ...send, attachments: JSON.stringify(attachments) },
						request: { ...sending, body: { content: send.content, attachments } },
						freeText: 'content',
					},
				],
			},
			'message.suggest': {
				effect: 'sends',
				samples: ['assist', 'auto'].map((mode, index) => ({
					name: index === 0 ? 'smallest' : 'full',
					credentials,
					parameters: { ...onOne('suggest'), resource: 'message', ...(index === 0 ? {} : { mode }) },
					request: {
						method: 'POST',
						path: '/pingback/api/v1/ai/reply',
						headers,
						query: {},
						body: { conversation_id: seeds.conversationId, mode },
					},
					freeText: 'conversationId',
				})),
			},
			'handoff.getMany': {
				effect: 'reads',
				samples: [{ returnAll: false, limit: 1 }, { returnAll: true }].map((wanted, index) => ({
					name: index === 0 ? 'smallest' : 'full',
					credentials,
					parameters: { resource: 'handoff', operation: 'getMany', ...wanted },
					request: { method: 'GET', path: '/pingback/api/v1/team/pending-handoffs', headers, query: {} },
				})),
			},
		};
	},
};

interface Spoiled {
	status: number;
	/** Sent as it is. */
	body: string;
}

interface Advance {
	id: string;
	at?: string;
	set?: Partial<Conversation>;
	/** Dated `at`, unless it says when it was written. */
	message?: { content: string; sender_type?: Message['sender_type']; created_at?: string | null };
}
