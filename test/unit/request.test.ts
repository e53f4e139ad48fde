import { isUnusableSegment, path } from '../../nodes/shared/request';

describe('a path', () => {
	test.each<[string, string, string]>([
		['an ordinary id', '6de563f8-9b05-4710-9b46-4dd6761e2942', '6de563f8-9b05-4710-9b46-4dd6761e2942'],
		['slashes', 'a/b//c', 'a%2Fb%2F%2Fc'],
		['a backslash', 'a\\b', 'a%5Cb'],
		['blanks', 'my bot', 'my%20bot'],
		['what begins a query or a fragment', 'a?b=c&d#e', 'a%3Fb%3Dc%26d%23e'],
		['what is encoded already', 'a%2Fb', 'a%252Fb'],
		['encoded dots', '%2e%2e', '%252e%252e'],
		['a plus and a colon', 'a+b:c@d', 'a%2Bb%3Ac%40d'],
		['a semicolon and a comma', 'a;b,c', 'a%3Bb%2Cc'],
		['letters of other scripts', 'Zoë-会話', 'Zo%C3%AB-%E4%BC%9A%E8%A9%B1'],
		['a character of two halves', '🙂', '%F0%9F%99%82'],
		['a line break', 'a\nb', 'a%0Ab'],
		['a zero byte', 'a\0b', 'a%00b'],
		['dots that climb no folder', '...', '...'],
		['dots at the beginning', '..a', '..a'],
		['dots after a slash', 'a/..', 'a%2F..'],
	])('takes %s as one segment', (_what, segment, encoded) => {
		const written = path`/chatbot/${segment}/conversation`;

		expect(written).toBe(`/chatbot/${encoded}/conversation`);
		expect(new URL(`https://vendor.example/v1${written}`).pathname).toBe(`/v1/chatbot/${encoded}/conversation`);
		expect(decodeURIComponent(written.split('/')[2] ?? '')).toBe(segment);
	});

	test.each<[string, string]>([
		['nothing', ''],
		['this folder', '.'],
		['the folder above', '..'],
		['half a character', 'a\uD83D'],
		['the other half', '\uDE42a'],
		['the halves the wrong way round', '\uDE42\uD83D'],
		['a half before a whole one', '\uD83D\uD83D\uDE42'],
	])('refuses %s', (_what, segment) => {
		expect(isUnusableSegment(segment)).toBe(true);
		expect(() => path`/chatbot/${segment}/conversation`).toThrow(TypeError);
	});

	test('holds any number of segments, and its own parts as they are', () => {
		expect(path`/api/v1/conversations/`).toBe('/api/v1/conversations/');
		expect(path`/conversations/${'a b'}/assign/${'c/d'}`).toBe('/conversations/a%20b/assign/c%2Fd');
		expect(path`/bots/${'x'}`).toBe('/bots/x');
	});
});
