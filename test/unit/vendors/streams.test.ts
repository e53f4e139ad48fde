import fc from 'fast-check';
import { Readable } from 'node:stream';
import { promptStream, streamFailure } from '../../../nodes/PoppyAi/message/stream';
import { textStream } from '../../../nodes/UserDesk/message/stream';
import type { AnswerReader } from '../../../nodes/shared/answer/reader';

// How the vendors' streamed answers are read, with the bytes cut anywhere.

const cuts = fc.array(fc.nat(), { maxLength: 12 });

const cutBytes = (whole: string, at: number[]): Buffer[] => {
	const bytes = Buffer.from(whole);
	const places = [...new Set(at.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
	return [0, ...places].map((start, index) => bytes.subarray(start, places[index])).filter(({ length }) => length > 0);
};

async function read(reader: AnswerReader, chunks: Uint8Array[], contentType?: string) {
	const said: string[] = [];
	const body = Readable.from(chunks, { objectMode: false });
	const headers = contentType === undefined ? {} : { 'content-type': contentType };
	const received = await reader.read({ status: 200, headers, body }, { stop: new AbortController().signal, heard: '', onPiece: (piece) => void said.push(piece) });
	return { ...received, said };
}

const event = (data: unknown) => `data: ${JSON.stringify(data)}\n\n`;
const delta = (text: unknown) => event({ type: 'text-delta', id: '0', delta: text });
const FINISH = event({ type: 'finish' });
const DONE = 'data: [DONE]\n\n';
const usage = event({ type: 'usage', credits_used: 0.04975 });

describe('a streamed answer of Poppy AI', () => {
	const readEvents = async (whole: string, at: number[] = []) => await read(promptStream, cutBytes(whole, at), 'text/event-stream');

	test.each<[string, string, object]>([
		['text and what it cost', delta('Hel') + delta('lo') + FINISH + usage + DONE, { body: { text: 'Hello', credits_used: 0.04975 }, said: ['Hel', 'lo'] }],
		['without the end of the stream', delta('Hello') + FINISH, { body: { text: 'Hello' }, said: ['Hello'] }],
		['without finish', delta('Hello') + DONE, { body: { text: 'Hello' }, said: ['Hello'] }],
		['nothing said', FINISH + DONE, { body: { text: '' }, said: [] }],
		['events that nobody knows', `: hi\n\nevent: x\n${event({ type: 'reasoning-delta', delta: 'Hm' })}${event(['text-delta'])}data: ...\n\n${delta('Hello')}${delta(7)}${delta(null)}${DONE}`, { body: { text: 'Hello7' }, said: ['Hello', '7'] }],
		['what comes after the end', delta('Hello') + DONE + delta('late') + event({ type: 'error', errorText: 'late' }), { body: { text: 'Hello' }, said: ['Hello'] }],
		['one that breaks off', delta('Hel'), { connection: 'cut', heard: 'Hel', said: ['Hel'] }],
		['one that breaks off inside an event', delta('Hel') + 'data: [DO', { connection: 'cut', heard: 'Hel', said: ['Hel'] }],
		['nothing at all', '', { connection: 'cut', heard: '', said: [] }],
		['an error', delta('Hel') + event({ type: 'error', errorText: 'Overloaded' }) + DONE, { body: { text: 'Hel', stream_error: 'Overloaded' }, said: ['Hel'] }],
		['an error without words', event({ type: 'error' }), { body: { text: '', stream_error: 'it gave no reason' }, said: [] }],
		['an answer that the vendor aborts', delta('Hel') + event({ type: 'abort' }) + DONE, { body: { text: 'Hel', stream_error: 'it gave no reason' }, said: ['Hel'] }],
	])('%s', async (_what, whole, expected) => {
		expect(await readEvents(whole)).toEqual(expected);
	});

	test('is the same wherever its bytes are cut', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme', maxLength: 8 }), { maxLength: 12 }), cuts, async (words, at) => {
				const text = words.join('');
				const { body, said } = await readEvents(words.map(delta).join('') + FINISH + usage + DONE, at);
				expect([body, said.join('')]).toEqual([{ text, credits_used: 0.04975 }, text]);
			}),
			{ numRuns: 300 },
		);
	});

	test('that is JSON all the same is read as the usual one', async () => {
		const plain = { text: 'Hello', credits_used: 2, credits_remaining: 7 };
		expect(await read(promptStream, [Buffer.from(JSON.stringify(plain))], 'application/json')).toEqual({ body: plain, said: [] });
	});

	test.each([
		[{ text: 'Hel', stream_error: 'Overloaded' }, 'It broke its answer off: Overloaded. Until then it said: Hel'],
		[{ text: '', stream_error: 'Overloaded' }, 'It broke its answer off: Overloaded. Until then it said: nothing'],
	])('that ended with an error is a failure of which the work may be done: %j', (body, message) => {
		expect(streamFailure(body)).toEqual({ reason: 'vendorFault', message });
	});

	test.each([{ text: 'Hello' }, null, 'stream_error', { stream_error: null }])('that is whole is none: %j', (body) => {
		expect(streamFailure(body)).toBeUndefined();
	});
});

describe('a streamed answer of UserDesk', () => {
	const readText = async (pieces: string[]) => await read(textStream, pieces.map((piece) => Buffer.from(piece)));
	const plain = '{"success": true, "conversationId": "c-1", "response": "Hello"}';

	test.each<[string, string[], object]>([
		['text', ['Hel', 'lo'], { body: { success: true, response: 'Hello' }, said: ['Hel', 'lo'] }],
		['blanks before it', ['\n ', 'Hello'], { body: { success: true, response: '\n Hello' }, said: ['\n Hello'] }],
		['nothing', [], { body: { success: true, response: '' }, said: [] }],
		['the usual form without a content type', [plain.slice(0, 9), plain.slice(9)], { body: JSON.parse(plain) as object, said: [] }],
		['a refusal in the usual form', ['{"success": false, "error": "No"}'], { body: { success: false, error: 'No' }, said: [] }],
		['another object is text', ['{"a": ', '1}'], { body: { success: true, response: '{"a": 1}' }, said: ['{"a": 1}'] }],
		['braces are text', ['{name}, ', 'hello'], { body: { success: true, response: '{name}, hello' }, said: ['{name}, hello'] }],
		['a list is text', ['[1]'], { body: { success: true, response: '[1]' }, said: ['[1]'] }],
	])('%s', async (_what, pieces, expected) => {
		expect(await readText(pieces)).toEqual(expected);
	});

	test('is the same wherever its bytes are cut', async () => {
		const mayBeObject = fc.tuple(fc.constantFrom('', ' ', '{', '\n{'), fc.string({ unit: 'grapheme', maxLength: 60 })).map((parts) => parts.join(''));
		await fc.assert(
			fc.asyncProperty(mayBeObject, cuts, async (response, at) => {
				const { body, said } = await read(textStream, cutBytes(response, at), 'text/plain; charset=utf-8');
				expect([body, said.join('')]).toEqual([{ success: true, response }, response]);
			}),
			{ numRuns: 300 },
		);
	});
});
