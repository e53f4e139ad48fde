import { redact } from './redact';
import { formsOf } from './secretForms';

/** Hides secrets in a text that comes in pieces: what may be the beginning of a secret waits until it is known. */
export class RedactedStream {
	private waiting = '';
	private readonly forms: string[];

	constructor(private readonly secrets: readonly string[]) {
		this.forms = secrets.flatMap(formsOf);
	}

	/** The part of the text that can be shown. */
	push(piece: string): string {
		const text = this.waiting + piece;
		const kept = Math.max(0, ...this.forms.map((form) => beginningAtEnd(text, form)));
		this.waiting = text.slice(text.length - kept);
		return redact(text.slice(0, text.length - kept), this.secrets);
	}

	/** What still waits. */
	end(): string {
		const rest = redact(this.waiting, this.secrets);
		this.waiting = '';
		return rest;
	}
}

/** How many characters at the end of the text are the beginning of the form. */
function beginningAtEnd(text: string, form: string): number {
	for (let length = Math.min(form.length - 1, text.length); length > 0; length -= 1) if (text.endsWith(form.slice(0, length))) return length;
	return 0;
}
