import { createServer } from 'node:net';

const FIRST = 20_000;
const LAST = 32_000;

/** A port of the loopback that nobody listens on now, below those that systems hand out by themselves. */
export async function freePort(): Promise<number> {
	for (let tries = 0; tries < 200; tries++) {
		const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
		if (await isFree(port)) return port;
	}
	throw new Error(`No free port between ${FIRST} and ${LAST}`);
}

const isFree = (port: number): Promise<boolean> =>
	new Promise((resolve) => {
		const server = createServer();
		server.once('error', () => resolve(false));
		server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
	});
