import { randomUUID } from 'node:crypto';
import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from 'fastify';
import { byId } from '../locator';
import { noQuery, object, text } from '../schema';
import type { Operation, Vendor } from '../types';

const apiToken = 'sandbox-quickbot-token';

/** What is there at the start. */
export const seeds = {
	apiToken,
	/** Asks for a name (text), an interest (buttons), an address (email), then ends. */
	publicId: 'sandbox-lead-bot',
	/** Repeats what it hears and never ends. */
	echoPublicId: 'sandbox-echo-bot',
	/** Opens with every kind of message, actions and logs, and asks for a payment. */
	mediaPublicId: 'sandbox-media-bot',
	/** Waits in the middle, until it is resumed without a message. */
	pausedPublicId: 'sandbox-paused-bot',
	/** Asks for files that may be left out, then lets the user choose several things. */
	filePublicId: 'sandbox-file-bot',
	/** Says something and awaits nothing. */
	announcementPublicId: 'sandbox-announcement-bot',
	/** 400. */
	closedPublicId: 'sandbox-closed-bot',
	/** 404: it exists, and is not published. */
	unpublishedPublicId: 'sandbox-unpublished-bot',
	/** A session with the echo bot. */
	sessionId: 'sandbox-session-1',
	workspaceId: 'sandbox-workspace-1',
	/** Of the lead bot, in the editor. */
	botId: 'bot-of-sandbox-lead-bot',
	resultId: 'sandbox-result-1',
	paymentSecret: 'sandbox-payment-secret',
	secretVariable: 'sandbox-secret-variable',
};

type Variables = Record<string, unknown>;
type Bubble = { id: string; type: string; content: Record<string, unknown> };
type Input = {
	id: string;
	type: string;
	options?: object;
	items?: Array<{ id: string; content: string; value?: string }>;
	runtimeOptions?: object;
};

interface Step {
	says(variables: Variables): Bubble[];
	input?: Input;
	/** Stands still until the client goes on, with a message or without one. */
	isPause?: boolean;
	/** What the given answer is worth; undefined when it does not fit the input, which then is repeated. */
	takes?(answer: UserMessage): unknown;
	savesAs?: string;
	/** Default: the next one. */
	next?: number;
	extras?: object;
}

interface UserMessage {
	type: 'text';
	text: string;
	value?: string;
}

interface Session {
	publicId: string;
	step: number;
	variables: Variables;
	/** It ended in the very call that opened it: then it is kept, and the next message starts the flow anew. */
	endedAtOnce?: boolean;
}

const say = (id: string, markdown: string): Bubble => ({ id, type: 'text', content: { type: 'markdown', markdown } });
const anyText = (answer: UserMessage) => answer.text;
const textInput = (id: string): Input => ({
	id,
	type: 'text input',
	options: {
		labels: { placeholder: 'Type your answer…', button: 'Send' },
		variableId: `variable-of-${id}`,
		attachments: { isEnabled: true, saveVariableId: 'variable-files' },
	},
});

const interests = [
	{ id: 'item-pricing', content: 'Pricing', value: 'pricing' },
	{ id: 'item-support', content: 'Support' },
];

