import { byId } from '../../testing/sandbox/locator';
import { serve } from './http';

/** How a vendor keeps and shows what was sent to it. */
interface Shape<Sent, Made> {
	sent(body: unknown, path: string): Sent;
	entry(id: string, sent: Sent, at: string): Made;
	/** The answer to the request. */
	answer(made: Made): unknown;
	/** The answer to a request that reads. @param listed the oldest first */
	list(listed: Made[], path: string): unknown;
}

interface Answer {
	status: number;
	body: unknown;
}

/** A vendor that does what a test wants when something is sent to it, and whose clock and lists can be wrong. */
export interface OddVendor<Sent, Made> {
	url: string;
	made: Made[];
	/** How far its clock is ahead, in milliseconds. */
	clockMs: number;
	/** Whether its answers have a Date header. */
	hasDate: boolean;
	/** How long an entry is missing in lists, in milliseconds. */
	lagMs: number;
	/** What becomes of a request that sends. Default: it is done, and the connection cut. */
	onSend(sent: Sent): 'cut' | 'answer' | 'refuse';
	/** What a list shows in truth. Default: what there is. */
	onList(answer: Answer, count: number): Answer;
	/** Adds an entry, made so long ago. */
	make(sent: Sent, agoMs?: number): Made;
	reset(): void;
	stop(): Promise<void>;
}

async function startOddVendor<Sent, Made extends object>(shape: Shape<Sent, Made>): Promise<OddVendor<Sent, Made>> {
	const listedFrom = new Map<Made, number>();
	let lists = 0;
	const odd: OddVendor<Sent, Made> = {
		...{ url: '', made: [], clockMs: 0, hasDate: true, lagMs: 0, onSend: () => 'cut', onList: (answer) => answer },
		make(sent, agoMs = 0) {
			const at = new Date(Date.now() + odd.clockMs - agoMs).toISOString();
			const one = shape.entry(`made-${odd.made.length + 1}`, sent, at);
			odd.made.push(one);
			listedFrom.set(one, Date.now() + odd.lagMs);
			return one;
		},
		reset() {
			listedFrom.clear();
			lists = 0;
			const onSend = (sent: Sent) => (odd.make(sent), 'cut' as const);
			Object.assign(odd, { made: [], clockMs: 0, hasDate: true, lagMs: 0, onSend, onList: (answer: Answer) => answer });
		},
		stop: async () => await server.stop(),
	};
	const server = await serve(({ method, url, body }, response) => {
		response.sendDate = false;
		if (odd.hasDate) response.setHeader('date', new Date(Date.now() + odd.clockMs).toUTCString());
		response.setHeader('content-type', 'application/json');
		const { pathname } = new URL(url, 'http://x');
		if (method === 'POST') {
			const before = odd.made.length;
			const how = odd.onSend(shape.sent(JSON.parse(body), pathname));
			if (how === 'cut') return void response.socket!.destroy();
			if (how === 'refuse') return void response.writeHead(429, { 'retry-after': '4' }).end('{}');
			return void response.end(JSON.stringify(shape.answer(odd.made[before]!)));
		}
		const listed = odd.made.filter((one) => listedFrom.get(one)! <= Date.now());
		const answer = odd.onList({ status: 200, body: shape.list(listed, pathname) }, (lists += 1));
		response.writeHead(answer.status).end(JSON.stringify(answer.body));
	});
	odd.url = server.url;
	odd.reset();
	return odd;
}

export const BUSINESS = 'b2c3d4e5-f6a7-8901-bcde-f12345678901';

interface Asked {
	customer_id: string;
	initial_message?: string;
}

export interface Made extends Asked {
	id: string;
	business_id: string;
	created_at: string;
	messages: Array<{ id: string; sender_type: string; content: string; created_at: string }>;
}

export type OddPingback = OddVendor<Asked, Made>;

export const createWith = (more: object = {}) => ({
	resource: 'conversation',
	operation: 'create',
	businessId: byId(BUSINESS),
	customerId: '={{ $json.customer }}',
	initialMessage: '={{ $json.text }}',
	...more,
});

/** Pingback's conversations. */
export const startOddPingback = async (): Promise<OddPingback> =>
	await startOddVendor<Asked, Made>({
		sent: (body) => body as Asked,
		entry(id, { customer_id, initial_message }, created_at) {
			const first = { id: `${id}-1`, sender_type: 'agent', content: initial_message ?? '', created_at };
			return { id, customer_id, business_id: BUSINESS, created_at, messages: initial_message === undefined ? [] : [first] };
		},
		answer: (made) => made,
		list: (listed, path) =>
			listed.find(({ id }) => path.endsWith(`/${id}`)) ?? listed.map(({ messages: _messages, ...rest }) => rest).reverse(),
	});

/** What is looked for after a failure, as the tests of Pingback's messages and of Poppy AI's conversations have it in common. */
export interface Entry {
	id: unknown;
	/** The message's conversation, or the conversation's chat. */
	place: string;
	words: string;
	sender_type: string;
	created_at: string;
	attachments: unknown[];
}

export interface Words {
	words: string;
	place: string;
	files?: unknown[];
}

export type OddPlaces = OddVendor<Words, Entry>;

const entry = (id: string, { place, words, files = [] }: Words, created_at: string): Entry => ({
	...{ id, place, words, created_at, sender_type: 'agent', attachments: files },
});

const asMessage = ({ words, place: _place, ...rest }: Entry) => ({ ...rest, content: words });

/** The messages in Pingback's conversations. */
export const startOddMessages = async (): Promise<OddPlaces> =>
	await startOddVendor<Words, Entry>({
		sent(body, path) {
			const { content, attachments } = body as { content: string; attachments?: unknown[] };
			return { words: content, place: path.split('/')[4]!, files: attachments };
		},
		entry,
		answer: asMessage,
		list(listed, path) {
			const id = path.split('/')[4];
			return { id, messages: listed.filter(({ place }) => place === id).map(asMessage) };
		},
	});

/** The conversations in two chats of Poppy AI, which shows no times. */
export const startOddChats = async (): Promise<OddPlaces> =>
	await startOddVendor<Words, Entry>({
		sent(body) {
			const { name, chatId } = body as { name: string; chatId: string };
			return { words: name, place: chatId };
		},
		entry,
		answer: ({ id, words, place }) => ({ conversationId: id, name: words, chatId: place }),
		list: (listed) => ({
			data: ['here', 'elsewhere'].map((chat) => ({
				id: chat,
				conversations: listed.filter(({ place }) => place === chat).map(({ id, words }) => ({ id, name: words })),
			})),
		}),
	});
