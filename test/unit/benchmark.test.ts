import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { claimsIn, claimsOf, PRODUCT, type Claim, type Measured } from '../../bench/claims';
import type { Measurement } from '../../bench/measure';
import { startNetwork } from '../../bench/network';
import { fullPlan, quickPlan } from '../../bench/plan';

// What the benchmark says is held is held by what it measured, and what it delays it delays.

const one = (contender: Measurement['contender'], wallMs: number, more: Partial<Measurement> = {}): Measurement => ({
	...{ contender, wallMs, expressionEngine: 'vm', scheme: 'http', latencyMs: 20, items: 1000, round: 0 },
	...{ cpuMsPerItem: 1, rssGrowthMb: 10, longestBlockMs: 5, inFlight: 50, sockets: 50 },
	...more,
});
const measured = (...measurements: Measurement[]): Measured => ({ measurements, pools: [] });
const named = (claims: Claim[], what: string) => {
	const found = claims.find((claim) => claim.what === what);
	if (!found) throw new Error(`Nobody claims "${what}"`);
	return found;
};

describe('a claim', () => {
	const TIME = '1,000 items at 20 ms, concurrency 500: time over HTTP Request';

	it('is held or not by the median of the rounds, pair by pair', () => {
		const rounds = (...ours: number[]) =>
			measured(...ours.flatMap((wallMs, round) => [one('ours-500', wallMs, { round }), one('http', 1000 * (round + 1), { round })]));
		expect(named(claimsOf(rounds(900, 1800, 9000)), TIME)).toMatchObject({ held: true, measured: 0.9, spread: [0.9, 3] });
		expect(named(claimsOf(rounds(900, 2200, 9000)), TIME)).toMatchObject({ held: false, measured: 1.1 });
		expect(named(claimsOf(rounds(1000)), TIME).held).toBe(false);
	});

	it('is about its own setting and load only', () => {
		const elsewhere = (['expressionEngine', 'scheme', 'networkMs', 'items', 'latencyMs'] as const).map((key) => {
			const other = { expressionEngine: 'legacy', scheme: 'https', networkMs: 50, items: 10_000, latencyMs: 200 }[key];
			return [one('ours-500', 10, { [key]: other }), one('http', 1000, { [key]: other })];
		});
		expect(named(claimsOf(measured(...elsewhere.flat())), TIME)).toMatchObject({ held: null, measured: null });
		const legacy = claimsIn(measured(...elsewhere.flat()), { ...PRODUCT, expressionEngine: 'legacy' });
		expect(named(legacy, TIME)).toMatchObject({ held: true, measured: 0.01 });
	});

	it('on connections counts the round with the most', () => {
		const rounds = [50, 51, 50].map((sockets, round) => one('automatic', 900, { round, sockets }));
		expect(named(claimsOf(measured(...rounds)), '1,000 items at 20 ms, automatic: most sockets open')).toMatchObject({ held: false, measured: 51 });
	});
});

describe('a plan', () => {
	it('measures all that is claimed', () => {
		const { steps, singles } = fullPlan();
		const every = measured(...steps.map(({ round, cell }) => one('http', 1, { ...cell, round })));
		const spread = { median: 1, min: 1, max: 1, count: 1 };
		const times = { firstMs: 1, firstCpuMs: 1, warmMs: spread, warmCpuMs: spread, overPlainMs: spread };
		every.singles = singles.flatMap(({ round, one: single }) => (['ours', 'http', 'plain'] as const).map((contender) => ({ ...single, ...times, contender, round })));
		expect(claimsIn(every, PRODUCT).filter(({ held }) => held === null)).toEqual([]);
	});

	it.each([fullPlan(), quickPlan()])('measures nothing twice in a round', ({ steps, singles }) => {
		const keys = [...steps, ...singles].map((step) => JSON.stringify(step));
		expect(new Set(keys).size).toBe(keys.length);
	});
});

describe('a network', () => {
	const ONE_WAY_MS = 40;

	it('costs a round trip for a connection and one for a request, and hands on all there is in order', async () => {
		const server = http.createServer((request, response) => request.pipe(response)).listen(0, '127.0.0.1');
		await once(server, 'listening');
		const network = await startNetwork({ port: (server.address() as AddressInfo).port, oneWayMs: ONE_WAY_MS });
		const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
		const ask = async (body: Buffer) => {
			const startedAt = performance.now();
			const request = http.request({ port: network.port, host: '127.0.0.1', method: 'POST', agent }).end(body);
			const [answer] = (await once(request, 'response')) as [http.IncomingMessage];
			const pieces: Buffer[] = [];
			for await (const piece of answer) pieces.push(piece as Buffer);
			return { echo: Buffer.concat(pieces), ms: performance.now() - startedAt, isReused: request.reusedSocket };
		};
		try {
			const first = await ask(Buffer.from('first'));
			expect(first).toMatchObject({ isReused: false, echo: Buffer.from('first') });
			expect(first.ms).toBeGreaterThanOrEqual(4 * ONE_WAY_MS - 2);
			const large = Buffer.from(Array.from({ length: 200_000 }, (_, index) => `${index},`).join(''));
			const second = await ask(large);
			expect(second.isReused).toBe(true);
			expect(second.echo.equals(large)).toBe(true);
			expect(second.ms).toBeGreaterThanOrEqual(2 * ONE_WAY_MS - 2);
		} finally {
			agent.destroy();
			await network.stop();
			server.close();
		}
	});
});