/** By public id. */
const bots: Record<string, Step[]> = {
	[seeds.publicId]: [
		{
			says: ({ 'First name': name }) => [
				say('lead-1', `Hi **${String(name ?? 'there')}**!`),
				say('lead-2', 'What is your name?'),
			],
			input: textInput('input-name'),
			takes: anyText,
			savesAs: 'Name',
		},
		{
			says: ({ Name }) => [say('lead-3', `Nice to meet you, ${String(Name)}. What are you interested in?`)],
			input: { id: 'input-interest', type: 'buttons input', items: interests },
			takes: ({ text, value }) =>
				interests.find((item) => [item.content, item.id, item.value].includes(text.trim()) || (value && item.value === value))?.content,
			savesAs: 'Interest',
		},
		{
			says: ({ Interest }) => [say('lead-4', `${String(Interest)}, good choice. Your email?`)],
			input: { id: 'input-email', type: 'email input', options: { labels: { placeholder: 'Email' } } },
			takes: ({ text }) => (/^\S+@\S+\.\S+$/.test(text) ? text : undefined),
			savesAs: 'Email',
		},
		{ says: ({ Email }) => [say('lead-5', `Thank you, we will write to ${String(Email)}.`)] },
	],
	[seeds.echoPublicId]: [
		{ says: () => [say('echo-1', 'Say something.')], input: textInput('input-echo'), takes: anyText, savesAs: 'Said' },
		{
			says: ({ Said }) => [say('echo-2', `You said: ${String(Said)}`)],
			input: textInput('input-echo'),
			takes: anyText,
			savesAs: 'Said',
			next: 1,
		},
	],
	[seeds.mediaPublicId]: [
		{
			says: () => [
				{
					id: 'media-1',
					type: 'text',
					content: {
						type: 'richText',
						richText: [
							{ type: 'p', children: [{ text: 'Our ' }, { text: 'new', bold: true }, { text: ' plan.' }] },
							{
								type: 'p',
								children: [{ type: 'a', url: 'https://shop.example/plan', children: [{ text: 'Read more' }] }],
							},
						],
					},
				},
				{ id: 'media-2', type: 'image', content: { url: 'https://media.example/plan.png', alt: 'The plan' } },
				{ id: 'media-3', type: 'video', content: { url: 'https://media.example/plan.mp4', type: 'url' } },
				{ id: 'media-4', type: 'audio', content: { url: 'https://media.example/plan.mp3' } },
				{ id: 'media-5', type: 'embed', content: { url: 'https://media.example/form', height: 400 } },
			],
			input: {
				id: 'input-payment',
				type: 'payment input',
				options: { provider: 'Stripe', currency: 'EUR' },
				runtimeOptions: {
					paymentIntentSecret: seeds.paymentSecret,
					amountLabel: '€12.00',
					publicKey: 'sandbox-public-key',
				},
			},
			// As the engine has it: whatever does not say that it failed counts as paid.
			takes: ({ text }) => (text === 'fail' ? undefined : text),
			extras: {
				clientSideActions: [
					{
						type: 'scriptToExecute',
						scriptToExecute: { content: 'void 0', args: [{ id: 'arg-1', value: 'one' }], isCode: true },
						lastBubbleBlockId: 'media-5',
						expectsDedicatedReply: false,
					},
				],
				logs: [{ status: 'info', description: 'Payment intent created', details: { provider: 'Stripe' } }],
			},
		},
		{ says: () => [say('media-6', 'Paid. Thank you!')] },
	],
	[seeds.pausedPublicId]: [
		{
			says: () => [say('paused-1', 'One moment, please.')],
			isPause: true,
			extras: { clientSideActions: [{ type: 'wait', wait: { secondsToWaitFor: 5 }, expectsDedicatedReply: true }] },
		},
		{ says: () => [say('paused-2', 'Thank you for waiting. What is your name?')], input: textInput('input-paused'), takes: anyText, savesAs: 'Name' },
		{ says: ({ Name }) => [say('paused-3', `Goodbye, ${String(Name)}.`)] },
	],
	[seeds.filePublicId]: [
		{
			says: () => [say('file-1', 'Have you got the invoice?')],
			input: { id: 'input-file', type: 'file input', options: { isRequired: false, isMultipleAllowed: true } },
			takes: ({ text }) => (text.split(', ').some((url) => URL.canParse(url)) ? text : undefined),
			savesAs: 'Files',
		},
		{
			says: ({ Files }) => [say('file-2', `Files: ${String(Files ?? 'none')}. What are you interested in?`)],
			input: { id: 'input-several', type: 'buttons input', items: interests, options: { isMultipleChoice: true } },
			takes: ({ text }) => {
				const chosen = interests.filter(({ content }) => text.toLowerCase().includes(content.toLowerCase()));
				return chosen.length > 0 ? chosen.map(({ content }) => content).join(', ') : undefined;
			},
			savesAs: 'Interests',
		},
		{ says: ({ Interests }) => [say('file-3', `${String(Interests)}, good choice.`)] },
	],
	[seeds.announcementPublicId]: [{ says: () => [say('announcement-1', 'We are open from 9 to 5.')] }],
};

