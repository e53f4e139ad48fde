import type { Call, VendorPage } from './table';

const id = (value: string) => ({ __rl: true, mode: 'id', value });

const messages = [
	{ id: 'm-1', type: 'text', content: { type: 'markdown', markdown: 'Hello **you**' } },
	{ id: 'm-2', type: 'image', content: { url: 'https://media.example/a.png' } },
];

const turn = {
	messages,
	input: {
		id: 'i-1',
		type: 'buttons input',
		options: { isMultipleChoice: true, otherOption: 'Other', isRequired: false, isMultipleAllowed: true, attachments: { isEnabled: true }, audioClip: { isEnabled: true } },
		items: [{ id: 'one', content: 'One', value: '1' }],
	},
	clientSideActions: [{ type: 'wait', wait: { secondsToWaitFor: 2 } }],
	logs: [{ status: 'info', description: 'a log line' }],
	progress: 40,
	guestDisplayText: 'One',
	actor: { role: 'agent', name: 'Grace', avatarUrl: 'https://media.example/g.png' },
};

const turnReads: Call['reads'] = {
	'messages.0.id': 'messages.0.id',
	'messages.0.type': 'messages.0.type',
	'messages.0.content.markdown': ['text', 'Hello you'],
	'messages.1.id': 'messages.1.id',
	'messages.1.type': 'messages.1.type',
	'messages.1.content.url': 'messages.1.url',
	'input.id': 'details.input.id',
	'input.type': 'details.input.type',
	'input.options.isMultipleChoice': 'details.input.options.isMultipleChoice',
	...Object.fromEntries(
		['otherOption', 'isRequired', 'isMultipleAllowed', 'attachments.isEnabled', 'audioClip.isEnabled'].map((name) => [
			`input.options.${name}`,
			`details.input.options.${name}`,
		]),
	),
	'input.items.0.id': 'details.input.items.0.id',
	'input.items.0.content': 'details.input.items.0.content',
	'input.items.0.value': 'details.input.items.0.value',
	'clientSideActions.0.type': 'details.clientSideActions.0.type',
	'clientSideActions.0.wait.secondsToWaitFor': 'details.clientSideActions.0.wait.secondsToWaitFor',
	'logs.0.status': 'details.logs.0.status',
	'logs.0.description': 'details.logs.0.description',
	progress: 'details.progress',
	guestDisplayText: 'details.guestDisplayText',
	'actor.role': 'details.actor.role',
	'actor.name': 'details.actor.name',
	'actor.avatarUrl': 'details.actor.avatarUrl',
};

const INPUTS = [
	'text input',
	'number input',
	'email input',
	'url input',
	'phone number input',
	'date input',
	'rating input',
	'buttons input',
	'choice input',
	'file input',
	'stripe',
	'payment input',
	'picture choice input',
];

const rich = (...children: object[]) => ({ type: 'richText', richText: [{ type: 'p', children }] });
const waits = (type: string) => [{ type, expectsDedicatedReply: true }];

const turnValues: Call['values'] = [
	{ at: 'input.type', read: 'details.input.type', values: INPUTS },
	{ at: 'input', read: 'details.awaitingInput', values: [undefined, { id: 'i', type: 'text input' }], as: [false, true] },
	{ at: 'input.runtimeOptions', read: 'details.input.runtimeOptions', values: [{ publicKey: 'pk', paymentIntentSecret: 'pi' }], as: [undefined] },
	{ at: 'input.runtimeOptions', read: 'details.input.amountLabel', values: [{ amountLabel: '10 €', publicKey: 'pk' }], as: ['10 €'] },
	{ at: 'messages.1.type', read: 'messages.1.type', values: ['image', 'video', 'audio', 'embed', 'custom-embed'], as: ['image', 'video', 'audio', 'embed', 'embed'] },
	{ at: 'messages.1.content', read: 'messages.1.url', values: [{ url: 'https://media.example/v.mp4', isAutoplayEnabled: true, height: 300 }], as: ['https://media.example/v.mp4'] },
	{
		at: 'messages.0.content',
		read: 'messages.0.text',
		values: [
			rich({ text: 'Hi', bold: true }),
			rich({ type: 'a', url: 'https://example.com', children: [{ text: 'here' }] }),
			rich({ type: 'inline-variable', children: [{ text: 'Ada' }] }),
			rich({ type: 'variable', children: [{ text: 'Ada' }] }),
			rich({ type: 'ul', children: [{ type: 'li', children: [{ type: 'lic', children: [{ text: 'a' }] }] }, { type: 'li', children: [{ type: 'lic', children: [{ text: 'b' }] }] }] }),
			rich({ type: 'of tomorrow', children: [{ text: 'kept' }] }),
		],
		as: ['Hi', 'here (https://example.com)', 'Ada', 'Ada', 'a\nb', 'kept'],
	},
	...['wait', 'setVariable', 'webhookToExecute', 'httpRequestToExecute', 'stream', 'streamOpenAiChatCompletion'].map((type) => ({
		at: 'clientSideActions',
		read: 'details.clientSideActions.0.type',
		values: [waits(type)],
		as: [type],
	})),
	...['scriptToExecute', 'redirect', 'wait', 'setVariable', 'startPropsToInject', 'codeToExecute'].map((type) => ({
		at: 'clientSideActions',
		read: 'details.clientSideActions.0.type',
		values: [[{ type }]],
		as: [type],
	})),
];

