import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import type { AddressInfo } from 'node:net';
import { controlRoutes } from './control';
import { discoverVendors } from './discover';
import { newFaults } from './faults';
import { openLedger } from './ledger';
import { newPace } from './pace';
import { newStreaming } from './streaming';
import { watchTraffic } from './traffic';
import type { Host, Problem, Sandbox, SandboxOptions } from './types';

export { askSample } from './askSample';
export { connectSandbox } from './connect';
export { discoverVendors } from './discover';
export { formsOf, halfOf, REPEAT, secretHeaders, secretsSent } from './repeat';
export type * from './types';

/**
 * Starts stand-ins for all vendors in `vendors/` on one port of 127.0.0.1. They take only what the vendors' pages allow.
 * `port` 0 (the default) takes any free one.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const https = options.https ? await (await import('./certificate')).selfSigned() : undefined;
	const app = newServer(https);
	const vendors = discoverVendors().map((vendor) => {
		const ledger = openLedger(vendor.name);
		return { ...vendor, ledger, ...vendor.open(ledger) };
	});
	const find = (name: string) => {
		const found = vendors.find((vendor) => vendor.name === name);
		if (!found) throw new Error(`The sandbox knows no vendor "${name}"`);
		return found;
	};
	const hosts = vendors
		.flatMap(({ name, hosts }) => Object.entries(hosts).map(([prefix, host]) => ({ name, prefix, host })))
		.sort((a, b) => b.prefix.length - a.prefix.length);

	const traffic = watchTraffic(app, (url) => hosts.find(({ prefix }) => url.startsWith(`${prefix}/`))?.name);
	const pace = newPace(options.latencyMs ?? 0, (name) => find(name).rateLimit);
	const streaming = newStreaming();
	const faults = newFaults();
	await app.register(async (scope) => {
		pace.rule(scope);
		streaming.rule(scope);
		faults.threaten(scope);
		for (const { prefix, host } of hosts) await scope.register(asVendor(host), { prefix });
	});

	const operate: Omit<Sandbox, 'url' | 'credentials' | 'operations'> = {
		created: (vendor) => find(vendor).ledger.createdSoFar(),
		sent: (vendor) => find(vendor).ledger.sentSoFar(),
		counts: (vendor) => find(vendor).ledger.counts(),
		requests: traffic.requests,
		elsewhere: traffic.elsewhere,
		inFlight: traffic.inFlight,
		addFault: faults.add,
		configure({ record, streaming: written, ...settings }) {
			if (record !== undefined) traffic.record(record);
			pace.configure(settings);
			streaming.configure(written);
		},
		expireTokens(vendor) {
			for (const { levers } of vendor ? [find(vendor)] : vendors) levers?.expireTokens?.(undefined as never);
		},
		control(vendor, lever, input) {
			const pull = new Map(Object.entries(find(vendor).levers ?? {})).get(lever);
			if (!pull) throw new Error(`The sandbox's ${vendor} has no lever "${lever}"`);
			return pull(input as never);
		},
		reset() {
			faults.reset();
			pace.reset();
			streaming.reset();
			traffic.record(true);
			traffic.reset();
			for (const vendor of vendors) {
				vendor.ledger.reset();
				vendor.reset();
			}
		},
		stop: () => app.close(),
	};

	const sandbox = { ...operate } as Sandbox;
	await app.register(controlRoutes(sandbox), { prefix: '/__sandbox' });
	await app.listen({ host: '127.0.0.1', port: options.port ?? 0, backlog: 4096 });
	sandbox.url = `http${https ? 's' : ''}://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
	if (https) sandbox.certificate = https.cert;
	sandbox.credentials = Object.assign({}, ...vendors.map((vendor) => vendor.credentials(sandbox.url)));
	sandbox.operations = Object.fromEntries(vendors.map((vendor) => [vendor.name, vendor.operations(sandbox.url)]));
	return sandbox;
}

function newServer(https?: { key: string; cert: string }): FastifyInstance {
	const app = fastify({
		...(https ? { https } : {}),
		bodyLimit: 16 * 1024 * 1024,
		exposeHeadRoutes: false,
		forceCloseConnections: true,
		routerOptions: { maxParamLength: 2000 },
		// Refuse what does not fit, instead of mending it: a wrong request must fail the test that sent it.
		ajv: { customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false, allErrors: true } },
	}) as FastifyInstance;
	app.removeAllContentTypeParsers();
	app.addContentTypeParser('application/json', { parseAs: 'string' }, ({ visit }, text, done) => {
		if (visit) visit.body = String(text);
		try {
			done(null, text === '' ? undefined : JSON.parse(String(text)));
		} catch (error) {
			done(Object.assign(error as Error, { statusCode: 400 }));
		}
	});
	return app;
}

const asVendor =
	({ routes, refuse }: Host) =>
	async (app: FastifyInstance) => {
		const answer = (problem: Problem, request: { visit?: { refusal?: string } }) => {
			if (request.visit) request.visit.refusal = problem.message;
			return refuse(problem);
		};
		app.setErrorHandler((error: FastifyError, request, reply) => {
			const { status, body } = answer(problemOf(error), request);
			return reply.code(status).send(body);
		});
		app.setNotFoundHandler((request, reply) => {
			const message = `${request.method} ${request.url} is no documented call`;
			const { status, body } = answer({ status: 404, message, faults: [] }, request);
			return reply.code(status).send(body);
		});
		await app.register(routes);
	};

function problemOf(error: FastifyError): Problem {
	const { validation, validationContext = 'body', message } = error;
	if (!validation) return { status: error.statusCode ?? 500, message, faults: [] };
	const faults = validation.map(({ instancePath, params, keyword, message = '' }) => {
		const named = params.missingProperty ?? params.additionalProperty;
		const path = instancePath.split('/').slice(1);
		return {
			in: validationContext === 'querystring' ? 'query' : validationContext,
			path: named === undefined ? path : [...path, String(named)],
			rule: keyword,
			message,
		};
	});
	return { status: 422, message, faults };
}