// As large as the vendor's: nothing of it belongs in an output.
const presentation = (publicId: string) => ({
	id: `bot-of-${publicId}`,
	theme: {
		chat: {
			container: { maxWidth: '800px', backgroundColor: '#ffffff', background: { type: 'Color', content: '#ffffff' } },
			hostAvatar: { isEnabled: true, url: 'https://media.example/avatar.png' },
			hostBubbles: {
				backgroundColor: '#f7f8ff',
				color: '#303235',
				border: { roundness: 12, thickness: 1, color: '#000000' },
			},
			buttons: { backgroundColor: '#0042da', color: '#ffffff' },
		},
		customCss: '.bubble { color: black; } '.repeat(300),
	},
	settings: {
		general: { isBrandingEnabled: true },
		typingEmulation: { enabled: false },
		security: { allowedOrigins: [] },
	},
	publishedAt: '2025-01-15T10:00:00.000Z',
});
const presentations = new Map(Object.keys(bots).map((publicId) => [publicId, presentation(publicId)]));

/** As the management host lists them; one was never published. */
const listedBots = [
	...Object.keys(bots).map((publicId) => ({ id: `bot-of-${publicId}`, name: publicId.replaceAll('-', ' '), publicId, publishedBotId: `published-${publicId}` })),
	{ id: 'bot-of-a-draft', name: 'A draft', publicId: null, publishedBotId: null },
].map((bot) => ({ ...bot, icon: null, customDomain: null, totalViews: 12, totalStarts: 10, totalCompleted: 7 }));

/** What earlier chats brought, the newest first. */
const results = [seeds.resultId, 'sandbox-result-2', 'sandbox-result-3'].map((id, index) => ({
	id,
	createdAt: `2025-01-1${5 - index}T10:00:00.000Z`,
	botId: seeds.botId,
	variables: [
		{ id: 'variable-name', name: 'Name', isSystemVariable: false, isSavedVariable: true, isSecretVariable: false, value: 'Ada' },
		{ id: 'variable-key', name: 'Key', isSystemVariable: false, isSavedVariable: true, isSecretVariable: true, value: seeds.secretVariable },
	],
	isCompleted: index > 0,
	hasStarted: true,
	isArchived: false,
	lastChatSessionId: seeds.sessionId,
	answers: [{ blockId: 'input-name', content: 'Ada', attachedFileUrls: ['https://media.example/a.pdf'] }],
}));

const freshSessions = () =>
	new Map<string, Session>([[seeds.sessionId, { publicId: seeds.echoPublicId, step: 0, variables: {} }]]);

const stepsOf = ({ publicId }: Session) => bots[publicId] ?? [];

function show(session: Session, heard?: UserMessage) {
	const steps = stepsOf(session);
	const step = steps[session.step];
	return {
		messages: step?.says(session.variables) ?? [],
		...(step?.input ? { input: step.input } : {}),
		...step?.extras,
		...(steps.length > 1 ? { progress: Math.round((100 * session.step) / (steps.length - 1)) } : {}),
		...(heard ? { guestDisplayText: heard.text } : {}),
	};
}

const isOpen = (session: Session) => {
	const step = stepsOf(session)[session.step];
	return step?.input !== undefined || step?.isPause === true;
};

/** A wrong answer to a typed input is no HTTP error: the bot asks again. Without an answer only files that may be left out are. */
function hear(session: Session, heard?: UserMessage) {
	const step = stepsOf(session)[session.step];
	if (session.endedAtOnce) {
		Object.assign(session, { step: 0, endedAtOnce: false });
		return show(session, heard);
	}
	const isSkipped = heard === undefined && (step?.input?.options as { isRequired?: boolean } | undefined)?.isRequired === false;
	if (step?.input && !isSkipped) {
		const value = heard && step.takes?.(heard);
		if (value === undefined) {
			return { messages: [say('invalid', 'Invalid message. Please, try again.')], input: step.input };
		}
		if (step.savesAs) session.variables[step.savesAs] = value;
	}
	session.step = step?.next ?? session.step + 1;
	return show(session, heard);
}

const message = object({
	type: { type: 'string', const: 'text' },
	text: { type: 'string' },
	'value?': text,
	'attachedFileUrls?': { type: 'array', minItems: 1, items: text },
	'createdAt?': { type: 'number' },
});

const picker = { credentialType: 'quickbotApi', parameters: { authentication: 'apiToken' } };

