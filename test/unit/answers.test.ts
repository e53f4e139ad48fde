import fc from 'fast-check';
import { Readable } from 'node:stream';
import { binary, fileNameIn } from '../../nodes/shared/answer/binary';
import { EventParser, type ServerEvent } from '../../nodes/shared/answer/eventParser';
import { events } from '../../nodes/shared/answer/events';
import { lines, streamedText } from '../../nodes/shared/answer/lines';
import { LineSplitter } from '../../nodes/shared/answer/lineSplitter';
import type { AnswerReader, Received } from '../../nodes/shared/answer/reader';
import { text } from '../../nodes/shared/answer/text';
import { cpuMs } from '../support/passes';

const message = (data: string, more: Partial<ServerEvent> = {}): ServerEvent => ({ event: 'message', data, id: '', ...more });

/** The rules of the standard for a text that is whole, written down another way. */
function eventsIn(whole: string): ServerEvent[] {
	const found: ServerEvent[] = [];
	let id = '';
	const blocks = whole.replace(/\r\n?/g, '\n').split('\n\n').slice(0, -1);
	for (const block of blocks) {
		const fields = block.split('\n').map((line) => (line.includes(':') ? [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).replace(/^ /, '')] : [line, '']));
		const values = (name: string) => fields.filter(([field]) => field === name).map(([, value]) => value ?? '');
		id = values('id').filter((value) => !value.includes('\0')).at(-1) ?? id;
		const data = values('data');
		if (data.length > 0) found.push({ event: values('event').at(-1) || 'message', data: data.join('\n'), id });
	}
	return found;
}

describe('server-sent events', () => {
	test.each<[string, string, ServerEvent[]]>([
		['one line', 'data: a\n\n', [message('a')]],
		['several lines of data', 'data: a\ndata:b\ndata\n\n', [message('a\nb\n')]],
		['carriage returns', 'data: a\r\rdata: b\r\r', [message('a'), message('b')]],
		['both', 'data: a\r\n\r\ndata: b\r\n\r\n', [message('a'), message('b')]],
		['comments and unknown fields', ': hello\ndata: a\nfoo: bar\n:\n\n', [message('a')]],
		['only the first blank is taken away', 'data:  a\n\n', [message(' a')]],
		['colons in the data', 'data: a: b\n\n', [message('a: b')]],
		['names and ids, which stay', 'event: x\nid: 7\ndata: a\n\ndata: b\n\n', [message('a', { event: 'x', id: '7' }), message('b', { id: '7' })]],
		['an id with a zero is none', 'id: a\0b\ndata: a\n\n', [message('a')]],
		['an empty id forgets the last one', 'id: 7\ndata: a\n\nid\ndata: b\n\n', [message('a', { id: '7' }), message('b')]],
		['an event without data is none', 'event: x\n\ndata: a\n\n', [message('a')]],
		['empty data is an event', 'data\n\n', [message('')]],
		['what is not complete is none', 'data: a\n\ndata: b\n', [message('a')]],
		['nothing', '', []],
	])('%s', (_what, whole, expected) => {
		expect(new EventParser().push(whole)).toEqual(expected);
		expect(eventsIn(whole)).toEqual(expected);
	});

	test('say how long to wait before connecting again, in digits', () => {
		const parser = new EventParser();
		parser.push('retry: 1500\nretry: soon\n');
		expect(parser.retryMs).toBe(1500);
	});
});

const pieceOfText = fc.constantFrom('data', 'event', 'id', ':', ': ', ' ', '\n', '\r', '\r\n', '\n\n', 'a', 'Zoë', '🙂', '\0', '[DONE]', 'foo');
const someText = fc.array(pieceOfText, { maxLength: 60 }).map((pieces) => pieces.join(''));
/** Where the bytes are cut: anywhere, also inside of a character. */
const cuts = fc.array(fc.nat(), { maxLength: 12 });

