import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A vendor that writes each answer in so many pieces, each with the time at which it was sent. */
export interface StampingVendor {
	url: string;
	stop(): void;
}

const PIECES = 20;
const EVERY_MS = 100;
export const ANSWER_MS = (PIECES - 1) * EVERY_MS;

/** Answers any POST as Poppy AI does that is asked to stream. */
export async function startStampingVendor(): Promise<StampingVendor> {
	const server = createServer((request, response) => {
		request.resume();
		request.once('end', () => {
			response.writeHead(200, { 'content-type': 'text/event-stream' });
			let left = PIECES;
			const step = () => {
				if (response.destroyed) return clearInterval(timer);
				response.write(event({ type: 'text-delta', id: '0', delta: `${Date.now()} ` }));
				left -= 1;
				if (left > 0) return;
				clearInterval(timer);
				response.end(`${event({ type: 'finish' })}data: [DONE]\n\n`);
			};
			const timer = setInterval(step, EVERY_MS);
			step();
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		stop() {
			server.close();
			server.closeAllConnections();
		},
	};
}

const event = (data: object) => `data: ${JSON.stringify(data)}\n\n`;

/** The times that stand in a text. */
export const stampsIn = (text: string): number[] => (text.match(/\b\d{13}\b/g) ?? []).map(Number);
