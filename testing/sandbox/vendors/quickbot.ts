import { randomUUID } from 'node:crypto';
import type { FastifyPluginCallback, FastifyRequest } from 'fastify';
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
	/** Says something and awaits nothing. */
	announcementPublicId: 'sandbox-announcement-bot',
	/** 400. */
	closedPublicId: 'sandbox-closed-bot',
	/** 404: it exists, and is not published. */
	unpublishedPublicId: 'sandbox-unpublished-bot',
	/** A session with the echo bot. */
	sessionId: 'sandbox-session-1',
	workspaceId: 'sandbox-workspace-1',
	paymentSecret: 'sandbox-payment-secret',
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
				interests.find((item) => item.content === text || (value && item.value === value))?.content,
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
			takes: ({ text }) => (text === 'Success' ? text : undefined),
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

/** A wrong answer to a typed input is no HTTP error: the bot asks again. A message after the end starts the flow anew (as Typebot does). */
function hear(session: Session, heard: UserMessage) {
	const step = stepsOf(session)[session.step];
	if (!step?.input) {
		session.step = 0;
		return show(session, heard);
	}
	const value = step.takes?.(heard);
	if (value === undefined) {
		return { messages: [say('invalid', 'Invalid message. Please, try again.')], input: step.input };
	}
	if (step.savesAs) session.variables[step.savesAs] = value;
	session.step = step.next ?? session.step + 1;
	return show(session, heard);
}

const message = object({
	type: { type: 'string', const: 'text' },
	text,
	'value?': text,
	'attachedFileUrls?': { type: 'array', minItems: 1, items: text },
	'createdAt?': { type: 'number' },
});

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
					const session = { publicId, step: 0, variables: { ...prefilledVariables } };
					const sessionId = randomUUID();
					sessions.set(sessionId, session);
					ledger.created(request, sessionId);
					return reply.send({
						sessionId,
						bot,
						actor: { role: 'host', name: 'Sandbox Bot', avatarUrl: 'https://media.example/avatar.png' },
						resultId,
						...(message ? hear(session, message) : show(session)),
					});
				},
			);

			app.post<{ Params: { sessionId: string }; Body: { message: UserMessage } }>(
				'/v1/conversations/:sessionId/messages',
				{
					config: { operations: ['message.send'] },
					schema: {
						querystring: noQuery,
						body: object({
							message,
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
					return reply.send({
						actor: { role: 'host', name: 'Sandbox Bot', avatarUrl: 'https://media.example/avatar.png' },
						...hear(session, request.body.message),
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
		const attachedFileUrls = ['https://media.example/a.pdf', 'https://media.example/b.pdf'];

		return {
			'conversation.create': {
				effect: 'creates',
				samples: [
					{
						name: 'smallest',
						credentials: [],
						parameters: { ...create, ...none, publicId: seeds.publicId },
						request: { ...creation, body: { publicId: seeds.publicId } },
					},
					{
						name: 'full',
						credentials: ['quickbotApi'],
						parameters: {
							...create,
							...byToken,
							publicId: seeds.echoPublicId,
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
						},
						request: {
							...creation,
							headers,
							body: {
								publicId: seeds.echoPublicId,
								message: {
									type: 'text',
									text: 'Hello bot',
									value: 'hello',
									attachedFileUrls,
									createdAt: 1735689600000,
								},
								prefilledVariables: { 'First name': 'John', Age: 30 },
								resultId: 'sandbox-result-1',
							},
						},
						freeText: 'additionalFields.message.values.text',
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
