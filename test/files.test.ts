import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IBinaryKeyData, IDataObject, INodeExecutionData } from 'n8n-workflow';
import { CORES, type Stage, startStage } from '../testing/stage';
import { jsons, outputsOf, runNode, workflowOf } from '../testing/workflows';

// Files of messages as binary data, and binary data of the input as files of a message.

let stage: Stage;
let server: Server;
let url: string;
/** What the host of the files was asked for. */
let asked: IncomingMessage[];

const PICTURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 1, 2, 3]);

beforeAll(async () => {
	server = createServer((request, response) => {
		asked.push(request);
		const { pathname } = new URL(request.url!, 'http://files.example');
		if (pathname === '/missing') return void response.writeHead(404).end('gone');
		if (pathname === '/moved') return void response.writeHead(302, { location: `${url}/picture.png` }).end();
		if (pathname === '/cut') return void response.writeHead(200, { 'content-length': '100' }).write('x', () => request.socket.destroy());
		if (pathname === '/large') return void sendLarge(response);
		response.writeHead(200, { 'content-type': 'image/png; charset=binary' }).end(PICTURE);
	});
	await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	stage = await startStage();
}, 120_000);
afterAll(async () => {
	await stage?.stop();
	server.closeAllConnections();
	server.close();
});
beforeEach(() => {
	stage.sandbox.reset();
	asked = [];
});

/** Sends megabytes for as long as somebody reads them. */
function sendLarge(response: import('node:http').ServerResponse): void {
	const megabyte = Buffer.alloc(1_000_000);
	let sent = 0;
	const more = () => {
		while (sent < 60) {
			sent += 1;
			if (!response.write(megabyte)) return void response.once('drain', more);
		}
		response.end();
	};
	response.writeHead(200);
	more();
}

const fileOf = (address: string, type = 'image') => ({ id: address, type, content: { url: address } });

