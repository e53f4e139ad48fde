import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Fault } from './types';
import { later } from './later';
import { repeatInto } from './repeat';

interface Pending extends Fault {
	toSkip: number;
	left: number;
}

export function newFaults() {
	let planted: Pending[] = [];

	const striking = (vendor: string | undefined, operations: string[], texts: string[]) =>
		planted.find((fault) => {
			if (fault.left === 0) return false;
			if (fault.vendor !== undefined && fault.vendor !== vendor) return false;
			if (fault.operation !== undefined && !operations.includes(fault.operation)) return false;
			const { match } = fault;
			if (match !== undefined && !texts.some((text) => text.includes(match))) return false;
			if (fault.toSkip > 0) {
				fault.toSkip -= 1;
				return false;
			}
			fault.left -= 1;
			return true;
		});

	return {
		/** Lets them strike the routes that are registered on this scope afterwards. */
		threaten(scope: FastifyInstance) {
			scope.decorateRequest('fault', undefined);
			scope.addHook('preValidation', (request, reply, done) => {
				if (planted.length === 0) return done();
				const { visit, routeOptions } = request;
				const fault = striking(visit?.vendor, routeOptions.config.operations ?? [], [
					visit?.url ?? '',
					visit?.body ?? '',
				]);
				if (!fault) return done();
				if (letsTheVendorWork(fault)) {
					request.fault = fault;
					return later(fault.created ? 0 : fault.delayMs, done);
				}
				reply.hijack();
				later(fault.delayMs, () => strike(fault, reply));
			});
			scope.addHook<unknown>('onSend', (request, reply, payload, done) => {
				const { fault } = request;
				if (!fault) return done(null, payload);
				later(fault.created ? fault.delayMs : 0, () => {
					if (!fault.answer && !fault.cut && !fault.drip && !fault.bytes) return done(null, payload);
					reply.hijack();
					strike(fault, reply, typeof payload === 'string' ? payload : undefined);
				});
			});
		},
		add(fault: Fault) {
			// Counted down to 0, which -1 and Infinity never reach.
			planted.push({ ...fault, toSkip: fault.skip ?? 0, left: fault.times ?? 1 });
		},
		reset() {
			planted = [];
		},
	};
}

const letsTheVendorWork = ({ created, answer, cut, bytes }: Fault) => created === true || (!answer && !cut && !bytes);

function strike(fault: Fault, reply: FastifyReply, normalBody?: string): void {
	const { raw } = reply;
	// The client may have left while the fault waited, and may leave in the middle of a drip.
	raw.on('error', () => raw.destroy());
	if (raw.destroyed) return;
	if (fault.cut === 'beforeAnswer') {
		raw.socket?.destroy();
		return;
	}
	const { status, headers, body } = answerOf(fault, reply, normalBody);
	raw.writeHead(status, { ...headers, 'content-length': body.length });
	if (fault.cut === 'insideBody') {
		raw.write(body.subarray(0, Math.floor(body.length / 2)), () => raw.socket?.destroy());
		return;
	}
	if (fault.drip) {
		drip(
			fault.drip,
			body,
			(piece) => !raw.destroyed && raw.write(piece),
			() => raw.end(),
		);
		return;
	}
	raw.end(body);
}

function answerOf(fault: Fault, reply: FastifyReply, normalBody?: string) {
	const { answer, bytes } = fault;
	if (answer && !bytes) {
		const text = answer.body === undefined ? '' : repeatInto(textOf(answer.body), reply.request);
		return {
			status: answer.status,
			headers: { 'content-type': contentTypeOf(text), ...lowerCased(answer.headers) },
			body: Buffer.from(text),
		};
	}
	if (bytes) {
		const headers = { 'content-type': 'application/json', ...lowerCased(answer?.headers) };
		return { status: answer?.status ?? 200, headers, body: padding(bytes) };
	}
	return {
		status: normalBody === undefined ? 200 : reply.statusCode,
		headers: { 'content-type': 'application/json', ...reply.getHeaders() },
		body: Buffer.from(normalBody ?? '{"data":"cut"}'),
	};
}

const textOf = (body: unknown) => (typeof body === 'string' ? body : JSON.stringify(body));

const contentTypeOf = (text: string) =>
	text.trimStart().startsWith('<') ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8';

const lowerCased = (headers: Record<string, string> = {}) =>
	Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

function padding(bytes: number): Buffer {
	const [head, tail] = ['{"padding":"', '"}'];
	return Buffer.from(head + 'x'.repeat(Math.max(0, bytes - head.length - tail.length)) + tail);
}

/** `send` says false when the client has gone: then the rest is dropped. */
function drip(
	{ everyMs, chunks }: { everyMs: number; chunks: number },
	body: Buffer,
	send: (piece: Buffer) => boolean,
	end: () => void,
): void {
	const size = Math.max(1, Math.ceil(body.length / chunks));
	const step = (from: number) => {
		if (from >= body.length) return end();
		send(body.subarray(from, from + size));
		later(everyMs, () => step(from + size));
	};
	step(0);
}
