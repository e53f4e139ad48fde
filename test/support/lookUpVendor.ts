import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { byId } from '../../testing/sandbox/locator';

export interface Made {
	id: string;
	customer_id: string;
	business_id: string;
	created_at: string;
	messages: Array<{ id: string; sender_type: string; content: string; created_at: string }>;
}

/** A Pingback that does what a test wants when it is asked to create, and whose clock and lists can be wrong. */
export interface OddPingback {
	url: string;
	made: Made[];
	/** How far its clock is ahead, in milliseconds. */
	clockMs: number;
	/** Whether its answers have a Date header. */
	hasDate: boolean;
	/** How long a conversation is missing in lists, in milliseconds. */
	lagMs: number;
	/** What becomes of a request to create. Default: it is made, and the connection cut. */
	onCreate(body: { customer_id: string; initial_message?: string }): 'cut' | 'answer';
	/** Adds a conversation, created so long ago. */
	make(body: { customer_id: string; initial_message?: string }, agoMs?: number): Made;
	reset(): void;
	stop(): Promise<void>;
}

export const BUSINESS = 'b2c3d4e5-f6a7-8901-bcde-f12345678901';

export const createWith = (more: object = {}) => ({
	resource: 'conversation',
	operation: 'create',
	businessId: byId(BUSINESS),
	customerId: '={{ $json.customer }}',
	initialMessage: '={{ $json.text }}',
	...more,
});

export async function startOddPingback(): Promise<OddPingback> {
	const listedFrom = new Map<string, number>();
	const odd: OddPingback = {
		...{ url: '', made: [], clockMs: 0, hasDate: true, lagMs: 0 },
		onCreate: () => 'cut',
		make({ customer_id, initial_message }, agoMs = 0) {
			const created_at = new Date(Date.now() + odd.clockMs - agoMs).toISOString();
			const id = `made-${odd.made.length + 1}`;
			const first = { id: `${id}-1`, sender_type: 'agent', content: initial_message ?? '', created_at };
			const one = { id, customer_id, business_id: BUSINESS, created_at, messages: initial_message === undefined ? [] : [first] };
			odd.made.push(one);
			listedFrom.set(id, Date.now() + odd.lagMs);
			return one;
		},
		reset() {
			listedFrom.clear();
			const onCreate = (body: { customer_id: string }) => (odd.make(body), 'cut' as const);
			Object.assign(odd, { made: [], clockMs: 0, hasDate: true, lagMs: 0, onCreate });
		},
		stop: async () => await new Promise((resolve) => (server.closeAllConnections(), server.close(() => resolve()))),
	};
	const server: Server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			response.sendDate = false;
			if (odd.hasDate) response.setHeader('date', new Date(Date.now() + odd.clockMs).toUTCString());
			response.setHeader('content-type', 'application/json');
			const { pathname } = new URL(request.url!, 'http://x');
			if (request.method === 'POST') {
				const before = odd.made.length;
				const how = odd.onCreate(JSON.parse(Buffer.concat(chunks).toString()) as never);
				if (how === 'cut') return void request.socket.destroy();
				return void response.end(JSON.stringify(odd.made[before]));
			}
			const listed = odd.made.filter(({ id }) => listedFrom.get(id)! <= Date.now()).reverse();
			const one = odd.made.find(({ id }) => pathname.endsWith(`/${id}`));
			response.end(JSON.stringify(one ?? listed.map(({ messages: _messages, ...rest }) => rest)));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	odd.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	odd.reset();
	return odd;
}
