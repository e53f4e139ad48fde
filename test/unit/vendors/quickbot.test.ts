import type { IDataObject } from 'n8n-workflow';
import { quickbot } from '../../../nodes/Quickbot/vendor';
import { problems } from '../../support/schemas';
import { byId, complaint, misread, requestOf, run, taskOf } from '../../support/task';

const theme = { chat: { container: { maxWidth: '<string>' } }, customCss: '<string>' };
const message = (changes: IDataObject) => ({ id: null, role: 'bot', senderId: null, type: 'text', text: null, url: null, fileName: null, createdAt: null, ...changes });

// Quickbot's API reference, "Create conversation"
const page = {
	sessionId: 'session-1',
	bot: { id: 'bot-1', theme, settings: { general: { isBrandingEnabled: true } }, publishedAt: '2025-01-15T10:00:00Z' },
	actor: { role: 'host', name: 'Ada', avatarUrl: 'https://example.com/a.png' },
	messages: [{ id: 'm1', type: 'text', content: { type: 'markdown', markdown: 'What is **your** name?' } }],
	resultId: 'result-1',
	input: {
		id: 'input-1',
		type: 'text input',
		outgoingEdgeId: 'edge-1',
		options: { labels: { placeholder: 'Name', button: 'Send' }, variableId: 'v1' },
		prefilledValue: 'John',
		runtimeOptions: { paymentIntentSecret: 'pi_secret', amountLabel: '5 $', publicKey: 'pk' },
	},
	clientSideActions: [{ type: 'scriptToExecute', scriptToExecute: { content: 'x()', args: [{ id: 'a', value: 'b' }], isCode: true }, lastBubbleBlockId: 'b1', expectsDedicatedReply: true }],
	logs: [{ status: 'info', description: 'Sent', details: 'x' }],
	progress: 12.5,
	guestDisplayText: 'John',
};
const { runtimeOptions: _secret, ...question } = page.input;
const input = { ...question, amountLabel: '5 $' };

