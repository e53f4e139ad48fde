/**
 * The ways in which a vendor may write a secret that it was sent, the longest first: as it is, URL-encoded, escaped for JSON
 * or HTML, one inside the other, and base64, also of a longer text such as `Bearer <key>` or `user:<password>`.
 */
export function formsOf(secret: string): string[] {
	const written = encodedTwice(secret);
	const base64 = [...base64Of(secret), ...base64Of(`Bearer ${secret}`), ...base64Inside(secret)];
	const forms = new Set([...written, ...base64.flatMap((form) => [form, ...encodings(form)])]);
	return [...forms].sort((a, b) => b.length - a.length);
}

/** The base64 of the secret inside a longer text. There are three forms, because base64 encodes three bytes at a time. */
export const base64Inside = (secret: string): string[] =>
	[0, 1, 2].flatMap((before) => {
		const encoded = Buffer.from('\0'.repeat(before) + secret).toString('base64url');
		const bits = 8 * (before + Buffer.byteLength(secret));
		// Without the characters at both ends, which also depend on the neighbouring text.
		return alphabets(encoded.slice(Math.ceil((8 * before) / 6), Math.floor(bits / 6)));
	});

const base64Of = (text: string): string[] => {
	const padded = Buffer.from(text).toString('base64');
	return [padded, ...alphabets(Buffer.from(text).toString('base64url'))];
};

const alphabets = (base64url: string): string[] =>
	/[-_]/.test(base64url) ? [base64url, base64url.replace(/-/g, '+').replace(/_/g, '/')] : [base64url];

const encodedTwice = (secret: string): string[] => {
	const once = encodings(secret);
	return [secret, ...once, ...once.flatMap(encodings)];
};

const NEVER_ENCODED = /^[\w.-]*$/;

const encodings = (text: string): string[] => {
	if (NEVER_ENCODED.test(text)) return [];
	const wellFormed = Buffer.from(text).toString();
	const url = encodeURIComponent(wellFormed);
	const json = JSON.stringify(text).slice(1, -1);
	const ascii = json.replace(/[^ -~]/g, asUnicodeEscape);
	return [
		url,
		url.replace(/%../g, (code) => code.toLowerCase()),
		// As forms write it: a blank is a plus sign, and more characters are encoded.
		new URLSearchParams([['', wellFormed]]).toString().slice(1),
		json,
		json.replace(/\//g, '\\/'),
		// As Python, PHP and Go write it.
		ascii,
		ascii.replace(/\//g, '\\/'),
		ascii.replace(/[<>&]/g, asUnicodeEscape),
		ascii.replace(/[<>&'/]/g, asUnicodeEscape),
		html(text, { "'": '&#39;' }),
		html(text, { "'": '&#x27;', '/': '&#x2F;' }),
		html(text, { "'": '&apos;', '"': '&#34;' }),
		html(text, {}),
	];
};

const asUnicodeEscape = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

const HTML: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const html = (text: string, more: Record<string, string>) =>
	text.replace(/[&<>"'/]/g, (character) => more[character] ?? HTML[character] ?? character);