const cutBytes = (whole: string, at: number[]): Buffer[] => {
	const bytes = Buffer.from(whole);
	const places = [...new Set(at.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
	return [0, ...places].map((start, index) => bytes.subarray(start, places[index]));
};

const read = async (reader: AnswerReader, chunks: Iterable<Uint8Array> | Readable, headers: Record<string, string> = {}, status = 200): Promise<Received & { said: string[] }> => {
	const said: string[] = [];
	const body = chunks instanceof Readable ? chunks : Readable.from([...chunks].filter((chunk) => chunk.length > 0), { objectMode: false });
	const received = await reader.read({ status, headers, body }, { stop: new AbortController().signal, heard: '', onPiece: (piece) => void said.push(piece) });
	return { ...received, said };
};

describe('bytes that are cut anywhere', () => {
	test('make the same events', async () => {
		await fc.assert(
			fc.asyncProperty(someText, cuts, async (whole, at) => {
				const { body } = await read(events(), cutBytes(`\uFEFF${whole}`, at));
				expect(body).toEqual(eventsIn(whole));
			}),
			{ numRuns: 1000 },
		);
	});

	test('make the same lines', () => {
		fc.assert(
			fc.property(someText, cuts, (whole, at) => {
				const splitter = new LineSplitter();
				const decoder = new TextDecoder();
				const found = cutBytes(whole, at).flatMap((bytes) => splitter.push(decoder.decode(bytes, { stream: true })));
				expect([...found, splitter.end()]).toEqual(whole.split(/\r\n|\r|\n/));
			}),
			{ numRuns: 1000 },
		);
	});

	test('make the same text, and the pieces make it up', async () => {
		await fc.assert(
			fc.asyncProperty(someText, cuts, async (whole, at) => {
				const { body, said } = await read(streamedText(), cutBytes(whole, at), { 'content-type': 'text/plain' });
				expect([body, said.join('')]).toEqual([whole, whole]);
			}),
			{ numRuns: 300 },
		);
	});

	test('of 100,000 pieces is read as quickly as 100 lines of 1,000', () => {
		const cpuOf = (lineCount: number, pieceCount: number) =>
			cpuMs(() => {
				const splitter = new LineSplitter();
				for (let line = 0; line < lineCount; line += 1) {
					for (let piece = 0; piece < pieceCount; piece += 1) splitter.push('some words');
					splitter.push('\n');
				}
			});
		cpuOf(100, 100);
		expect(cpuOf(1, 100_000)).toBeLessThan(20 * cpuOf(100, 1000));
	});
});

describe('an answer in pieces', () => {
	const bytes = (...texts: string[]) => texts.map((one) => Buffer.from(one));
	const pieceOf = ({ data }: ServerEvent) => data;
	const isLast = ({ data }: ServerEvent) => data === 'end';
	const broken = (...texts: string[]) =>
		Readable.from(
			(async function* () {
				yield* bytes(...texts);
				throw new Error('cut');
			})(),
		);

	test('is told piece by piece', async () => {
		expect(await read(events({ pieceOf }), bytes('data: a\n', '\ndata: b\n\n'))).toEqual({ body: [message('a'), message('b')], said: ['a', 'b'] });
	});

	test('ends at its last event, and closes the stream', async () => {
		const stream = Readable.from(bytes('data: a\n\ndata: end\n\ndata: late\n\n'), { objectMode: false });
		expect((await read(events({ isLast }), stream)).body).toEqual([message('a'), message('end')]);
		expect(stream.destroyed).toBe(true);
	});

	test.each<[string, Iterable<Uint8Array> | Readable]>([
		['without its last event', bytes('data: a\n\n', 'data: b')],
		['with a cut', broken('data: a\n\n')],
	])('%s broke off, and keeps what came', async (_how, chunks) => {
		expect(await read(events({ isLast, pieceOf }), chunks)).toEqual({ connection: 'cut', heard: 'a', said: ['a'] });
	});

	test('has a limit on its silence', async () => {
		const stream = new Readable({ read: () => undefined });
		stream.push('data: a\n\n');
		expect(await read(events({ pieceOf, silenceMs: 100 }), stream)).toMatchObject({ connection: 'timeout', heard: 'a', observation: 'Nothing more of the answer came for 0.1 seconds' });
		expect(stream.destroyed).toBe(true);
	});

	test('tells the last line, which no line break ends', async () => {
		expect(await read(lines({ pieceOf: (line) => line }), bytes('a\n\n', 'b\r', '\nc'))).toEqual({ body: ['a', 'b', 'c'], said: ['a', 'b', 'c'] });
	});

	test.each<[string, string, number, unknown]>([
		['application/json', '{"a": 1}', 200, { a: 1 }],
		['application/problem+json; charset=utf-8', '{"a": 1}', 200, { a: 1 }],
		['text/html', '<p>Sign in', 200, '<p>Sign in'],
		['text/event-stream', '{"message": "No"}', 400, { message: 'No' }],
		['', 'Bad gateway', 502, 'Bad gateway'],
	])('that is %s with %j and %i is read as JSON, else as text', async (type, whole, status, expected) => {
		expect((await read(events(), bytes(whole), { 'content-type': type }, status)).body).toEqual(expected);
	});

	test('passes on what a vendor throws on its events', async () => {
		const failing = events({ pieceOf: () => JSON.parse('no JSON') as string });
		await expect(read(failing, bytes('data: a\n\n'))).rejects.toThrow(SyntaxError);
	});
});

describe('a whole answer', () => {
	const whole = async (reader: AnswerReader, body: string | Buffer, headers: Record<string, string> = {}, status = 200) =>
		(await reader.read({ status, headers, body: Buffer.from(body) }, { stop: new AbortController().signal, heard: '' })).body;

	test.each<[string, Record<string, string>, number, unknown]>([
		['42', { 'content-type': 'text/plain' }, 200, '42'],
		['42', {}, 200, '42'],
		['{"a":1}', { 'content-type': 'text/plain' }, 200, '{"a":1}'],
		['{"a":1}', { 'content-type': 'application/json' }, 200, { a: 1 }],
		['{"a":1}', { 'content-type': 'text/plain' }, 500, { a: 1 }],
	])('as text: %s, %j, %i', async (body, headers, status, expected) => expect(await whole(text, body, headers, status)).toEqual(expected));

	test('as text, in its charset', async () => expect(await whole(text, Buffer.from([0x5a, 0xe9]), { 'content-type': 'text/plain; charset=iso-8859-1' })).toBe('Zé'));

	test('as a file', async () => {
		expect(await whole(binary, '{}', { 'content-type': 'application/json' })).toEqual({ data: 'e30=', mimeType: 'application/json', fileName: undefined, bytes: 2 });
		expect(await whole(binary, '{"a":1}', {}, 404)).toEqual({ a: 1 });
	});

	test.each<[unknown, string | undefined]>([
		['attachment; filename=a.png', 'a.png'],
		['attachment; filename="a \\"b\\".png"', 'a "b".png'],
		["attachment; filename=x.png; filename*=UTF-8''na%C3%AFve.png", 'naïve.png'],
		["attachment; filename*=utf-8''%E0%A4%A; filename=x.png", 'x.png'],
		['attachment; filename="../../etc/passwd"', 'passwd'],
		['attachment; filename="C:\\\\x.png"', 'x.png'],
		['inline', undefined],
		[undefined, undefined],
	])('the name in %j', (disposition, expected) => expect(fileNameIn(disposition)).toBe(expected));
});