describe('a conversation', () => {
	const create = 'conversation.create';
	const parameters = { publicId: 'my-bot' };
	const normalized = {
		vendor: 'quickbot',
		conversationId: 'session-1',
		text: 'What is your name?',
		status: null,
		createdAt: null,
		user: null,
		messages: [message({ id: 'm1', text: 'What is **your** name?' })],
		name: null,
		workspaceId: null,
		bot: { id: 'bot-1', name: null },
		details: {
			resultId: 'result-1',
			actor: page.actor,
			publishedAt: '2025-01-15T10:00:00.000Z',
			awaitingInput: true,
			awaitingAction: null,
			input,
			clientSideActions: page.clientSideActions,
			logs: page.logs,
			progress: 12.5,
			guestDisplayText: 'John',
		},
	};

	const { publishedAt: _publishedAt, ...unpublished } = normalized.details;
	const more = (additionalFields: IDataObject) => ({ ...parameters, additionalFields });
	const withMessage = (values: IDataObject) => more({ message: { values } });
	const pairs = (...variables: unknown[]) => ({ variables }) as IDataObject;
	test.each<[string, IDataObject, object]>([
		['with nothing but the bot', parameters, { publicId: 'my-bot' }],
		[
			"the page's example",
			more({
				message: { values: { text: 'Hi', value: 'hi', attachedFileUrls: ['https://example.com/1.pdf'], createdAt: 123 } },
				prefilledVariables: pairs({ name: 'First name', value: 'John' }, { name: 'Email', value: 'john@gmail.com' }),
				resultId: 'result-1',
			}),
			{
				publicId: 'my-bot',
				message: { type: 'text', text: 'Hi', value: 'hi', attachedFileUrls: ['https://example.com/1.pdf'], createdAt: 123 },
				prefilledVariables: { 'First name': 'John', Email: 'john@gmail.com' },
				resultId: 'result-1',
			},
		],
		['a message of text only', withMessage({ text: 'Hi', value: '', attachedFileUrls: '', createdAt: 0 }), { publicId: 'my-bot', message: { type: 'text', text: 'Hi' } }],
		['a message without text', withMessage({ value: 'hi', attachedFileUrls: 'https://a.example/1' }), { publicId: 'my-bot', message: { type: 'text', text: '', value: 'hi', attachedFileUrls: ['https://a.example/1'] } }],
		['a message whose every field is empty', withMessage({ text: '', value: '', attachedFileUrls: '', createdAt: 0 }), { publicId: 'my-bot' }],
		['a message that was added and taken away', more({ message: {} }), { publicId: 'my-bot' }],
		['any Unicode', withMessage({ text: '会話 🙂\n' }), { publicId: 'my-bot', message: { type: 'text', text: '会話 🙂\n' } }],
		['a number said', withMessage({ text: 42 }), { publicId: 'my-bot', message: { type: 'text', text: '42' } }],
		['files as text', withMessage({ text: 'Hi', attachedFileUrls: 'https://a.example/1, https://a.example/2' }), { publicId: 'my-bot', message: { type: 'text', text: 'Hi', attachedFileUrls: ['https://a.example/1', 'https://a.example/2'] } }],
		['a time as text', withMessage({ text: 'Hi', createdAt: '1745399399619' }), { publicId: 'my-bot', message: { type: 'text', text: 'Hi', createdAt: 1745399399619 } }],
		['variables as JSON text', more({ prefilledVariablesJson: '{"First name": "John", "Age": 5, "Tags": ["a"], "None": null}' }), { publicId: 'my-bot', prefilledVariables: { 'First name': 'John', Age: 5, Tags: ['a'], None: null } }],
		['variables as an object', more({ prefilledVariablesJson: { Age: 5 } }), { publicId: 'my-bot', prefilledVariables: { Age: 5 } }],
		[
			'variables both ways: the pairs win name by name',
			more({ prefilledVariables: pairs({ name: 'Age', value: '6' }), prefilledVariablesJson: '{"Age": 5, "Name": "John"}' }),
			{ publicId: 'my-bot', prefilledVariables: { Age: '6', Name: 'John' } },
		],
		[
			'a pair with an empty value is empty text, one without a name is left out',
			more({ prefilledVariables: pairs({ name: 'Age', value: '' }, { name: 'Left' }, { name: '', value: 'x' }, {}), prefilledVariablesJson: '{"Age": 5}' }),
			{ publicId: 'my-bot', prefilledVariables: { Age: '', Left: '' } },
		],
		['the same name twice: the last', more({ prefilledVariables: pairs({ name: 'Age', value: '5' }, { name: 'Age', value: '6' }) }), { publicId: 'my-bot', prefilledVariables: { Age: '6' } }],
		['pairs that are no text', more({ prefilledVariables: pairs({ name: 'Age', value: 5 }, { name: 'Member', value: false }, { name: 7, value: { deep: [1] } }) }), { publicId: 'my-bot', prefilledVariables: { 7: { deep: [1] }, Age: 5, Member: false } }],
		['no variables at all', more({ prefilledVariables: pairs(), prefilledVariablesJson: '{}' }), { publicId: 'my-bot' }],
		['fields left empty', more({ message: {}, prefilledVariables: {}, prefilledVariablesJson: '', resultId: '' }), { publicId: 'my-bot' }],
	])('request: %s', (_what, values, body) => {
		expect(requestOf(quickbot, create, values)).toEqual({ method: 'POST', path: '/v1/conversations', body });
	});

	test.each<[string, IDataObject, string]>([
		['no bot', {}, '"Public ID" is required but empty'],
		['a bot that is an object', { publicId: { id: 'x' } }, '"Public ID" must be text, not an object'],
		['text that is an object', withMessage({ text: { a: 1 } }), '"Text" must be text, not an object'],
		['files that are numbers', withMessage({ text: 'Hi', attachedFileUrls: [1] }), '"Attached File URLs" must be a list of texts, not a list of anything else'],
		['a time that is none', withMessage({ text: 'Hi', createdAt: 'now' }), '"Created At" must be a number'],
		['a message that is text', more({ message: 'Hi' }), '"Message" must hold fields, not a string'],
		['variables that are text', more({ prefilledVariables: 'Age=5' }), '"Prefilled Variables" must hold fields, not a string'],
		['JSON that does not parse', more({ prefilledVariablesJson: '{"Age": }' }), '"Prefilled Variables (JSON)" is not valid JSON'],
		['JSON that is a list', more({ prefilledVariablesJson: '[1]' }), '"Prefilled Variables (JSON)" must be a JSON object, not a list'],
		['a name that is a list', more({ prefilledVariables: pairs({ name: ['a'], value: 'b' }) }), '"Name" must be text, not a list'],
		['an authentication that is none', { ...parameters, authentication: 'oauth' }, '"Authentication" cannot be "oauth"'],
	])('bad input: %s', (_what, values, text) => {
		expect(complaint(quickbot, create, values)).toBe(text);
	});

	test.each<[string, IDataObject, object]>([
		["the page's example", page, normalized],
		[
			'nothing that may be missing',
			{ ...page, resultId: undefined, input: undefined, clientSideActions: undefined, logs: undefined, progress: undefined, guestDisplayText: undefined },
			{ ...normalized, details: { actor: page.actor, publishedAt: normalized.details.publishedAt, awaitingInput: false, awaitingAction: null } },
		],
		[
			'null where something may be missing',
			{ ...page, actor: null, resultId: null, input: null, clientSideActions: null, logs: null, progress: null, guestDisplayText: null },
			{ ...normalized, details: { publishedAt: normalized.details.publishedAt, awaitingInput: false, awaitingAction: null } },
		],
		['no progress yet', { ...page, progress: 0 }, { ...normalized, details: { ...normalized.details, progress: 0 } }],
		['no messages', { ...page, messages: [] }, { ...normalized, text: null, messages: [] }],
		['no bot, so the one asked for', { ...page, bot: undefined }, { ...normalized, bot: { id: 'my-bot', name: null }, details: unpublished }],
		['a bot without an id', { ...page, bot: { theme } }, { ...normalized, bot: { id: 'my-bot', name: null }, details: unpublished }],
		['ids that are numbers', { ...page, sessionId: 1, bot: { id: 2 }, messages: [] }, { ...normalized, conversationId: '1', text: null, bot: { id: '2', name: null }, messages: [], details: unpublished }],
		['choices', { ...page, input: { id: 'i', type: 'buttons input', items: [{ id: 'a', content: 'Yes', value: 'y' }] } }, { ...normalized, details: { ...normalized.details, input: { id: 'i', type: 'buttons input', items: [{ id: 'a', content: 'Yes', value: 'y' }] } } }],
	])('answer: %s', async (_what, body, expected) => {
		const { items, raw, sent } = await run(quickbot, create, parameters, body);

		expect(items).toEqual([expected]);
		expect(JSON.stringify(items)).not.toMatch(/theme|runtimeOptions|secret|customCss/);
		expect(raw).toBe(body);
		expect(sent.map(({ idempotent }) => idempotent)).toEqual([false]);
		expect(problems('conversation', items[0])).toEqual([]);
	});

	const rich = (...children: unknown[]) => ({ type: 'text', content: { type: 'richText', richText: children } });
	const p = (...children: unknown[]) => ({ type: 'p', children });
	const t = (text: string, marks = {}) => ({ text, ...marks });
	test.each<[string, unknown, IDataObject]>([
		['Markdown', { id: 'm', type: 'text', content: { type: 'markdown', markdown: '# Hi\n**you**' } }, { id: 'm', text: '# Hi\n**you**' }],
		['empty Markdown', { type: 'text', content: { type: 'markdown', markdown: '' } }, {}],
		['rich text', rich(p(t('Hello '), t('you', { bold: true })), p(t('Second line'))), { text: 'Hello you\nSecond line' }],
		['rich text with an empty line', rich(p(t('a')), p(t('')), p(t('b'))), { text: 'a\n\nb' }],
		['rich text with a link', rich(p(t('See '), { type: 'a', url: 'https://example.com', children: [t('this')] }, t('.'))), { text: 'See this (https://example.com).' }],
		['rich text with a variable', rich(p(t('Hi '), { type: 'inline-variable', children: [p(t('John'))] }, t('!'))), { text: 'Hi John!' }],
		[
			'rich text with a list',
			rich(p(t('Choose:')), { type: 'ul', children: [{ type: 'li', children: [{ type: 'lic', children: [t('one')] }] }, { type: 'li', children: [{ type: 'lic', children: [t('two '), t('bold', { bold: true })] }] }] }),
			{ text: 'Choose:\none\ntwo bold' },
		],
		[
			'rich text with a list in a list',
			rich({ type: 'ol', children: [{ type: 'li', children: [{ type: 'lic', children: [t('one')] }, { type: 'ul', children: [{ type: 'li', children: [{ type: 'lic', children: [t('deeper')] }] }] }] }] }),
			{ text: 'one\ndeeper' },
		],
		['rich text with a link to itself', rich(p({ type: 'a', url: 'https://example.com', children: [t('https://example.com')] })), { text: 'https://example.com' }],
		['rich text with a picture', rich(p(t('Look: '), { type: 'img', url: 'https://example.com/i.png', children: [t('')] })), { text: 'Look: https://example.com/i.png' }],
		['rich text that looks like Markdown', rich(p(t('call __init__ and *this* # now'))), { text: 'call __init__ and *this* # now' }],
		['rich text with a variable of two lines', rich(p(t('Dear '), { type: 'inline-variable', children: [p(t('Ada')), p(t('Lovelace'))] }, t('!'))), { text: 'Dear Ada\nLovelace!' }],
		['rich text with a heading inside', rich({ type: 'block', children: [{ type: 'h1', children: [t('Plans')] }, p(t('Three')), t('and more')] }), { text: 'Plans\nThree\nand more' }],
		['an embed with code', { type: 'custom-embed', content: { url: 'https://example.com/e', initFunction: { content: 'x()' } } }, { type: 'embed', url: 'https://example.com/e' }],
		['empty rich text', rich(), {}],
		['rich text that is none', { type: 'text', content: { type: 'richText', richText: 'plain' } }, {}],
		['text as older versions send it', { type: 'text', content: { text: 'Hi' } }, { text: 'Hi' }],
		['text without a form', { type: 'text', content: 'Hi' }, { text: 'Hi' }],
		['an image', { id: 'm', type: 'image', content: { url: 'https://example.com/i.png', clickLink: {} } }, { id: 'm', type: 'image', url: 'https://example.com/i.png' }],
		['a video', { type: 'video', content: { type: 'youtube', url: 'https://youtu.be/x', id: 'x' } }, { type: 'video', url: 'https://youtu.be/x' }],
		['a sound', { type: 'audio', content: { url: 'https://example.com/a.mp3', isAutoplayEnabled: true } }, { type: 'audio', url: 'https://example.com/a.mp3' }],
		['an embedded page', { type: 'embed', content: { url: 'https://example.com/form', height: 400 } }, { type: 'embed', url: 'https://example.com/form' }],
		['an image without an address', { type: 'image', content: {} }, { type: 'image' }],
		['an id that is a number', { id: 5, type: 'text', content: { markdown: 'Hi' } }, { id: '5', text: 'Hi' }],
		['no content', { id: 'm', type: 'text' }, { id: 'm' }],
		['a type that nobody knows', { type: 'hologram', content: { markdown: 'Hi' } }, { text: 'Hi' }],
	])('a message of the bot: %s', async (_what, sent, expected) => {
		const { items } = await run(quickbot, create, parameters, { ...page, messages: [sent] });

		expect(items[0]?.messages).toEqual([message(expected)]);
		expect(problems('conversation', items[0])).toEqual([]);
	});

	test('very deep rich text is cut', async () => {
		let deep: unknown = t('bottom');
		for (let level = 0; level < 10_000; level += 1) deep = p(deep);
		const { items } = await run(quickbot, create, parameters, { ...page, messages: [rich(deep, p(t('top')))] });

		expect(items[0]?.messages).toEqual([message({ text: 'top' })]);
	});

	test.each<[unknown, string]>([
		[{ ...page, sessionId: undefined }, 'The answer has no "sessionId".'],
		[{ ...page, sessionId: '' }, 'The answer has no "sessionId".'],
		[{ ...page, messages: undefined }, '"messages" is empty where a list is documented.'],
		[{ ...page, messages: 'Hi' }, '"messages" is text where a list is documented.'],
		[{}, 'The answer has no "sessionId".'],
		[[page], 'The answer is a list where an object is documented.'],
		[null, 'The answer is null where an object is documented.'],
		['', 'The answer is empty where an object is documented.'],
	])('answer that is none: %#', async (body, text) => {
		expect(await misread(quickbot, create, parameters, body)).toBe(text);
	});

	test.each<[string, IDataObject, object]>([
		['nobody', parameters, { kind: 'open', baseUrl: 'https://quick.bot/api' }],
		['nobody, said so', { ...parameters, authentication: 'none' }, { kind: 'open', baseUrl: 'https://quick.bot/api' }],
		['nobody, elsewhere', { ...parameters, options: { baseUrl: 'https://bots.example/api/' } }, { kind: 'open', baseUrl: 'https://bots.example/api/' }],
		['nobody, elsewhere left empty', { ...parameters, options: { baseUrl: '' } }, { kind: 'open', baseUrl: 'https://quick.bot/api' }],
		['the API token, whose own base URL applies', { ...parameters, authentication: 'apiToken', options: { baseUrl: 'https://bots.example' } }, { kind: 'credential', type: 'quickbotApi', key: { field: 'apiToken', displayName: 'API Token' } }],
	])('goes by %s', (_what, values, account) => {
		expect(taskOf(quickbot, create, values).account()).toMatchObject(account);
	});
});

