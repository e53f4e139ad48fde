/** Shows what is going on: one line that rewrites itself on a terminal, a line every half minute in a log. */
export interface Progress {
	show(text: string): void;
	/** Ends the line and leaves `text` standing. */
	done(text: string): void;
}

const LOG_EVERY_MS = 30_000;

export function duration(ms: number): string {
	const seconds = Math.round(ms / 1000);
	return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

export function startProgress(out: NodeJS.WriteStream = process.stderr): Progress {
	const startedAt = Date.now();
	let current = '';
	let shownAt = 0;
	const print = () => {
		const line = `${current} (${duration(Date.now() - startedAt)})`;
		if (out.isTTY) out.write(`\r\x1b[2K${line.slice(0, (out.columns || 80) - 1)}`);
		else if (Date.now() - shownAt >= LOG_EVERY_MS) {
			out.write(`${line}\n`);
			shownAt = Date.now();
		}
	};
	const timer = setInterval(print, 1000);
	timer.unref();
	return {
		show: (text) => {
			current = text;
			print();
		},
		done: (text) => {
			clearInterval(timer);
			out.write(`${out.isTTY ? '\r\x1b[2K' : ''}${text} (${duration(Date.now() - startedAt)})\n`);
		},
	};
}