/** The same answers with nothing asked: what the session waits for. */
const { input: _input, ...unasked } = turn;
const openings: Call['values'] = [
	...['wait', 'setVariable', 'webhookToExecute', 'stream'].map((type) => ({
		at: 'clientSideActions',
		read: 'details.awaitingAction',
		values: [waits(type)],
		as: [type],
	})),
	{ at: 'clientSideActions', read: 'details.awaitingAction', values: [[{ type: 'wait' }], undefined], as: [null, null] },
	{
		at: 'messages',
		read: 'details.awaitingAction',
		values: [
			[{ id: 'm', type: 'custom-embed', content: {} }],
			[{ id: 'm', type: 'embed', content: { url: 'https://example.com', waitForEvent: { isEnabled: true } } }],
			[{ id: 'm', type: 'embed', content: { url: 'https://example.com', waitForEvent: { isEnabled: false } } }],
		],
		as: ['custom-embed', 'embed', null],
	},
];

const result = {
	id: 'r-1',
	createdAt: '2024-05-01T12:00:00.000Z',
	botId: 'b-1',
	variables: [{ id: 'v-1', name: 'Name', isSystemVariable: false, isSavedVariable: true, isSecretVariable: false, value: 'Ada' }],
	isCompleted: true,
	hasStarted: true,
	isArchived: false,
	lastChatSessionId: 'secret-session',
	answers: [{ blockId: 'bl-1', content: 'Ada', attachedFileUrls: ['https://media.example/a.pdf'] }],
};
const under = <T>(place: string, entries: Record<string, T>) => Object.fromEntries(Object.entries(entries).map(([at, value]) => [`${place}${at}`, value]));
const resultReads: Call['reads'] = {
	id: 'resultId',
	createdAt: 'createdAt',
	botId: 'botId',
	'variables.0.id': 'variables.0.id',
	'variables.0.name': 'variables.0.name',
	'variables.0.isSystemVariable': 'variables.0.isSystemVariable',
	'variables.0.isSavedVariable': 'variables.0.isSavedVariable',
	'variables.0.isSecretVariable': 'variables.0.isSecretVariable',
	'variables.0.value': 'variables.0.value',
	isCompleted: 'isCompleted',
	hasStarted: 'hasStarted',
	isArchived: 'isArchived',
	'answers.0.blockId': 'answers.0.blockId',
	'answers.0.content': 'answers.0.content',
	'answers.0.attachedFileUrls.0': 'answers.0.attachedFileUrls.0',
};
const TIMES = ['today', 'last7Days', 'last30Days', 'monthToDate', 'lastMonth', 'yearToDate', 'allTime'];

const sent = (place: string): Call['sends'] => ({
	'body.message.value': [`${place}value`, 'yes'],
	'body.message.attachedFileUrls': [`${place}attachedFileUrls`, 'https://a.example/1, https://a.example/2', ['https://a.example/1', 'https://a.example/2']],
	'body.message.createdAt': [`${place}createdAt`, 1735689600000],
});