/** Quickbot: the chat host needs no key, the management host does. Its error bodies are those of an older source. */
export const vendor: Vendor = {
	name: 'quickbot',

	credentials: (url) => ({
		quickbotApi: {
			apiToken,
			baseUrl: `${url}/quickbot/api`,
			managementBaseUrl: `${url}/quickbotManagement/api`,
		},
	}),

	accounts: {
		quickbotApi: {
			secret: { field: 'apiToken', header: 'authorization', form: 'Bearer {secret}' },
			test: { method: 'GET', path: '/quickbotManagement/api/v1/workspaces' },
			rejection: 'Quickbot did not accept the API token',
		},
	},

	pickers: [
		{ ...picker, method: 'searchWorkspaces', entry: { value: 'sandbox-workspace-1', name: 'Sandbox workspace' }, filter: 'sandbox' },
		{ ...picker, method: 'searchBots', entry: { value: 'bot-of-a-draft', name: 'A draft' }, filter: 'draft' },
		{ ...picker, method: 'searchPublishedBots', entry: { value: 'sandbox-lead-bot', name: 'sandbox lead bot' }, filter: 'LEAD' },
	],

	open(ledger) {
		let sessions = freshSessions();

		const chat: FastifyPluginCallback = (app, _options, done) => {
			interface Creation {
				publicId: string;
				message?: UserMessage;
				prefilledVariables?: Variables;
				resultId?: string;
			}

			app.post<{ Body: Creation }>(
				'/v1/conversations',
				{
					config: { operations: ['conversation.create'] },
					schema: {
						querystring: noQuery,
						body: object({
							publicId: text,
							'message?': message,
							'prefilledVariables?': { type: 'object' },
							'resultId?': text,
						}),
					},
				},
				(request, reply) => {
					const { publicId, message, prefilledVariables, resultId = randomUUID() } = request.body;
					if (publicId === seeds.closedPublicId) {
						return reply.code(400).send({ message: 'This bot is now closed', code: 'BAD_REQUEST' });
					}
					const bot = presentations.get(publicId);
					if (!bot) return reply.code(404).send({ message: 'Bot not found', code: 'NOT_FOUND' });
					const session: Session = { publicId, step: 0, variables: { ...prefilledVariables } };
					const sessionId = randomUUID();
					sessions.set(sessionId, session);
					ledger.created(request, sessionId);
					// As the engine has it, a first message counts only where the flow begins by asking.
					const turn = message && isOpen(session) ? hear(session, message) : show(session);
					session.endedAtOnce = !isOpen(session);
					return reply.send({
						sessionId,
						bot,
						actor: { role: 'host', name: 'Sandbox Bot', avatarUrl: 'https://media.example/avatar.png' },
						resultId,
						...turn,
					});
				},
			);

			app.post<{ Params: { sessionId: string }; Body: { message?: UserMessage } }>(
				'/v1/conversations/:sessionId/messages',
				{
					config: { operations: ['message.send'] },
					schema: {
						querystring: noQuery,
						body: object({
							'message?': message,
							'messageMetadata?': object({ 'inputBlockId?': text, 'inputType?': text }),
							'clientLogs?': { type: 'array', items: { type: 'object' } },
						}),
					},
				},
				(request, reply) => {
					const { sessionId } = request.params;
					const session = sessions.get(sessionId);
					if (!session) {
						return reply
							.code(404)
							.send({ message: 'Session expired. You need to start a new session.', code: 'NOT_FOUND' });
					}
					ledger.sent(request, sessionId);
					const turn = hear(session, request.body.message);
					// The flow is over: the next message finds no session.
					if (!isOpen(session)) sessions.delete(sessionId);
					return reply.send({
						actor: { role: 'host', name: 'Sandbox Bot', avatarUrl: 'https://media.example/avatar.png' },
						...turn,
					});
				},
			);
			done();
		};

		const management: FastifyPluginCallback = (app, _options, done) => {
			const workspaces = [
				{ id: seeds.workspaceId, name: 'Sandbox workspace', plan: 'FREE' },
				{ id: 'sandbox-workspace-2', name: 'Second workspace', plan: 'FREE' },
			];
			app.addHook('preValidation', ({ headers }: FastifyRequest, reply, next) => {
				if (headers.authorization === `Bearer ${apiToken}`) return next();
				void reply.code(401).send({ message: 'You need to authenticate to perform this action', code: 'UNAUTHORIZED' });
			});
			app.get(
				'/v1/workspaces',
				{ config: { operations: ['workspace.getMany'] }, schema: { querystring: noQuery } },
				() => ({
					workspaces,
				}),
			);
			app.get<{ Params: { id: string } }>(
				'/v1/workspaces/:id',
				{ config: { operations: ['workspace.get'] }, schema: { querystring: noQuery } },
				({ params }, reply) => {
					const workspace = workspaces.find(({ id }) => id === params.id);
					if (!workspace) return reply.code(404).send({ message: 'Workspace not found', code: 'NOT_FOUND' });
					return reply.send({ workspace });
				},
			);

			app.get<{ Querystring: { workspaceId: string } }>(
				'/v1/bots',
				{ config: { operations: ['bot.getMany'] }, schema: { querystring: object({ workspaceId: text }) } },
				({ query }, reply) => {
					if (!workspaces.some(({ id }) => id === query.workspaceId)) {
						return reply.code(404).send({ message: 'Workspace not found', code: 'NOT_FOUND' });
					}
					return reply.send({ bots: query.workspaceId === seeds.workspaceId ? listedBots : [] });
				},
			);

			const known = ({ botId }: { botId: string }, reply: FastifyReply) => {
				const isKnown = listedBots.some(({ id }) => id === botId);
				if (!isKnown) void reply.code(404).send({ message: 'Bot not found', code: 'NOT_FOUND' });
				return isKnown;
			};
			app.get<{ Params: { botId: string }; Querystring: { limit?: string; cursor?: string } }>(
				'/v1/analytics/:botId/logs',
				{
					config: { operations: ['result.getMany'] },
					schema: {
						querystring: object({
							'limit?': { type: 'string', pattern: '^([1-9][0-9]?|100)$' },
							'cursor?': text,
							'timeFilter?': {
								type: 'string',
								enum: ['today', 'last7Days', 'last30Days', 'monthToDate', 'lastMonth', 'yearToDate', 'allTime'],
							},
							'timeZone?': text,
						}),
					},
				},
				({ params, query }, reply) => {
					if (!known(params, reply)) return reply;
					const own = results.filter(({ botId }) => botId === params.botId);
					const from = query.cursor === undefined ? 0 : own.findIndex(({ id }) => id === query.cursor);
					const end = from + Number(query.limit ?? 50);
					return reply.send({ results: own.slice(from, end), nextCursor: own[end]?.id ?? null });
				},
			);
			app.get<{ Params: { botId: string; resultId: string } }>(
				'/v1/analytics/:botId/logs/:resultId',
				{ config: { operations: ['result.get'] }, schema: { querystring: noQuery } },
				({ params }, reply) => {
					if (!known(params, reply)) return reply;
					const result = results.find(({ id, botId }) => id === params.resultId && botId === params.botId);
					return result ? reply.send({ result }) : reply.code(404).send({ message: 'Result not found', code: 'NOT_FOUND' });
				},
			);
			done();
		};

		const refuse = ({
			status,
			message,
			faults,
		}: {
			status: number;
			message: string;
			faults: Array<{ message: string }>;
		}) => ({
			status: status === 422 ? 400 : status,
			body: {
				message: faults.length > 0 ? 'Input validation failed' : message,
				code: status === 404 ? 'NOT_FOUND' : 'BAD_REQUEST',
				...(faults.length > 0 ? { issues: faults.map(({ message }) => ({ message })) } : {}),
			},
		});

		return {
			hosts: {
				'/quickbot/api': { routes: chat, refuse },
				'/quickbotManagement/api': { routes: management, refuse },
			},
			reset() {
				sessions = freshSessions();
			},
			levers: {
				/** Every session ends, the seeded one too. */
				expireSessions() {
					sessions = new Map();
				},
			},
		};
	},

	operations(url): Record<string, Operation> {
		const baseUrl = `${url}/quickbot/api`;
		const none = { authentication: 'none', options: { baseUrl } };
		const byToken = { authentication: 'apiToken' };
		const create = { resource: 'conversation', operation: 'create' };
		const send = { resource: 'message', operation: 'send', sessionId: seeds.sessionId, message: 'Hello bot' };
		const creation = { method: 'POST', path: '/quickbot/api/v1/conversations', query: {} };
		const sending = { method: 'POST', path: `/quickbot/api/v1/conversations/${seeds.sessionId}/messages`, query: {} };
		const headers = { authorization: `Bearer ${apiToken}` };
		const managed = { path: '/quickbotManagement/api/v1/bots', method: 'GET', headers };
		const logs = `/quickbotManagement/api/v1/analytics/${seeds.botId}/logs`;
		const attachedFileUrls = ['https://media.example/a.pdf', 'https://media.example/b.pdf'];

		const everything = {
			publicId: byId(seeds.echoPublicId),
			additionalFields: {
				message: {
					values: {
						text: 'Hello bot',
						value: 'hello',
						attachedFileUrls: attachedFileUrls.join(', '),
						createdAt: 1735689600000,
					},
				},
				prefilledVariables: { variables: [{ name: 'First name', value: 'John' }] },
				prefilledVariablesJson: '{"First name": "Jane", "Age": 30}',
				resultId: 'sandbox-result-1',
			},
		};
		const everythingSent = {
			publicId: seeds.echoPublicId,
			message: { type: 'text', text: 'Hello bot', value: 'hello', attachedFileUrls, createdAt: 1735689600000 },
			prefilledVariables: { 'First name': 'John', Age: 30 },
			resultId: 'sandbox-result-1',
		};

		return {
			'conversation.create': {
				effect: 'creates',
				samples: [
					{
						name: 'smallest',
						credentials: [],
						parameters: { ...create, ...none, publicId: byId(seeds.publicId) },
						request: { ...creation, body: { publicId: seeds.publicId } },
					},
					{
						name: 'full',
						credentials: ['quickbotApi'],
						parameters: { ...create, ...byToken, ...everything },
						request: { ...creation, headers, body: everythingSent },
						freeText: 'additionalFields.message.values.text',
					},
					{
						name: 'full without a credential',
						credentials: [],
						parameters: { ...create, ...none, ...everything },
						request: { ...creation, body: everythingSent },
						freeText: 'additionalFields.message.values.text',
					},
				],
			},
			'bot.getMany': {
				effect: 'reads',
				samples: [
					{
						name: 'smallest',
						credentials: ['quickbotApi'],
						parameters: { resource: 'bot', operation: 'getMany', workspaceId: byId(seeds.workspaceId), returnAll: false, limit: 1 },
						request: { ...managed, query: { workspaceId: seeds.workspaceId } },
					},
					{
						name: 'full',
						credentials: ['quickbotApi'],
						parameters: { resource: 'bot', operation: 'getMany', workspaceId: byId(seeds.workspaceId), returnAll: true },
						request: { ...managed, query: { workspaceId: seeds.workspaceId } },
					},
				],
			},
			'result.get': {
				effect: 'reads',
				samples: ['smallest', 'full'].map((name) => ({
					name,
					credentials: ['quickbotApi'],
					parameters: { resource: 'result', operation: 'get', botId: byId(seeds.botId), resultId: seeds.resultId },
					request: { method: 'GET', path: `${logs}/${seeds.resultId}`, headers, query: {} },
				})),
			},
			'result.getMany': {
				effect: 'reads',
				samples: [
					{
						name: 'smallest',
						credentials: ['quickbotApi'],
						parameters: { resource: 'result', operation: 'getMany', botId: byId(seeds.botId), returnAll: false, limit: 2 },
						request: { method: 'GET', path: logs, headers, query: { limit: '2' } },
					},
					{
						name: 'full',
						credentials: ['quickbotApi'],
						parameters: {
							resource: 'result',
							operation: 'getMany',
							botId: byId(seeds.botId),
							returnAll: true,
							filters: { timeFilter: 'allTime', timeZone: 'Europe/Berlin' },
						},
						request: { method: 'GET', path: logs, headers, query: { limit: '100', timeFilter: 'allTime', timeZone: 'Europe/Berlin' } },
					},
				],
			},
			'message.send': {
				effect: 'sends',
				samples: [
					{
						name: 'smallest',
						credentials: [],
						parameters: { ...send, ...none },
						request: { ...sending, body: { message: { type: 'text', text: 'Hello bot' } } },
						freeText: 'message',
					},
					{
						name: 'full',
						credentials: ['quickbotApi'],
						parameters: {
							...send,
							...byToken,
							additionalFields: {
								attachedFileUrls: attachedFileUrls.join(', '),
								createdAt: 1735689600000,
								inputBlockId: 'input-echo',
								inputType: 'text input',
								value: 'hello',
							},
						},
						request: {
							...sending,
							headers,
							body: {
								message: {
									type: 'text',
									text: 'Hello bot',
									value: 'hello',
									attachedFileUrls,
									createdAt: 1735689600000,
								},
								messageMetadata: { inputBlockId: 'input-echo', inputType: 'text input' },
							},
						},
						freeText: 'message',
					},
				],
			},
		};
	},
};
