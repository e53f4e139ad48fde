/** Cuts a text that comes in pieces into its lines, which end in CR, LF or CRLF. */
export class LineSplitter {
	private rest = '';
	/** A line feed right after a carriage return belongs to it, also when it comes with the next piece. */
	private isAfterReturn = false;

	/** The lines that this piece completes. */
	push(piece: string): string[] {
		const text = this.isAfterReturn && piece.startsWith('\n') ? piece.slice(1) : piece;
		if (piece !== '') this.isAfterReturn = text.endsWith('\r');
		const [first = '', ...others] = text.split(/\r\n|\r|\n/);
		const lines = [this.rest + first, ...others];
		this.rest = lines.pop() ?? '';
		return lines;
	}

	/** What came after the last end of a line. */
	end(): string {
		return this.rest;
	}
}