/** Quickbot's API reference, and where it is silent the source that it grew from. */
export const quickbot: VendorPage = {
	vendor: 'quickbot',
	page: 'quickbot',
	calls: [
		{
			operation: 'conversation.create',
			sends: {
				path: ['publicId', id('x'), '/quickbot/api/v1/conversations'],
				'headers.authorization': ['publicId', id('x'), undefined],
				'body.publicId': ['publicId', id('my-bot-1'), 'my-bot-1'],
				'body.message.type': ['additionalFields.message.values.text', 'Hello', 'text'],
				'body.message.text': ['additionalFields.message.values.text', 'Hello'],
				...sent('additionalFields.message.values.'),
				'body.prefilledVariables': ['additionalFields.prefilledVariables.variables', [{ name: 'First name', value: 'Ada' }], { 'First name': 'Ada' }],
				'body.resultId': ['additionalFields.resultId', 'r-1'],
			},
			answer: {
				sessionId: 's-1',
				bot: { id: 'b-1', theme: { color: 'blue' }, settings: { general: true }, publishedAt: '2024-05-01T12:00:00.000Z' },
				resultId: 'r-1',
				...turn,
			},
			reads: {
				sessionId: 'conversationId',
				'bot.id': 'bot.id',
				'bot.publishedAt': 'details.publishedAt',
				resultId: 'details.resultId',
				...turnReads,
			},
			values: [...turnValues, { at: 'resultId', read: 'details.resultId', values: [undefined] }],
			leftOut: { 'bot.theme': /theme and settings never come out/, 'bot.settings': /theme and settings never come out/ },
		},
		{
			operation: 'message.send',
			sends: {
				path: ['sessionId', 's 1', '/quickbot/api/v1/conversations/s%201/messages'],
				'body.message': ['message', '', undefined],
				'body.message.type': ['message', 'Hello', 'text'],
				'body.message.text': ['message', 'Hello'],
				...sent('additionalFields.'),
				'body.messageMetadata.inputBlockId': ['additionalFields.inputBlockId', 'i-1'],
				'body.messageMetadata.inputType': ['additionalFields.inputType', 'text input'],
			},
			choices: [{ parameter: 'additionalFields.inputType', place: 'body.messageMetadata.inputType', values: INPUTS }],
			answer: turn,
			reads: turnReads,
			values: turnValues,
			leftOut: { 'body.clientLogs': /`clientLogs`/ },
		},
		{
			operation: 'message.send',
			sends: {},
			answer: { ...unasked, messages: [{ id: 'm-1', type: 'text', content: { markdown: 'Bye' } }] },
			reads: {
				'messages.0.id': 'messages.0.id',
				'messages.0.type': 'messages.0.type',
				'messages.0.content.markdown': 'text',
				...Object.fromEntries(Object.entries(turnReads).filter(([at]) => !/^(messages|input)\./.test(at))),
			},
			values: openings,
		},
		{
			operation: 'bot.getMany',
			sends: {
				path: ['limit', 1, '/quickbotManagement/api/v1/bots'],
				'query.workspaceId': ['workspaceId', id('w-1'), 'w-1'],
				'headers.authorization': ['limit', 1, 'Bearer sandbox-quickbot-token'],
			},
			answer: {
				bots: [
					{ id: 'b-1', name: 'Lead bot', icon: '🤖', publicId: 'lead-1', customDomain: 'chat.example', publishedBotId: 'p-1', totalViews: 3, totalStarts: 2, totalCompleted: 1 },
				],
			},
			reads: under('bots.0.', {
				id: 'botId',
				name: 'name',
				publicId: 'publicId',
				customDomain: 'customDomain',
				publishedBotId: 'publishedBotId',
				totalViews: 'totalViews',
				totalStarts: 'totalStarts',
				totalCompleted: 'totalCompleted',
			}),
			values: [
				{ at: 'bots.0.publicId', read: 'publicId', values: [null, undefined], as: [null, null] },
				{ at: 'bots.0.publishedBotId', read: 'publishedBotId', values: [null, undefined], as: [null, null] },
			],
			leftOut: { 'bots.0.icon': /a bot's icon/, 'query.folderId': /all folders/, 'query.root': /all folders/ },
		},
		{
			operation: 'result.get',
			parameters: { botId: id('b-1') },
			sends: { path: ['resultId', 'r 1', '/quickbotManagement/api/v1/analytics/b-1/logs/r%201'] },
			answer: { result },
			reads: under('result.', resultReads),
			values: [{ at: 'result.variables.0.isSecretVariable', read: 'variables.0.value', values: [true], as: [null] }],
			leftOut: { 'result.lastChatSessionId': /`lastChatSessionId`/ },
		},
		{
			operation: 'result.getMany',
			sends: {
				path: ['botId', id('b 1'), '/quickbotManagement/api/v1/analytics/b%201/logs'],
				'query.limit': ['limit', 7, '7'],
				'query.timeZone': ['filters.timeZone', 'Europe/Berlin'],
				'query.timeFilter': ['filters.timeFilter', 'today'],
			},
			choices: [{ parameter: 'filters.timeFilter', place: 'query.timeFilter', values: TIMES }],
			answer: { results: [result] },
			reads: under('results.0.', resultReads),
			leftOut: { 'results.0.lastChatSessionId': /`lastChatSessionId`/ },
		},
	],
	statuses: [
		{ operation: 'conversation.create', status: 404, body: { message: 'Bot not found', code: 'NOT_FOUND' }, reason: 'notFound', says: /Bot not found/ },
		{ operation: 'conversation.create', status: 400, body: { message: 'This bot is now closed', code: 'BAD_REQUEST' }, reason: 'validation', says: /now closed/ },
		{
			operation: 'conversation.create',
			status: 400,
			body: { message: 'Input validation failed', code: 'BAD_REQUEST', issues: [{ message: 'Required' }] },
			reason: 'validation',
			says: /Input validation failed.*Required/,
		},
		{ operation: 'message.send', status: 404, body: { message: 'Session not found', code: 'NOT_FOUND' }, reason: 'notFound', says: /Session not found/ },
		{ operation: 'message.send', status: 408, body: { message: 'Timeout', code: 'TIMEOUT' }, reason: 'timeout' },
		{ operation: 'bot.getMany', status: 401, body: { message: 'Unauthorized' }, reason: 'authentication' },
		{ operation: 'bot.getMany', status: 404, body: { message: 'Workspace not found' }, reason: 'notFound' },
		{ operation: 'result.get', status: 404, body: { message: 'Result not found' }, reason: 'notFound' },
	],
	leftOut: {
		'preview of an unpublished bot': /startChat/,
		'publish, unpublish, whole bots': /publishing and unpublishing/,
		'log lines of a run': /log lines/,
		'generate-upload-url': /no upload/,
		'isStreamEnabled, streamMessage': /`isStreamEnabled`/,
		'audio answers': /`audioClip`/,
	},
};
