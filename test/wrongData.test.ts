import type { IDataObject } from 'n8n-workflow';
import { stringify } from 'flatted';
import { CORES, type Stage, startStage } from '../testing/stage';
import { jsons, runNode } from '../testing/workflows';
import { type LocalServer, serve } from './support/http';

// What is sent and what comes back, to the last digit and letter, where n8n's own HTTP request would change it.

let stage: Stage;
let server: LocalServer;
let answer: { type: string; body: Buffer };

beforeAll(async () => {
	stage = await startStage();
	server = await serve((_seen, response) => response.writeHead(200, { 'content-type': answer.type }).end(answer.body));
});
afterAll(async () => {
	await server?.stop();
	await stage?.stop();
});
beforeEach(() => {
	server.seen.length = 0;
	reply('{"sessionId": "s1", "bot": {"id": "b1"}, "messages": []}');
});

const reply = (text: string, type = 'application/json', encoding: BufferEncoding = 'utf8') => {
	answer = { type, body: Buffer.from(text, encoding) };
};

describe.each(CORES)('on the %s n8n', (core) => {
	const create = async (parameters: object = {}, settings = {}): Promise<IDataObject> => {
		const node = {
			vendor: 'quickbot',
			parameters: { resource: 'conversation', operation: 'create', publicId: 'bot', options: { baseUrl: server.url }, ...parameters },
			settings,
		};
		return jsons(await runNode(stage.engines[core], node))[0]!;
	};
	const continues = { onError: 'continueRegularOutput' };

	it('a variable may be called like a part of JavaScript, and hold empty text', async () => {
		const variables = ['constructor', 'prototype', '__proto__', 'toString'].map((name) => ({ name, value: 'x' }));
		await create({
			additionalFields: {
				prefilledVariables: { variables: [...variables, { name: 'Empty', value: '' }, { name: '', value: 'nameless' }] },
				prefilledVariablesJson: '{"hasOwnProperty": {"__proto__": 1, "constructor": 2}, "Empty": "other"}',
			},
		});
		expect(JSON.stringify(JSON.parse(server.seen[0]!.body).prefilledVariables)).toBe(
			'{"hasOwnProperty":{"__proto__":1,"constructor":2},"Empty":"","constructor":"x","prototype":"x","__proto__":"x","toString":"x"}',
		);
		expect(server.seen[0]!.headers['content-type']).toMatch(/^application\/json/);
	});

	it('an address of a file may hold commas', async () => {
		const attachedFileUrls = 'https://a.example/w_200,h_100/a.png,https://b.example/b.png, https://c.example/c,d.png\nhttps://e.example/';
		await create({ additionalFields: { message: { values: { text: 'Hi', attachedFileUrls } } } });
		expect(JSON.parse(server.seen[0]!.body).message.attachedFileUrls).toEqual([
			'https://a.example/w_200,h_100/a.png',
			'https://b.example/b.png',
			'https://c.example/c,d.png',
			'https://e.example/',
		]);
	});

	it.each([true, false])('a number with more digits than JavaScript keeps comes out whole, Simplify %s', async (simplify) => {
		reply('{"sessionId": 9007199254740993, "bot": {"id": -12345678901234567890}, "messages": [{"id": 9007199254740991, "type": "text", "content": {"markdown": "no 9007199254740993 and \\" 9007199254740995"}}], "progress": 0.12345678901234567, "logs": [1e21, 12345678901234567.5]}');
		const json = await create({ simplify });
		if (simplify) {
			expect(json).toMatchObject({ conversationId: '9007199254740993', bot: { id: '-12345678901234567890' }, messages: [{ id: '9007199254740991' }] });
			expect(json.text).toBe('no 9007199254740993 and " 9007199254740995');
			expect(json.details).toMatchObject(JSON.parse('{"progress": 0.12345678901234567, "logs": [1e21, 12345678901234567.5]}') as object);
		} else {
			expect(json).toMatchObject({ sessionId: '9007199254740993', bot: { id: '-12345678901234567890' } });
		}
	});

	const nested = (depth: number) => `{"sessionId": "s1", "messages": [], "logs": ${'['.repeat(depth)}"]"${']'.repeat(depth)}}`;
	it.each([true, false])('a body that n8n could not save is a bad answer, Simplify %s', async (simplify) => {
		reply(nested(5000));
		expect(await create({ simplify }, continues)).toMatchObject({ error: { reason: 'badResponse', outcome: 'unknown' } });
		reply(nested(490));
		const json = await create({ simplify }, continues);
		expect(json).not.toHaveProperty('error');
		for (const save of [structuredClone, JSON.stringify, stringify] as Array<(value: unknown) => unknown>) expect(() => save(json)).not.toThrow();
	});

	it.each<[string, string, BufferEncoding]>([
		['application/json; charset=ISO-8859-1', 'Grüße', 'latin1'],
		['application/json;charset="utf-16le"', 'Grüße 🙂', 'utf16le'],
		['application/json; charset=utf-8', 'Grüße 🙂', 'utf8'],
		['application/json; charset=none-such', 'Grüße 🙂', 'utf8'],
		['application/json', '\uFEFFGrüße', 'utf8'],
	])('a text as %s reads right', async (type, text, encoding) => {
		const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
		reply(`${mark}{"sessionId": "s1", "messages": [{"id": "m", "type": "text", "content": {"markdown": "${text.replace(mark, '')}"}}]}`, type, encoding);
		expect((await create()).text).toBe(text.replace(mark, ''));
	});
});
