import { hidePieces, shortestPiece } from './cutSecret';
import { base64Inside, formsOf } from './secretForms';

const MASK = '[hidden]';

/** Shorter pieces of base64 are not searched for: they occur in other texts by chance. */
const SHORTEST_BASE64 = 8;

/**
 * A secret that may stand in an innocent text: a word, a number, or a few letters and digits. It is hidden as a whole word in
 * texts, and in IDs and the like only where it is the whole value.
 */
const isCommonWord = (secret: string) =>
	(secret.length < 20 && /^[\p{L}_]*\d*$/u.test(secret)) || (secret.length < 10 && /^[\p{L}\d_]*$/u.test(secret));

/** Finds and hides one secret. The forms are built only when a text may hold the secret at all, because that is rare. */
export class SecretSearch {
	private readonly isCommon: boolean;
	/** Every text that holds the secret, in whatever form, has one of these in it. */
	private readonly traces: string[];
	private patterns: { forms: string[]; anywhere?: RegExp; asWord: RegExp; asParameter: RegExp } | undefined;

	constructor(private readonly secret: string) {
		this.isCommon = isCommonWord(secret);
		const size = shortestPiece(secret);
		const ends = [secret.slice(0, size), secret.slice(-size)].map(longestPlainPart);
		const base64 = base64Inside(secret)
			.filter((form) => form.length >= SHORTEST_BASE64)
			.flatMap((form) => [form.slice(0, shortestPiece(form)), form.slice(-shortestPiece(form))].map(longestPlainPart));
		this.traces = [...new Set([...ends, ...base64])];
	}

	mayBeIn(text: string): boolean {
		return this.traces.some((trace) => text.includes(trace));
	}

	hideInText(text: string): string {
		const { asWord } = this.prepared();
		return this.hideForms(this.isCommon ? text.replace(asWord, MASK) : text, false);
	}

	hideInValue(value: string): string {
		if (value.trim() === this.secret) return MASK;
		if (/\s/.test(value)) return this.hideInText(value);
		const { asParameter } = this.prepared();
		return this.hideForms(this.isCommon ? value.replace(asParameter, MASK) : value, true);
	}

	hideInKey(key: string): string {
		const { anywhere } = this.prepared();
		return this.isCommon || !anywhere ? key : key.replace(anywhere, MASK);
	}

	hideNumber(value: unknown): unknown {
		return String(value) === this.secret ? MASK : value;
	}

	private hideForms(text: string, isValue: boolean): string {
		const { forms, anywhere } = this.prepared();
		const whole = anywhere ? text.replace(anywhere, MASK) : text;
		// The plain form first, because it hides the most of a piece that two forms share.
		return [...(this.isCommon ? [] : [this.secret]), ...forms].reduce((shown, form) => hidePieces({ text: shown, form, mask: MASK, isValue }), whole);
	}

	private prepared() {
		if (this.patterns) return this.patterns;
		const forms = formsOf(this.secret).filter((form) => !this.isCommon || (form.length >= SHORTEST_BASE64 && form !== this.secret));
		const word = `${escaped(this.secret)}${NO_WORD_AFTER}`;
		this.patterns = {
			forms,
			anywhere: forms.length > 0 ? new RegExp(forms.map(escaped).join('|'), 'g') : undefined,
			asWord: new RegExp(`${NO_WORD_BEFORE}${word}`, 'gu'),
			// As in ?password=…, {"password":"…"} and https://user:…@host.
			asParameter: new RegExp(`(?<==)${word}|(?<=["'])${escaped(this.secret)}(?=["'](?!\\s*:))|(?<=:)${escaped(this.secret)}(?=@)`, 'gu'),
		};
		return this.patterns;
	}
}

const NO_WORD_BEFORE = '(?<![\\p{L}\\p{N}_-])';
const NO_WORD_AFTER = '(?![\\p{L}\\p{N}_-])';

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** The longest run of characters that no encoding changes. */
const longestPlainPart = (text: string): string =>
	(text.match(/[A-Za-z0-9]+/g) ?? ['']).reduce((longest, part) => (part.length > longest.length ? part : longest), '');
