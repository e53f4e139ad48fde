import type { FastifyInstance } from 'fastify';
import type { Fault, Sandbox, Settings } from './types';

/** The sandbox over HTTP, for another process, and the place where redirects may point. */
export const controlRoutes = (sandbox: Sandbox) => async (app: FastifyInstance) => {
	app.addContentTypeParser('*', { parseAs: 'string' }, (_request, text, done) => done(null, text));
	app.setErrorHandler((error: Error, _request, reply) => reply.code(400).send({ error: error.message }));

	app.get('/', () => {
		const { url, certificate, credentials, operations } = sandbox;
		return { url, certificate, credentials, operations };
	});
	app.all('/elsewhere', () => ({ elsewhere: true }));
	app.all('/elsewhere/*', () => ({ elsewhere: true }));

	/** Body: the function's arguments. Answer: `{result}`. */
	app.post<{ Params: { name: string }; Body: unknown[] }>('/call/:name', async ({ params, body }) => {
		const call = calls(sandbox).get(params.name);
		if (!call) throw new Error(`The sandbox has no call "${params.name}"`);
		return { result: call(...(body as never[])) ?? null };
	});
};

// Named one by one: a name from a URL must not reach anything else.
const calls = (sandbox: Sandbox) =>
	new Map<string, (...args: never[]) => unknown>([
		['created', (vendor: string) => sandbox.created(vendor)],
		['sent', (vendor: string) => sandbox.sent(vendor)],
		['counts', (vendor: string) => sandbox.counts(vendor)],
		['requests', () => sandbox.requests()],
		['elsewhere', () => sandbox.elsewhere()],
		['inFlight', () => sandbox.inFlight()],
		['addFault', (fault: Fault) => sandbox.addFault(fault)],
		['configure', (settings: Settings) => sandbox.configure(settings)],
		['expireTokens', (vendor: string) => sandbox.expireTokens(vendor)],
		['control', (vendor: string, lever: string, input?: unknown) => sandbox.control(vendor, lever, input)],
		['reset', () => sandbox.reset()],
		// The answer goes out before the server closes.
		['stop', () => void setImmediate(() => void sandbox.stop())],
	]);