describe('whether the chat goes on', () => {
	const wait = (flag?: boolean) => ({ type: 'wait', wait: { secondsToWaitFor: 5 }, expectsDedicatedReply: flag });
	const embed = (type: string, isEnabled?: boolean) => ({ type, content: { url: 'https://example.com/e', waitForEvent: { isEnabled } } });

	test.each<[string, IDataObject, boolean, string | null]>([
		['a question', { input: { id: 'i', type: 'text input' } }, true, null],
		['a question beside an action', { input: { id: 'i', type: 'text input' }, clientSideActions: [wait(true)] }, true, null],
		['a pause', { clientSideActions: [{ type: 'redirect' }, wait(true)] }, false, 'wait'],
		['a script', { clientSideActions: [{ type: 'setVariable', expectsDedicatedReply: true }] }, false, 'setVariable'],
		['an action without a name', { clientSideActions: [{ expectsDedicatedReply: true }] }, false, 'action'],
		['a typing pause', { clientSideActions: [wait(), wait(false)] }, false, null],
		['a page with code', { messages: [embed('custom-embed')] }, false, 'custom-embed'],
		['a page that waits for an event', { messages: [embed('embed', true)] }, false, 'embed'],
		['a page', { messages: [embed('embed', false), embed('embed')] }, false, null],
		['words only', { messages: [page.messages[0]!] }, false, null],
	])('%s', async (_what, answer, awaitingInput, awaitingAction) => {
		const created = await run(quickbot, 'conversation.create', { publicId: 'my-bot' }, { sessionId: 's', messages: [], ...answer });
		const replied = await run(quickbot, 'message.send', { sessionId: 's' }, { messages: [], ...answer });

		for (const { items } of [created, replied]) expect(items[0]?.details).toMatchObject({ awaitingInput, awaitingAction });
	});
});

