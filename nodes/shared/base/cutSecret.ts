const SHORTEST_PIECE = 6;
const ALWAYS_ENOUGH = 12;

/** How much of a form has to stand where a text is cut to be taken for a piece of it: half of it, or twelve characters. */
export const shortestPiece = (form: string): number =>
	Math.max(SHORTEST_PIECE, Math.min(ALWAYS_ENOUGH, Math.floor(form.length / 2)));

const CUT_AFTER = /^\s?(…|\.\.|\*\*|••|$)/;
const CUT_BEFORE = /(^|…|\.\.|\*\*|••)\s?$/;
const WORDS = /^(\p{L}+|\d+)([-_.:](\p{L}+|\d+)?)*$/u;

interface Pieces {
	text: string;
	form: string;
	mask: string;
	/** A value such as an ID, which may begin as the secret does, like `acme-prod`. */
	isValue: boolean;
}

/** Hides the beginning of a secret where the text breaks off behind it, and its end where the text begins in the middle of it. */
export const hidePieces = (pieces: Pieces): string => hideEnds({ ...pieces, text: hideBeginnings(pieces) });

function hideBeginnings({ text, form, mask, isValue }: Pieces): string {
	const head = form.slice(0, shortestPiece(form));
	let shown = '';
	let done = 0;
	for (let start = text.indexOf(head); start !== -1; start = text.indexOf(head, start + 1)) {
		if (start < done) continue;
		let end = start + head.length;
		while (end < text.length && end - start < form.length && text[end] === form[end - start]) end += 1;
		if (!isPiece(text.slice(start, end), form, CUT_AFTER.test(text.slice(end, end + 4)), isValue, text[end])) continue;
		shown += text.slice(done, start) + mask;
		done = end;
	}
	return shown + text.slice(done);
}

function hideEnds({ text, form, mask, isValue }: Pieces): string {
	const tail = form.slice(-shortestPiece(form));
	let shown = '';
	let done = 0;
	for (let found = text.indexOf(tail); found !== -1; found = text.indexOf(tail, found + 1)) {
		const end = found + tail.length;
		let start = found;
		while (start > done && end - start < form.length && text[start - 1] === form[form.length - (end - start) - 1]) start -= 1;
		if (start < done) continue;
		if (!isPiece(text.slice(start, end), form, CUT_BEFORE.test(text.slice(Math.max(0, start - 4), start)), isValue, text[start - 1])) continue;
		shown += text.slice(done, start) + mask;
		done = end;
	}
	return shown + text.slice(done);
}

/** @param next the character that follows the piece, or goes before it */
function isPiece(piece: string, form: string, isCut: boolean, isValue: boolean, next = ''): boolean {
	if (isValue && WORDS.test(piece)) return isCut && next !== '';
	if (isCut) return true;
	return piece.length >= form.length / 2 && piece.length >= 8 && !/[\p{L}\p{N}_-]/u.test(next);
}
