import type { IDataObject } from 'n8n-workflow';
import { UnexpectedAnswer } from '../../../nodes/shared/base/json';
import { userDesk } from '../../../nodes/UserDesk/vendor';
import { problems } from '../../support/schemas';
import { complaint, misread, requestOf, run, taskOf } from '../../support/task';

const page = { success: true, conversationId: '7bb301ad-e691-4341-8afb-b4407c4ffdf2', response: 'Hello, how can I help you?' };
const botMessage = (text: string) => ({ id: null, role: 'bot', senderId: null, type: 'text', text, url: null, fileName: null, createdAt: null });

// https://docs.userdesk.io/api/create-a-conversation
describe('a conversation', () => {
	const create = 'conversation.create';
	const parameters = { chatbotId: 'bot-1' };
	const normalized = {
		vendor: 'userDesk',
		conversationId: '7bb301ad-e691-4341-8afb-b4407c4ffdf2',
		text: 'Hello, how can I help you?',
		status: null,
		createdAt: null,
		user: null,
		messages: [botMessage('Hello, how can I help you?')],
		name: null,
		workspaceId: null,
		bot: { id: 'bot-1', name: null },
		details: {},
	};

	test.each<[string, IDataObject, string, object]>([
		['with nothing but the chatbot', parameters, '/chatbot/bot-1/conversation', {}],
		[
			'with a user',
			{ ...parameters, userName: 'Zoë Müller', userEmail: ' zoe@example.com ' },
			'/chatbot/bot-1/conversation',
			{ userName: 'Zoë Müller', userEmail: 'zoe@example.com' },
		],
		['with fields left empty', { ...parameters, userName: ' ', userEmail: '' }, '/chatbot/bot-1/conversation', {}],
		['with an email of any form', { ...parameters, userEmail: ' zoe at example ' }, '/chatbot/bot-1/conversation', { userEmail: 'zoe at example' }],
		['with an id that needs encoding', { chatbotId: ' a/b?c#d 会 ' }, '/chatbot/a%2Fb%3Fc%23d%20%E4%BC%9A/conversation', {}],
		['with an id that is a number', { chatbotId: 12 }, '/chatbot/12/conversation', {}],
	])('request: %s', (_what, values, path, body) => {
		expect(requestOf(userDesk, create, values)).toEqual({ method: 'POST', path, body });
	});

	test.each<[string, IDataObject, string]>([
		['no chatbot', {}, '"Chatbot ID" is required but empty'],
		['a chatbot that climbs', { chatbotId: '..' }, '"Chatbot ID" cannot be ".."'],
		['a chatbot that is an object', { chatbotId: { id: 'a' } }, '"Chatbot ID" must be text, not an object'],
		['a name that is a list', { ...parameters, userName: ['Zoë'] }, '"User Name" must be text, not a list'],
	])('bad input: %s', (_what, values, message) => {
		expect(complaint(userDesk, create, values)).toBe(message);
	});

	const withUser = { ...parameters, userName: 'Zoë', userEmail: 'zoe@example.com' };
	test.each<[string, IDataObject, unknown, object]>([
		["the page's example", parameters, page, normalized],
		['the user of the request', withUser, page, { ...normalized, user: { id: null, name: 'Zoë', email: 'zoe@example.com' } }],
		['only a name', { ...parameters, userName: 'Zoë' }, page, { ...normalized, user: { id: null, name: 'Zoë', email: null } }],
		['no first message', parameters, { ...page, response: undefined }, { ...normalized, text: null, messages: [] }],
		['a null first message', parameters, { ...page, response: null }, { ...normalized, text: null, messages: [] }],
		['an empty first message', parameters, { ...page, response: '' }, { ...normalized, text: null, messages: [] }],
		['a first message that is none', parameters, { ...page, response: { text: 'x' } }, { ...normalized, text: null, messages: [] }],
		['Markdown stays', parameters, { ...page, response: '**Hi**\n🙂' }, { ...normalized, text: 'Hi\n🙂', messages: [botMessage('**Hi**\n🙂')] }],
		['no word of success', parameters, { ...page, success: undefined }, normalized],
		['an id that is a number', parameters, { ...page, conversationId: 7 }, { ...normalized, conversationId: '7' }],
		['more than the page shows', parameters, { ...page, error: null, message: 'ok' }, normalized],
	])('answer: %s', async (_what, values, body, expected) => {
		const { items, raw, sent } = await run(userDesk, create, values, body);

		expect(items).toEqual([expected]);
		expect(raw).toBe(body);
		expect(sent.map(({ idempotent }) => idempotent)).toEqual([false]);
		expect(problems('conversation', items[0])).toEqual([]);
	});

	test.each<[unknown, string]>([
		[{ ...page, success: false }, 'The answer says "success": false.'],
		[{ success: false, message: 'No such chatbot' }, 'The answer says "success": false.'],
		[{ success: true }, 'The answer has no "conversationId".'],
		[{ success: true, conversationId: null }, 'The answer has no "conversationId".'],
		[{}, 'The answer has no "conversationId".'],
		['', 'The answer is empty where an object is documented.'],
		[null, 'The answer is null where an object is documented.'],
		[[page], 'The answer is a list where an object is documented.'],
		['<html></html>', 'The answer is a web page where an object is documented.'],
	])('answer that is none: %j', async (body, message) => {
		expect(await misread(userDesk, create, parameters, body)).toBe(message);
	});

	test('keeps an answer without success, for its reason', async () => {
		const body = { success: false, message: 'No such chatbot' };

		await expect(run(userDesk, create, parameters, body)).rejects.toEqual(new UnexpectedAnswer('The answer says "success": false.', body));
		await expect(run(userDesk, create, parameters, body)).rejects.toHaveProperty('body', body);
	});

	test('uses the API key', () => {
		expect(taskOf(userDesk, create, parameters).account()).toEqual({ kind: 'credential', type: 'userDeskApi', key: { field: 'apiKey', displayName: 'API Key' } });
	});
});

