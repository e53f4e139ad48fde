import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { connectSandbox, type RemoteSandbox } from '../testing/sandbox';
import { repositoryRoot } from '../testing/engine/core';

export type Scheme = 'http' | 'https';

/** The local vendors in a process of their own. */
export interface Vendors {
	sandbox: RemoteSandbox;
	stop(): Promise<void>;
}

export async function startVendors(scheme: Scheme): Promise<Vendors> {
	const main = path.join(repositoryRoot, 'build', 'testing', 'sandbox', 'main.js');
	const child = spawn(process.execPath, [main, ...(scheme === 'https' ? ['--https'] : [])], {
		stdio: ['pipe', 'pipe', 'inherit'],
	});
	const { url } = await firstLine(child);
	return {
		sandbox: await connectSandbox(url),
		stop: async () => {
			const exited = once(child, 'exit');
			child.stdin.end();
			await exited;
		},
	};
}

const firstLine = async (child: ChildProcess & { stdout: NodeJS.ReadableStream }): Promise<{ url: string }> =>
	await new Promise((resolve, reject) => {
		createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line) as { url: string }));
		child.once('exit', (code) => reject(new Error(`The local vendors ended (${String(code)})`)));
	});