// Quickbot's API reference, "Send a message"
describe('a message', () => {
	const send = 'message.send';
	const parameters = { sessionId: 'session/1', message: 'John' };
	const { sessionId: _sessionId, bot: _bot, resultId: _resultId, actor: _actor, ...answer } = page;
	const normalized = {
		vendor: 'quickbot',
		conversationId: 'session/1',
		text: 'What is your name?',
		messages: [message({ id: 'm1', text: 'What is **your** name?' })],
		createdAt: null,
		details: { awaitingInput: true, awaitingAction: null, input, clientSideActions: page.clientSideActions, logs: page.logs, progress: 12.5, guestDisplayText: 'John' },
	};

	test.each<[string, IDataObject, object]>([
		['text only', parameters, { message: { type: 'text', text: 'John' } }],
		[
			'everything',
			{ ...parameters, additionalFields: { attachedFileUrls: 'https://a.example/1', createdAt: 5, inputBlockId: 'input-1', inputType: 'text input', value: 'j' } },
			{ message: { type: 'text', text: 'John', value: 'j', attachedFileUrls: ['https://a.example/1'], createdAt: 5 }, messageMetadata: { inputBlockId: 'input-1', inputType: 'text input' } },
		],
		['nothing', { sessionId: 'session/1', message: '' }, {}],
		['nothing, to one question', { sessionId: 'session/1', additionalFields: { inputBlockId: 'input-1' } }, { messageMetadata: { inputBlockId: 'input-1' } }],
		['no text', { sessionId: 'session/1', additionalFields: { value: 'j' } }, { message: { type: 'text', text: '', value: 'j' } }],
		['only one part of the metadata', { ...parameters, additionalFields: { inputType: 'text input' } }, { message: { type: 'text', text: 'John' }, messageMetadata: { inputType: 'text input' } }],
		['fields left empty', { ...parameters, additionalFields: { attachedFileUrls: '', createdAt: 0, inputBlockId: '', inputType: '', value: '' } }, { message: { type: 'text', text: 'John' } }],
	])('request: %s', (_what, values, body) => {
		expect(requestOf(quickbot, send, values)).toEqual({
			method: 'POST',
			path: '/v1/conversations/session%2F1/messages',
			body,
			// Whoever has it can speak in the session.
			confidential: ['session/1', 'session%2F1'],
		});
		expect(taskOf(quickbot, send, values).idempotent).toBe(false);
	});

	test.each<[string, IDataObject, string]>([
		['no session', { message: 'Hi' }, '"Session ID" is required but empty'],
		['a session that climbs', { ...parameters, sessionId: '..' }, '"Session ID" cannot be ".."'],
		['a message that is an object', { ...parameters, message: { type: 'text', text: 'x' } }, '"Message" must be text, not an object'],
	])('bad input: %s', (_what, values, text) => {
		expect(complaint(quickbot, send, values)).toBe(text);
	});

	test.each<[string, unknown, object]>([
		["the page's example", answer, normalized],
		['several messages, joined by a blank line', { messages: [...answer.messages, { type: 'image', content: { url: 'https://example.com/i.png' } }, { type: 'text', content: { markdown: '- one' } }] }, {
			...normalized,
			text: 'What is your name?\n\n- one',
			messages: [...normalized.messages, message({ type: 'image', url: 'https://example.com/i.png' }), message({ text: '- one' })],
			details: { awaitingInput: false, awaitingAction: null },
		}],
		['no messages', { messages: [] }, { ...normalized, text: null, messages: [], details: { awaitingInput: false, awaitingAction: null } }],
		['only a picture', { messages: [{ type: 'image', content: { url: 'https://example.com/i.png' } }] }, { ...normalized, text: null, messages: [message({ type: 'image', url: 'https://example.com/i.png' })], details: { awaitingInput: false, awaitingAction: null } }],
		['an input that repeats itself', { messages: [], input: { id: 'i', type: 'email input', runtimeOptions: { paymentIntentSecret: 'x' } } }, { ...normalized, text: null, messages: [], details: { awaitingInput: true, awaitingAction: null, input: { id: 'i', type: 'email input' } } }],
	])('answer: %s', async (_what, body, expected) => {
		const { items } = await run(quickbot, send, parameters, body);

		expect(items).toEqual([expected]);
		expect(problems('reply', items[0])).toEqual([]);
	});

	test.each<[unknown, string]>([
		[{}, '"messages" is empty where a list is documented.'],
		['', 'The answer is empty where an object is documented.'],
		[[], 'The answer is a list where an object is documented.'],
	])('answer that is none: %j', async (body, text) => {
		expect(await misread(quickbot, send, parameters, body)).toBe(text);
	});
});

