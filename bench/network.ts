import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, Socket, type AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { repositoryRoot } from '../testing/engine/core';

/**
 * A network between a client on this machine and a vendor on it: a proxy, in a process of its own, that hands on what comes after
 * `oneWayMs`, in both directions. The kernel of this machine accepts a connection at once; in a network the client would wait a
 * round trip for it, so what it sends first waits one more. What TLS needs in round trips passes through like anything else.
 */

interface Ask {
	port: number;
	oneWayMs: number;
}

export interface Network {
	/** Where the vendor seems to be. */
	port: number;
	stop(): Promise<void>;
}

export async function startNetwork(ask: Ask): Promise<Network> {
	// Compiled, it is this file; under ts-jest this file is the source.
	const child = fork(path.join(repositoryRoot, 'build', 'bench', 'network.js'), { execArgv: [] });
	await once(child, 'spawn');
	child.send(ask);
	const [port] = (await once(child, 'message')) as [number];
	return {
		port,
		async stop() {
			const exited = once(child, 'exit');
			child.disconnect();
			await exited;
		},
	};
}

async function serve({ port, oneWayMs }: Ask): Promise<number> {
	const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
		const openedAt = performance.now();
		const vendor = new Socket({ allowHalfOpen: true });
		vendor.setNoDelay(true);
		setTimeout(() => vendor.connect(port, '127.0.0.1'), oneWayMs);
		handOn(client, vendor, () => Math.max(performance.now(), openedAt + 2 * oneWayMs) + oneWayMs);
		handOn(vendor, client, () => performance.now() + oneWayMs);
	});
	server.listen({ host: '127.0.0.1', port: 0, backlog: 4096 });
	await once(server, 'listening');
	return (server.address() as AddressInfo).port;
}

/** What happens to `from` happens to `to`, in the same order, when it is due. */
function handOn(from: Socket, to: Socket, dueAt: () => number): void {
	let last = Promise.resolve();
	const later = (act: () => unknown) => {
		const at = dueAt();
		last = last.then(async () => await until(at)).then(() => void act());
	};
	from.on('data', (piece) => later(() => to.write(piece)));
	from.on('end', () => later(() => to.end()));
	from.on('error', () => later(() => to.destroy()));
}

async function until(at: number): Promise<void> {
	const ms = at - performance.now();
	if (ms > 0) await sleep(ms);
}

if (require.main === module) {
	process.on('message', (ask: Ask) => void serve(ask).then((port) => process.send?.(port)));
	process.on('disconnect', () => process.exit());
}
