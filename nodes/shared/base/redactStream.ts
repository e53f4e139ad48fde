import { redact } from './redact';
import { formsOf } from './secretForms';

/** Hides secrets in a text that comes in pieces: what may be the beginning of a secret waits until it is known. */
export class RedactedStream {
	private waiting = '';
	private readonly forms: string[];

	constructor(private readonly secrets: readonly string[]) {
		this.forms = secrets.flatMap(formsOf).filter((form) => form !== '');
	}

	/** The part of the text that can be shown. */
	push(piece: string): string {
		const text = this.waiting + piece;
		const end = this.beforeSecrets(text, Math.min(...this.forms.map((form) => beginningAtEnd(text, form)), text.length));
		this.waiting = text.slice(end);
		return redact(text.slice(0, end), this.secrets);
	}

	/** What still waits. */
	end(): string {
		const rest = redact(this.waiting, this.secrets);
		this.waiting = '';
		return rest;
	}

	/** Another secret may lie across the place where the text is cut. */
	private beforeSecrets(text: string, end: number): number {
		const starts = this.forms.map((form) => text.lastIndexOf(form, end - 1)).filter((start, index) => start !== -1 && start + this.forms[index]!.length > end);
		return end === 0 || starts.length === 0 ? end : this.beforeSecrets(text, Math.min(...starts));
	}
}

/** Where the beginning of the form starts with which the text ends; the length of the text where it ends with none. */
function beginningAtEnd(text: string, form: string): number {
	const first = form.charAt(0);
	let start = text.indexOf(first, Math.max(0, text.length - form.length + 1));
	while (start !== -1 && !form.startsWith(text.slice(start))) start = text.indexOf(first, start + 1);
	return start === -1 ? text.length : start;
}
