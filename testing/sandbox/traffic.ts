import type { FastifyInstance } from 'fastify';
import type { Socket } from 'node:net';
import type { RecordedRequest, Visit } from './types';

const MOST_KEPT = 20_000;

/** Watches every request except the sandbox's control calls: how many are in flight, on how many sockets, and what they say. */
export function watchTraffic(app: FastifyInstance, vendorOf: (url: string) => string | undefined) {
	let recording = true;
	let visits: Visit[] = [];
	let strays: Visit[] = [];
	const sockets = new Set<Socket>();
	let now = 0;
	let peak = 0;
	let peakSockets = 0;

	const keep = (list: Visit[], visit: Visit) => {
		list.push(visit);
		// Cut in large steps: taking one off the front of a long list at every request would cost more than the request.
		if (list.length >= MOST_KEPT * 2) list.splice(0, MOST_KEPT);
	};

	app.decorateRequest('visit', undefined);
	app.addHook('onRequest', (request, reply, done) => {
		const { url = '/', headers, socket, method = 'GET' } = request.raw;
		const operation = request.routeOptions.config?.operations?.[0];
		const visit: Visit = { method, url, headers, operation, startedAt: Date.now(), endedAt: null, status: null };
		if (url.startsWith('/__sandbox')) {
			if (url.startsWith('/__sandbox/elsewhere')) keep(strays, visit);
			return done();
		}
		visit.vendor = vendorOf(url);
		request.visit = visit;
		if (recording) keep(visits, visit);

		now += 1;
		peak = Math.max(peak, now);
		if (!sockets.has(socket)) {
			sockets.add(socket);
			peakSockets = Math.max(peakSockets, sockets.size);
			socket.once('close', () => sockets.delete(socket));
		}
		// 'close' also comes when the connection breaks, 'finish' does not.
		reply.raw.once('close', () => {
			now -= 1;
			visit.endedAt = Date.now();
			visit.status = reply.raw.headersSent ? reply.raw.statusCode : null;
		});
		done();
	});

	return {
		requests: () => visits.slice(-MOST_KEPT).map(readable),
		elsewhere: () => strays.slice(-MOST_KEPT).map(readable),
		inFlight: () => ({ now, peak, sockets: sockets.size, peakSockets }),
		record(on: boolean) {
			recording = on;
		},
		reset() {
			visits = [];
			strays = [];
			peak = now;
			peakSockets = sockets.size;
		},
	};
}

function readable({ url, body, ...visit }: Visit): RecordedRequest {
	const { pathname, searchParams } = new URL(url, 'http://sandbox.invalid');
	const query: RecordedRequest['query'] = {};
	for (const name of searchParams.keys()) {
		const values = searchParams.getAll(name);
		query[name] = values.length > 1 ? values : (values[0] ?? '');
	}
	const path = url.split('?', 1)[0] ?? pathname;
	return { ...visit, path, query, ...(body === undefined ? {} : { body: parsed(body) }) };
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
