const SHORTEST_PIECE = 6;
const ALWAYS_ENOUGH = 12;
const SHORTEST_WORD = 8;

/** How many characters at a cut are enough to be taken for a piece of the secret: half of it, or twelve. */
export const shortestPiece = (form: string): number =>
	Math.max(SHORTEST_PIECE, Math.min(ALWAYS_ENOUGH, Math.floor(form.length / 2)));

const CUT_AFTER = /^\s?(…|\.\.|\*\*|••|$)/;
const CUT_BEFORE = /(^|…|\.\.|\*\*|••)\s?$/;
const WORDS = /^(\p{L}+|\d+)([-_.:](\p{L}+|\d+)?)*$/u;

interface Pieces {
	text: string;
	form: string;
	mask: string;
	/** Whether the text is a value such as an ID. It may begin like the secret by chance, as in `acme-prod`. */
	isValue: boolean;
}

/** Hides pieces of a secret in a text that was cut: its beginning before the cut, its end after the cut. */
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

/** @param next the character beside the piece: after a beginning, before an end */
function isPiece(piece: string, form: string, isCut: boolean, isValue: boolean, next = ''): boolean {
	// A word can also end an ordinary text, so it counts as a piece only where a mark shows the cut.
	if (WORDS.test(piece) && (isValue || piece.length < SHORTEST_WORD)) return isCut && next !== '';
	if (isCut) return true;
	return piece.length >= form.length / 2 && piece.length >= SHORTEST_WORD && !/[\p{L}\p{N}_-]/u.test(next);
}