describe('bots and results', () => {
	const management = { kind: 'credential', type: 'quickbotApi', baseUrlField: 'managementBaseUrl' };

	test('bots of a workspace', async () => {
		const bots = [
			{ id: 1, name: 'Leads', icon: 'x', publicId: 'leads-1', customDomain: null, publishedBotId: 'p1', totalViews: 3, totalStarts: 2, totalCompleted: 1, secret: 'y' },
			{ id: 'b2', name: 'Draft' },
			'none',
		];
		const values = { workspaceId: byId('w/1'), returnAll: true };
		const { items, sent } = await run(quickbot, 'bot.getMany', values, { bots });

		expect(sent).toEqual([{ method: 'GET', path: '/v1/bots', query: { workspaceId: 'w/1' }, idempotent: true }]);
		expect(items).toEqual([
			{ vendor: 'quickbot', botId: '1', publicId: 'leads-1', name: 'Leads', workspaceId: 'w/1', customDomain: null, publishedBotId: 'p1', totalViews: 3, totalStarts: 2, totalCompleted: 1 },
			{ vendor: 'quickbot', botId: 'b2', publicId: null, name: 'Draft', workspaceId: 'w/1', customDomain: null, publishedBotId: null, totalViews: null, totalStarts: null, totalCompleted: null },
		]);
		expect((await run(quickbot, 'bot.getMany', { workspaceId: 'w', limit: 1 }, { bots })).items).toHaveLength(1);
		expect(await misread(quickbot, 'bot.getMany', values, [])).toBe('The answer is a list where an object is documented.');
		expect(await misread(quickbot, 'bot.getMany', values, {})).toBe('"bots" is empty where a list is documented.');
		expect(taskOf(quickbot, 'bot.getMany', { ...values, authentication: 'none' }).account()).toMatchObject(management);
	});

	// Quickbot's API reference, "List results"
	const result = {
		id: 'r1',
		createdAt: '2025-01-15T10:00:00.5Z',
		botId: 'b1',
		variables: [
			{ id: 'v1', name: 'Name', isSystemVariable: false, isSavedVariable: true, isSecretVariable: false, value: ['Ada'] },
			{ id: 'v2', name: 'Key', isSystemVariable: false, isSavedVariable: true, isSecretVariable: true, value: 'hidden' },
		],
		isCompleted: true,
		hasStarted: true,
		isArchived: false,
		lastChatSessionId: 'session-1',
		answers: [{ blockId: 'i1', content: 'Ada', attachedFileUrls: ['https://a.example/1'] }, { blockId: 'i2', content: '' }],
	};
	const read = {
		vendor: 'quickbot',
		resultId: 'r1',
		botId: 'b1',
		createdAt: '2025-01-15T10:00:00.500Z',
		isCompleted: true,
		hasStarted: true,
		isArchived: false,
		answers: [{ blockId: 'i1', content: 'Ada', attachedFileUrls: ['https://a.example/1'] }, { blockId: 'i2', content: null, attachedFileUrls: [] }],
		variables: [result.variables[0], { ...result.variables[1], value: null }],
	};

	test('one result, without the session and secret values', async () => {
		const values = { botId: byId('b/1'), resultId: 'r 1' };
		const { items, sent } = await run(quickbot, 'result.get', values, { result });

		expect(sent).toEqual([{ method: 'GET', path: '/v1/analytics/b%2F1/logs/r%201', idempotent: true }]);
		expect(items).toEqual([read]);
		expect(JSON.stringify(items)).not.toMatch(/session-1|hidden/);
		expect((await run(quickbot, 'result.get', values, { result: { id: 7 } })).items).toEqual([
			{ vendor: 'quickbot', resultId: '7', botId: 'b/1', createdAt: null, isCompleted: null, hasStarted: null, isArchived: null, answers: [], variables: [] },
		]);
		expect(await misread(quickbot, 'result.get', values, {})).toBe('The answer is empty where an object is documented.');
		expect(await misread(quickbot, 'result.get', values, { result: {} })).toBe('The answer has no "id".');
		expect(complaint(quickbot, 'result.get', { botId: byId('b') })).toBe('"Result ID" is required but empty');
	});

	const pageOf = (ids: string[], nextCursor: string | null) => ({ results: ids.map((id) => ({ ...result, id })), nextCursor });
	test.each<[string, IDataObject, object[], unknown[], string[]]>([
		['all of them, page by page', { returnAll: true }, [{ limit: 100 }, { limit: 100, cursor: 'c2' }], [pageOf(['r1', 'r2'], 'c2'), pageOf(['r3'], null)], ['r1', 'r2', 'r3']],
		['no more than are wanted', { limit: 2 }, [{ limit: 2 }], [pageOf(['r1', 'r2'], 'c2')], ['r1', 'r2']],
		['once each where the cursor stands still', { returnAll: true }, [{ limit: 100 }, { limit: 100, cursor: 'c2' }], [pageOf(['r1'], 'c2'), pageOf(['r2'], 'c2')], ['r1', 'r2']],
		['of a time', { returnAll: true, filters: { timeFilter: 'today', timeZone: ' Europe/Berlin ' } }, [{ limit: 100, timeFilter: 'today', timeZone: 'Europe/Berlin' }], [pageOf([], null)], []],
	])('results: %s', async (_what, values, queries, pages, ids) => {
		const { items, sent } = await run(quickbot, 'result.getMany', { botId: byId('b1'), ...values }, ...pages);

		expect(sent.map(({ path, query }) => [path, query])).toEqual(queries.map((query) => ['/v1/analytics/b1/logs', query]));
		expect(items.map(({ resultId }) => resultId)).toEqual(ids);
		expect(taskOf(quickbot, 'result.getMany', { botId: 'b', ...values }).account()).toMatchObject(management);
	});
});
