import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { connectSandbox, type RemoteSandbox } from '.';

/** The local vendors in a process of their own. */
export interface SandboxProcess {
	sandbox: RemoteSandbox;
	stop(): Promise<void>;
}

/** Starts those that are built in the `checkout`. */
export async function startSandboxProcess(checkout: string, args: string[] = []): Promise<SandboxProcess> {
	const main = path.join(checkout, 'build', 'testing', 'sandbox', 'main.js');
	const child = spawn(process.execPath, [main, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
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
