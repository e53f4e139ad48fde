import { fstatSync } from 'node:fs';
import { startSandbox } from '.';

const SIX_HOURS = 6 * 3600_000;

/** `node main.js [--port N] [--https]`: prints `{"url", "certificate"?}` as one line of JSON when ready. */
async function main(args: string[]): Promise<void> {
	const port = args.includes('--port') ? Number(args[args.indexOf('--port') + 1]) : 0;
	const sandbox = await startSandbox({ port, https: args.includes('--https') });
	const { url, certificate } = sandbox;
	process.stdout.write(`${JSON.stringify({ url, certificate })}\n`);

	const stop = () => void sandbox.stop().then(() => process.exit(0));
	process.once('SIGTERM', stop);
	process.once('SIGINT', stop);
	process.once('disconnect', stop);
	process.channel?.unref();
	setTimeout(stop, SIX_HOURS).unref();
	if (heldByAParent()) process.stdin.once('end', stop).once('error', stop).resume().unref();
}

/** A parent that spawned this process holds the other end of a pipe; a terminal or /dev/null says nothing about a parent. */
function heldByAParent(): boolean {
	const stdin = fstatSync(0);
	return stdin.isFIFO() || stdin.isSocket();
}

main(process.argv.slice(2)).catch((error: unknown) => {
	process.stderr.write(`${String(error)}\n`);
	process.exit(1);
});