describe.each(CORES)('on the %s n8n', (core) => {
	const engine = () => stage.engines[core];

	const answering = (files: object[], operation = 'message.send', times = 1) =>
		stage.sandbox.addFault({ vendor: 'quickbot', operation, times, answer: { status: 200, body: { sessionId: 's-1', bot: { id: 'b-1' }, messages: files } } });

	const quickbot = (operation: 'message.send' | 'conversation.create', options: object = { downloadFiles: true }, more: object = {}) => {
		const { parameters, credentials } = stage.sandbox.operations.quickbot![operation]!.samples[0]!;
		return { vendor: 'quickbot', credentials, parameters: { ...parameters, ...more, options: { ...(parameters.options as object), ...options } } };
	};

	const itemsOf = async (...args: Parameters<typeof runNode> extends [unknown, ...infer Rest] ? Rest : never): Promise<INodeExecutionData[]> => {
		const result = await runNode(engine(), ...args);
		if (result.error) throw new Error(result.error.message);
		return outputsOf(result)[0]!;
	};

	const filesOf = (json: IDataObject) => (json.details as { files?: unknown[] }).files;

	it.each(['message.send', 'conversation.create'] as const)('%s downloads the files of the messages, without a credential', async (operation) => {
		answering([fileOf(`${url}/picture.png?size=1`), fileOf(`${url}/a%20b`, 'audio'), fileOf(`${url}/page`, 'embed')], operation);
		const [item] = await itemsOf(quickbot(operation));
		expect(Object.keys(item!.binary!)).toEqual(['attachment_0', 'attachment_1']);
		expect(item!.binary!.attachment_0).toMatchObject({ mimeType: 'image/png', fileName: 'picture.png', data: PICTURE.toString('base64') });
		expect(filesOf(item!.json)).toEqual([
			{ url: `${url}/picture.png?size=1`, field: 'attachment_0', problem: null },
			{ url: `${url}/a%20b`, field: 'attachment_1', problem: null },
		]);
		expect((item!.json.messages as IDataObject[])[0]!.url).toBe(`${url}/picture.png?size=1`);
		expect(asked.map(({ headers }) => Object.keys(headers).filter((name) => /auth|key|token|cookie/.test(name)))).toEqual([[], []]);
	});

	it('downloads nothing where the option is off, or nothing is there', async () => {
		answering([fileOf(`${url}/picture.png`)]);
		const [off] = await itemsOf(quickbot('message.send', {}));
		const [none] = await itemsOf(quickbot('message.send'));
		expect([off!.binary, none!.binary, asked]).toEqual([undefined, undefined, []]);
		expect([filesOf(off!.json), filesOf(none!.json)]).toEqual([undefined, undefined]);
	});

	it.each([
		['/missing', 'HTTP 404'],
		['/moved', 'HTTP 302'],
		['/cut', 'the connection failed'],
		['/large', 'larger than 25 MB'],
	])('says of %s that it was not downloaded: %s, and the item is done', async (path, problem) => {
		answering([fileOf(url + path), fileOf(`${url}/picture.png`)]);
		const [item] = await itemsOf(quickbot('message.send'));
		expect(filesOf(item!.json)).toEqual([
			{ url: url + path, field: null, problem },
			{ url: `${url}/picture.png`, field: 'attachment_1', problem: null },
		]);
		expect(Object.keys(item!.binary!)).toEqual(['attachment_1']);
		expect(asked.filter((request) => request.url === path)).toHaveLength(1);
		expect(stage.sandbox.requests()).toHaveLength(1);
	});

	it.each(['ftp://files.example/a', 'file:///etc/hostname', 'data:text/plain,x', 'picture.png'])('does not follow %s', async (address) => {
		answering([fileOf(address)]);
		const [item] = await itemsOf(quickbot('message.send'));
		expect(filesOf(item!.json)).toEqual([{ url: address, field: null, problem: 'not a web address' }]);
	});

	it('downloads at most 20 files of an item', async () => {
		answering(Array.from({ length: 22 }, (_, index) => fileOf(`${url}/picture.png?${index}`)));
		const [item] = await itemsOf(quickbot('message.send'));
		expect(Object.keys(item!.binary!)).toHaveLength(20);
		expect(filesOf(item!.json)!.slice(19)).toMatchObject([{ problem: null }, { problem: 'only the first 20 are downloaded' }, { problem: 'only the first 20 are downloaded' }]);
		expect(asked).toHaveLength(20);
	});

	it('gives each item its own files, with many items', async () => {
		answering([fileOf(`${url}/picture.png`)], 'message.send', 30);
		const items = await itemsOf(quickbot('message.send'), Array.from({ length: 30 }, (_, index) => ({ index })));
		expect(items.map(({ binary }) => Object.keys(binary!))).toEqual(Array.from({ length: 30 }, () => ['attachment_0']));
		expect(asked).toHaveLength(30);
	});

	it('reads attachments of Pingback', async () => {
		const { parameters, credentials } = stage.sandbox.operations.pingback!['conversation.get']!.samples[0]!;
		const message = { id: 'm-1', sender_type: 'customer', content: 'See here', attachments: [{ url: `${url}/x`, name: 'order.png' }, `${url}/y`, {}] };
		stage.sandbox.addFault({ vendor: 'pingback', answer: { status: 200, body: { id: 'c-1', messages: [message] } } });
		const [item] = await itemsOf({ vendor: 'pingback', credentials, parameters: { ...parameters, options: { downloadFiles: true } } });
		expect(Object.values(item!.binary!).map(({ fileName }) => fileName)).toEqual(['order.png', 'y']);
	});

	describe('with Retry On Fail', () => {
		it('downloads only what n8n keeps, once, and all of it', async () => {
			stage.sandbox.addFault({ vendor: 'quickbot', operation: 'message.send', match: 'first', answer: { status: 404, body: { message: 'gone' } } });
			answering([fileOf(`${url}/picture.png`)], 'message.send', -1);
			const node = quickbot('message.send', { downloadFiles: true, concurrency: 1 }, { message: '={{ $json.text }}' });
			const settings = { retryOnFail: true, maxTries: 2, waitBetweenTries: 0, onError: 'continueRegularOutput' as const };
			const items = await itemsOf({ ...node, settings }, [{ text: 'first' }, { text: 'second' }]);
			expect(items.map(({ binary }) => Object.keys(binary ?? {}))).toEqual([['attachment_0'], ['attachment_0']]);
			expect(asked).toHaveLength(2);
			expect(stage.sandbox.requests().map(({ body }) => (body as { message: { text: string } }).message.text)).toEqual(['first', 'second', 'first']);
		});
	});

	it('a replayed key has its files again', async () => {
		answering([fileOf(`${url}/picture.png`)], 'conversation.create');
		const node = { ...quickbot('conversation.create', { downloadFiles: true }, { idempotencyKey: 'k-1' }), settings: { id: 'node-1' } };
		const workflow = { ...workflowOf(node), id: 'files' };
		await engine().database.clear();
		for (const replayed of [undefined, true]) {
			const [item] = outputsOf(await engine().run(workflow))[0]!;
			expect((item!.json.details as IDataObject).replayed).toBe(replayed);
			expect(item!.binary!.attachment_0!.data).toBe(PICTURE.toString('base64'));
			expect(filesOf(item!.json)).toHaveLength(1);
		}
		expect(stage.sandbox.requests()).toHaveLength(1);
	});

	describe('the input\'s binary data', () => {
		const saved: IBinaryKeyData = { data: { id: 'filesystem-v2:a', data: 'filesystem-v2', mimeType: 'image/png' }, more: { id: 'filesystem-v2:b', data: 'filesystem-v2', mimeType: 'image/png' } };
		const send = async (node: Parameters<typeof runNode>[1], binary: IBinaryKeyData) =>
			await engine().run(workflowOf({ ...node, settings: { onError: 'continueRegularOutput' } }), { input: [{ json: {}, binary }] });
		const bodyOf = () => stage.sandbox.requests()[0]!.body as { message: { text: string; attachedFileUrls?: string[] }; attachments?: unknown[] };
		const ADDRESS = /^https?:\/\/[^ ]+\/rest\/binary-data\/signed\?token=[\w.-]+$/;

		it('is attached to a message of Quickbot by its address', async () => {
			const more = { additionalFields: { attachedFileUrls: 'https://a.example/1', binaryPropertyNames: 'data, more' } };
			jsons(await send(quickbot('message.send', {}, { message: 'See here', ...more }), saved));
			const { text, attachedFileUrls } = bodyOf().message;
			expect([text, attachedFileUrls![0]]).toEqual(['See here', 'https://a.example/1']);
			expect(attachedFileUrls!.slice(1)).toEqual([expect.stringMatching(ADDRESS), expect.stringMatching(ADDRESS)]);
		});

		it('is the answer to a question for a file, where the message is empty', async () => {
			jsons(await send(quickbot('message.send', {}, { message: '', additionalFields: { binaryPropertyNames: 'data,more' } }), saved));
			const addresses = bodyOf().message.text.split(', ');
			expect(addresses).toEqual([expect.stringMatching(ADDRESS), expect.stringMatching(ADDRESS)]);
			expect(bodyOf().message.attachedFileUrls).toBeUndefined();
		});

		it('is attached to a message of Pingback', async () => {
			const { parameters, credentials } = stage.sandbox.operations.pingback!['message.send']!.samples[0]!;
			jsons(await send({ vendor: 'pingback', credentials, parameters: { ...parameters, attachments: '["x"]', binaryPropertyNames: 'data' } }, saved));
			expect(bodyOf().attachments).toEqual(['x', { url: expect.stringMatching(ADDRESS) }]);
		});

		it.each([
			['that is not there', {}],
			['that n8n keeps in memory', { data: { data: 'AAAA', mimeType: 'image/png' } }],
		])('%s is an error that names the field, and nothing is sent', async (_, binary) => {
			const result = await send(quickbot('message.send', {}, { additionalFields: { binaryPropertyNames: 'data' } }), binary);
			const { error } = outputsOf(result)[0]![0]!.json as { error: IDataObject };
			expect(error).toMatchObject({ reason: 'validation', outcome: 'notCreated', message: expect.stringContaining('"Input Binary Fields" has no address for "data"') });
			expect(stage.sandbox.requests()).toEqual([]);
		});
	});
});
