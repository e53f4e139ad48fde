import fc from 'fast-check';
import { redact } from '../../nodes/shared/base/redact';
import { RedactedStream } from '../../nodes/shared/base/redactStream';
import { formsOf } from '../../nodes/shared/base/secretForms';

const shown = (pieces: string[], secrets: string[]): string[] => {
	const stream = new RedactedStream(secrets);
	return [...pieces.map((piece) => stream.push(piece)), stream.end()];
};

test.each<[string, string[], string[], string[]]>([
	['no secret', ['Hello ', 'Zoë'], ['key-1234567890-abc'], ['Hello ', 'Zoë', '']],
	['a secret in one piece', ['It is key-1234567890-abc.'], ['key-1234567890-abc'], ['It is [hidden].', '']],
	['a secret over three pieces', ['It is key-12', '345678', '90-abc.'], ['key-1234567890-abc'], ['It is ', '', '[hidden].', '']],
	['what only begins like it', ['It is key-', 'board'], ['key-1234567890-abc'], ['It is ', 'key-board', '']],
	['a beginning at the end', ['It is key-'], ['key-1234567890-abc'], ['It is ', 'key-']],
	['one secret across the beginning of another', ['= abc-d+fgh-1234', '!'], ['abc-d+fgh-1234', '1234+567890-xyz'], ['= ', '[hidden]!', '']],
	['no secrets', ['Hello'], [], ['Hello', '']],
	['an empty one', ['Hello'], [''], ['Hello', '']],
])('%s', (_what, pieces, secrets, expected) => {
	expect(shown(pieces, secrets)).toEqual(expected);
});

const secret = fc.string({ unit: fc.constantFrom(...'abAB12-_/+ "ä'), minLength: 10, maxLength: 30 }).filter((text) => text.trim().length >= 10 && /[^\s]/.test(text));

test('a secret is hidden in each form, wherever the text is cut', () => {
	fc.assert(
		fc.property(secret, fc.nat(), fc.array(fc.nat(), { maxLength: 8 }), (key, which, at) => {
			const forms = formsOf(key).filter((form) => form.length >= 10);
			const form = forms[which % forms.length]!;
			const text = `It is: ${form}, 漢.`;
			const places = [...new Set(at.map((place) => place % (text.length + 1)))].sort((a, b) => a - b);
			const pieces = [0, ...places].map((start, index) => text.slice(start, places[index]));
			const whole = redact(text, [key]);
			if (whole.includes(form)) return;
			expect(shown(pieces, [key]).join('')).not.toContain(form);
		}),
		{ numRuns: 500 },
	);
});

test('a text without a secret is the same', () => {
	fc.assert(
		fc.property(fc.array(fc.string({ unit: fc.constantFrom(...'key-12 '), maxLength: 6 })), (pieces) => {
			expect(shown(pieces, ['key-1234567890-abc']).join('')).toBe(redact(pieces.join(''), ['key-1234567890-abc']));
		}),
		{ numRuns: 500 },
	);
});
