import { decoderOf, readBody } from '../base/body';
import { seconds } from '../failure/observation';
import { CancelToken, withTimeout } from '../send/cancelToken';
import type { Received, ReceivedAnswer, Receiving } from './reader';
import type { Streaming } from './streaming';
import { isOwnForm } from './text';

/** How long a vendor may be silent within an answer, in milliseconds. */
const LONGEST_SILENCE_MS = 60_000;

/**
 * Reads an answer while it comes, within the limit on its silence. An answer that broke off, or was silent for too long, keeps the
 * text that came. The stream is closed when the answer is complete, and when nobody waits any longer; n8n 2 then closes the
 * connection when the next bytes come.
 */
export async function readStream(answer: ReceivedAnswer, receiving: Receiving, streaming: Streaming): Promise<Received> {
	const chunks = new Chunks(answer.body as ByteStream, streaming.silenceMs ?? LONGEST_SILENCE_MS, receiving.stop);
	return await (isOwnForm(answer) ? readPieces(answer, chunks, receiving, streaming) : readWhole(answer, chunks)).finally(() => chunks.close());
}

async function readWhole({ headers }: ReceivedAnswer, chunks: Chunks): Promise<Received> {
	const bytes: Uint8Array[] = [];
	for (;;) {
		const chunk = await chunks.next();
		if (chunk === 'ended') return { body: readBody(Buffer.concat(bytes), headers['content-type']) };
		if (typeof chunk === 'string') return brokenOff(chunk, chunks);
		bytes.push(chunk);
	}
}

async function readPieces({ headers }: ReceivedAnswer, chunks: Chunks, receiving: Receiving, { charset, open }: Streaming): Promise<Received> {
	const parser = open();
	const decoder = decoderOf(charset ? `charset=${charset}` : headers['content-type']);
	const hear = (text: string, isLast: boolean): boolean => {
		const { pieces, isComplete = false } = parser.push(text, isLast);
		for (const piece of pieces) {
			receiving.heard += piece;
			receiving.onPiece?.(piece);
		}
		return isComplete;
	};
	for (;;) {
		const chunk = await chunks.next();
		const isLast = chunk === 'ended';
		if (typeof chunk === 'string' && !isLast) return { ...brokenOff(chunk, chunks), heard: receiving.heard };
		const isComplete = hear(isLast ? decoder.decode() : decoder.decode(chunk as Uint8Array, { stream: true }), isLast);
		if (!isComplete && !isLast) continue;
		const body = parser.end();
		return body === undefined ? { ...brokenOff('cut', chunks), heard: receiving.heard } : { body };
	}
}

const brokenOff = (how: 'cut' | 'silent', { silenceMs }: Chunks): Received =>
	how === 'cut' ? { connection: 'cut' } : { connection: 'timeout', observation: `Nothing more of the answer came for ${seconds(silenceMs)}` };

/** A stream of Node, whose own type may not be imported. */
interface ByteStream extends AsyncIterable<Uint8Array> {
	destroy(): void;
}

/** The bytes of a stream as they come. */
class Chunks {
	private readonly chunks: AsyncIterator<Uint8Array>;
	private readonly stopped = new CancelToken();
	private readonly stop = () => this.stopped.cancel();

	constructor(
		private readonly stream: ByteStream,
		readonly silenceMs: number,
		private readonly signal: AbortSignal,
	) {
		this.chunks = stream[Symbol.asyncIterator]();
		signal.addEventListener('abort', this.stop);
	}

	async next(): Promise<Uint8Array | 'ended' | 'cut' | 'silent'> {
		const next = await withTimeout(this.chunks.next(), this.silenceMs, this.stopped).catch(() => 'cancelled' as const);
		// A chunk may have come just before nobody waited any longer.
		if (this.stopped.isCancelled) return 'cut';
		if (typeof next === 'string') return next === 'timeout' ? 'silent' : 'cut';
		return next.done ? 'ended' : next.value;
	}

	close(): void {
		this.signal.removeEventListener('abort', this.stop);
		this.stream.destroy();
	}
}
