import { plainText } from '../../nodes/shared/output/plainText';
import { passes } from '../support/passes';

describe('Markdown as plain text', () => {
	test.each<[string, string, string]>([
		['words', 'Hello, world.', 'Hello, world.'],
		['a heading', '## Plans\nThree of them', 'Plans\nThree of them'],
		['a hash that is no heading', '#1 is #2', '#1 is #2'],
		['bold', 'a **bold** word, __another__', 'a bold word, another'],
		['italic', 'an *italic* word, _another_', 'an italic word, another'],
		['bold and italic', '***both***', 'both'],
		['bold with an italic word', '**a *b* c**', 'a b c'],
		['struck out', '~~old~~ new', 'old new'],
		['several on a line', '**a** b **c**', 'a b c'],
		['a name in snake case', 'user_name and _private', 'user_name and _private'],
		['a product', '2 * 3 * 4', '2 * 3 * 4'],
		['a mark that is never closed', '**a', '**a'],
		['a list', '* one\n* two\n+ three\n- four\n1. five', '- one\n- two\n- three\n- four\n1. five'],
		['a list in a list', '- one\n  * two', '- one\n  - two'],
		['a quote', '> said\n> so', 'said\nso'],
		['a rule', 'above\n\n---\n\nbelow', 'above\n\nbelow'],
		['a link', 'See [the plans](https://example.com/plans).', 'See the plans (https://example.com/plans).'],
		['a link with a title', '[the plans](https://example.com "Plans")', 'the plans (https://example.com)'],
		['a link that shows its address', '[https://example.com](https://example.com)', 'https://example.com'],
		['a link without words', '[](https://example.com)', 'https://example.com'],
		['a picture', '![A chart](https://example.com/c.png)', 'A chart (https://example.com/c.png)'],
		['a break', 'one<br>two<br/>\nthree `<br>`', 'one\ntwo\nthree <br>'],
		['a picture without words', '![](https://example.com/c.png)', 'https://example.com/c.png'],
		['brackets that are no link', '[x] (y) [z]', '[x] (y) [z]'],
		['code in a line, as it is', 'run `a **b** _c_`', 'run a **b** _c_'],
		['a block of code, as it is', '```js\nconst a = **b**;\n```\nDone', 'const a = **b**;\nDone'],
		['a block of code that does not end', '```\nconst a', 'const a'],
		['marks that are escaped', '\\*not italic\\* 3\\.', '*not italic* 3.'],
		['empty lines', 'a\n\n\n\nb', 'a\n\nb'],
		['blanks around it', '\n a \n', 'a'],
		['other scripts', '**会話** 🙂', '会話 🙂'],
		['nothing', '', ''],
		['nothing but a rule', '---', ''],
	])('%s', (_what, markdown, expected) => {
		expect(plainText(markdown)).toBe(expected);
	});

	test.each(['**a ', '*a ', '_a ', '__a ', '~~a ', '[', '![', '[a](', '`', '```a\n', '- ', '> ', '# ', ' ', '\n', '\\'])(
		'100,000 times %j is read in one go',
		(mark) => expect(passes(`${mark.repeat(100_000)}x`, plainText)).toBeLessThan(1000),
	);
});
