import type { FastifyInstance, FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import { later } from './later';
import type { Streaming } from './types';

/** What a vendor says while it writes. */
interface Written {
	contentType?: string;
	/** The answer's parts, as they go over the wire, such as one event each. */
	parts: string[];
	/** What ends it, such as a last event. */
	ending?: string;
	/** What it says of its own error, where it has a form for that. */
	error?: string;
}

declare module 'fastify' {
	interface FastifyRequest {
		streaming: Required<Streaming>;
	}
}

const USUAL: Required<Streaming> = { everyMs: 0, end: 'whole', after: Infinity, times: Infinity, cutAt: Infinity };

/** Not for ever, because a client may leave the connection open. */
const SILENCE_MS = 3000;

/** How vendors answer that are asked to stream. */
export function newStreaming() {
	let settings = USUAL;
	let left = Infinity;
	return {
		/** For the routes that are registered on this scope afterwards. */
		rule(scope: FastifyInstance) {
			scope.decorateRequest('streaming', undefined as never);
			scope.addHook('preHandler', (request, _reply, done) => {
				request.streaming = left > 0 ? settings : { ...settings, end: 'whole' };
				left -= 1;
				done();
			});
		},
		configure(some: Streaming = {}) {
			settings = { ...settings, ...some };
			left = settings.times;
		},
		reset() {
			settings = USUAL;
			left = Infinity;
		},
	};
}

/** Sends the parts one after the other, and ends as the settings say. */
export function sendWritten(reply: FastifyReply, { contentType, parts, ending = '', error = '' }: Written): FastifyReply {
	const { everyMs, end, after, cutAt } = reply.request.streaming;
	const whole = end === 'whole';
	const sent = parts.slice(0, whole ? parts.length : after);
	const pieces = [...sent, ...(whole ? [ending] : []), ...(end === 'error' ? [error] : [])].flatMap((part) => cut(Buffer.from(part), cutAt));
	const stream = new Readable({ read: () => undefined });
	const step = (at: number) => {
		if (stream.destroyed) return;
		const piece = pieces[at];
		if (piece) {
			stream.push(piece);
			return later(at + 1 < pieces.length ? everyMs : 0, () => step(at + 1));
		}
		// What was pushed has to be on its way first.
		if (end === 'cut') return later(20, () => void reply.raw.socket?.destroy());
		later(end === 'silent' ? SILENCE_MS : 0, () => stream.push(null));
	};
	step(0);
	if (contentType) void reply.header('content-type', contentType);
	return reply.send(stream);
}

/** Pieces of so many bytes, also where that is in the middle of a character. */
function cut(bytes: Buffer, size: number): Buffer[] {
	const pieces: Buffer[] = [];
	for (let start = 0; start < bytes.length; start += size) pieces.push(bytes.subarray(start, Math.min(bytes.length, start + size)));
	return pieces;
}

/** A text in its words, each with what follows it. */
export const wordsOf = (text: string): string[] => text.match(/\S+\s*|\s+/g) ?? [];
