/** What the JSON holds; the text itself where it is none. */
export function parseJson(text: string): unknown {
	try {
		return JSON.parse(withExactNumbers(text)) as unknown;
	} catch {
		return text;
	}
}

const LONG = /\d{16}/;
const LONG_NUMBER = /^-?\d{16,}$/;
const NUMBER = /-?\d[\d.eE+-]*/g;

/** Whole numbers that JavaScript would round become text: an id with other digits is another one's id. */
function withExactNumbers(json: string): string {
	if (!LONG.test(json)) return json;
	const pieces: string[] = [];
	for (let at = 0; at < json.length; ) {
		const quote = json.indexOf('"', at);
		const end = quote === -1 ? json.length : quote;
		pieces.push(json.slice(at, end).replace(NUMBER, asTextIfRounded));
		at = endOfString(json, end);
		pieces.push(json.slice(end, at));
	}
	return pieces.join('');
}

const asTextIfRounded = (number: string): string =>
	LONG_NUMBER.test(number) && !Number.isSafeInteger(Number(number)) ? `"${number}"` : number;

/** Where the string that begins at this quote is over. No regular expression: a long string with many escapes overflows its stack. */
function endOfString(json: string, start: number): number {
	for (let quote = json.indexOf('"', start + 1); quote !== -1; quote = json.indexOf('"', quote + 1)) {
		let escapes = 0;
		while (json[quote - 1 - escapes] === '\\') escapes += 1;
		if (escapes % 2 === 0) return quote + 1;
	}
	return json.length;
}
