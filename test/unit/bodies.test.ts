import fc from 'fast-check';
import { form } from '../../nodes/shared/body/form';
import { parts, type Part } from '../../nodes/shared/body/parts';
import type { EncodedBody } from '../../nodes/shared/request';

const parsed = async ({ contentType, bytes }: EncodedBody) => await new Response(new Uint8Array(bytes), { headers: { 'content-type': contentType } }).formData();
const file = (content: string, fileName = 'a.txt', mimeType = 'text/plain') => ({ bytes: Buffer.from(content), fileName, mimeType });

test('a form leaves out what is undefined, and a list is the same name several times', () => {
	expect(String(form({ a: 'x y&=', b: undefined, c: [1, undefined, true], d: '' }).bytes)).toBe('a=x+y%26%3D&c=1&c=true&d=');
});

test('a form is read as it was written, whatever is in it', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }))), async (pairs) => {
			const fields = Object.fromEntries(pairs);
			const read: Record<string, unknown> = {};
			(await parsed(form(fields))).forEach((value, name) => (read[name] = value));
			expect(read).toEqual(fields);
		}),
	);
});

describe('parts', () => {
	test('as they stand on the wire', () => {
		const { contentType, bytes } = parts([['note', 'Zoë'], ['no', undefined], ['n', 7], ['file', file('x\r\n--y')]]);
		const boundary = /boundary=(.+)$/.exec(contentType)![1]!;
		expect(String(bytes)).toBe(
			[
				...[`--${boundary}`, 'Content-Disposition: form-data; name="note"', '', 'Zoë'],
				...[`--${boundary}`, 'Content-Disposition: form-data; name="n"', '', '7'],
				...[`--${boundary}`, 'Content-Disposition: form-data; name="file"; filename="a.txt"', 'Content-Type: text/plain', '', 'x\r\n--y'],
				...[`--${boundary}--`, ''],
			].join('\r\n'),
		);
	});

	test('are the same bytes for the same content, and another boundary for another', () => {
		const made = (content: string) => parts([['file', file(content)]]);
		expect(made('a')).toEqual(made('a'));
		expect(made('a').contentType).not.toBe(made('b').contentType);
	});

	test.each([
		['a"b.txt', 'filename="a%22b.txt"'],
		['a\r\nX-Evil: 1\r\n\r\nb', 'filename="a%0D%0AX-Evil: 1%0D%0A%0D%0Ab"'],
		['naïve 🙂.txt', 'filename="naïve 🙂.txt"'],
		['a\\b\u0000', 'filename="a\\b%00"'],
	])('a file called %j', (fileName, expected) => {
		expect(String(parts([['file', file('x', fileName)]]).bytes)).toContain(`${expected}\r\n`);
	});

	test.each([
		['text/plain; charset=utf-8', 'text/plain; charset=utf-8'],
		['text/plain\r\nX-Evil: 1', 'application/octet-stream'],
		['', 'application/octet-stream'],
		['image', 'application/octet-stream'],
	])('a file of type %j', (mimeType, expected) => {
		expect(String(parts([['file', file('x', 'a', mimeType)]]).bytes)).toContain(`\r\nContent-Type: ${expected}\r\n\r\nx`);
	});

	test('are read as they were written, whatever is in them', async () => {
		const content = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('\r\n', '--', '--n8n-', '"', ''));
		const list = fc.array(fc.tuple(fc.stringMatching(/^[a-z]{1,3}$/), content), { minLength: 1 });
		await fc.assert(
			fc.asyncProperty(list, async (pairs) => {
				const both = pairs.flatMap(([name, value]): Part[] => [[name, value], [`${name}-file`, file(value, 'x.bin', 'application/x-thing')]]);
				const read = await parsed(parts(both));
				for (const [name] of pairs) {
					const values = pairs.filter(([other]) => other === name).map(([, value]) => value);
					expect(read.getAll(name)).toEqual(values);
					expect(await Promise.all(read.getAll(`${name}-file`).map(async (one) => await (one as File).text()))).toEqual(values.map((value) => Buffer.from(value).toString()));
				}
			}),
			{ numRuns: 200 },
		);
	});
});