// https://docs.userdesk.io, "Send a message"
describe('a message', () => {
	const send = 'message.send';
	const parameters = { chatbotId: 'bot-1', message: 'Where is my order?' };
	const answer = { success: true, conversationId: '7bb301ad', response: 'It is **on its way**: [track it](https://example.com/t).' };
	const normalized = {
		vendor: 'userDesk',
		conversationId: '7bb301ad',
		text: 'It is on its way: track it (https://example.com/t).',
		messages: [botMessage('It is **on its way**: [track it](https://example.com/t).')],
		createdAt: null,
		details: {},
	};

	test.each<[string, IDataObject, object]>([
		['without a conversation', parameters, { message: 'Where is my order?' }],
		[
			'with everything',
			{ ...parameters, conversationId: ' 7bb301ad ', userEmail: 'zoe@example.com', userName: 'Zoë' },
			{ message: 'Where is my order?', conversationId: '7bb301ad', userEmail: 'zoe@example.com', userName: 'Zoë' },
		],
		['with fields left empty', { ...parameters, conversationId: '', userEmail: '', userName: '' }, { message: 'Where is my order?' }],
	])('request: %s', (_what, values, body) => {
		expect(requestOf(userDesk, send, values)).toEqual({ method: 'POST', path: '/chatbot/bot-1/message', body });
		expect(taskOf(userDesk, send, values).idempotent).toBe(false);
	});

	test.each<[string, IDataObject, string]>([
		['no chatbot', { message: 'x' }, '"Chatbot ID" is required but empty'],
		['no message', { chatbotId: 'b' }, '"Message" is required but empty'],
		['a message that is an object', { chatbotId: 'b', message: { text: 'x' } }, '"Message" must be text, not an object'],
		['a conversation that climbs', { ...parameters, conversationId: '..' }, '"Conversation ID" cannot be ".."'],
	])('bad input: %s', (_what, values, message) => {
		expect(complaint(userDesk, send, values)).toBe(message);
	});

	test.each<[string, IDataObject, unknown, object]>([
		['an answer', parameters, answer, normalized],
		['no answer', parameters, { ...answer, response: '' }, { ...normalized, text: null, messages: [] }],
		['no conversation, so the one asked for', { ...parameters, conversationId: 'c9' }, { ...answer, conversationId: undefined }, { ...normalized, conversationId: 'c9' }],
	])('answer: %s', async (_what, values, body, expected) => {
		const { items } = await run(userDesk, send, values, body);

		expect(items).toEqual([expected]);
		expect(problems('reply', items[0])).toEqual([]);
	});

	test.each<[unknown, string]>([
		[{ ...answer, success: false }, 'The answer says "success": false.'],
		[{ ...answer, conversationId: undefined }, 'The answer has no "conversationId".'],
		['', 'The answer is empty where an object is documented.'],
	])('answer that is none: %j', async (body, message) => {
		expect(await misread(userDesk, send, parameters, body)).toBe(message);
	});
});
