import type { IDataObject } from 'n8n-workflow';
import { byId } from '../testing/sandbox/locator';
import { CORES, type Stage, startStage } from '../testing/stage';
import { outputsOf, runNode } from '../testing/workflows';
import { startOddChats, startOddMessages, type OddPlaces, type Words } from './support/lookUpVendor';

// What is found after a failure is the item's own, and never somebody else's: messages in a conversation, and conversations in a chat.

let stage: Stage;
beforeAll(async () => (stage = await startStage()));
afterAll(async () => await stage.stop());

const MINUTES_MS = 60_000;
const own: Words = { words: 'Hi', place: 'here' };
const other: Words = { words: 'Hello', place: 'here' };
const UNKNOWN = 'unknown, looked for';

interface Case {
	/** Default: one item that says "Hi". */
	items?: string[];
	options?: IDataObject;
	before?(vendor: OddPlaces): void;
	onSend?(vendor: OddPlaces, sent: Words, count: number): ReturnType<OddPlaces['onSend']>;
	onList?: OddPlaces['onList'];
	/** Default: it is found. */
	says?: string[];
}

const cut = (work: (vendor: OddPlaces) => unknown) => (vendor: OddPlaces) => (work(vendor), 'cut' as const);
const unknown = [UNKNOWN];
/** Lists of both vendors that show this in place of the entries. */
const showing = (entries: object[] | null): OddPlaces['onList'] => ({ status }) => ({
	...{ status, body: { id: 'here', messages: entries, data: [{ id: 'here', conversations: entries }] } },
});

const cases: Record<string, Case> = {
	'finds its own': {},
	'finds its own beside an older twin': { before: (vendor) => vendor.make(own, 5 * MINUTES_MS) },
	'finds its own in a list that lags': { before: (vendor) => (vendor.lagMs = 1000) },
	'finds its own in a list that grows meanwhile': {
		before: (vendor) => (vendor.lagMs = 1000),
		onSend: cut((vendor) => (vendor.make(own), vendor.make(other), vendor.make({ ...own, place: 'elsewhere' }))),
	},
	'nothing was made': { onSend: () => 'cut', says: unknown },
	'one of before': { before: (vendor) => vendor.make(own, 5 * MINUTES_MS), onSend: () => 'cut', says: unknown },
	'one of two seconds before': { before: (vendor) => vendor.make(own, 2000), onSend: () => 'cut', says: unknown },
	'other words': { onSend: cut((vendor) => vendor.make(other)), says: unknown },
	'words in other letters': { onSend: cut((vendor) => vendor.make({ ...own, words: 'hi' })), says: unknown },
	'another place': { onSend: cut((vendor) => vendor.make({ ...own, place: 'elsewhere' })), says: unknown },
	'two at the same moment': { onSend: cut((vendor) => (vendor.make(own), vendor.make(own))), says: unknown },
	'two, of which one shows up later': {
		onSend: cut((vendor) => ((vendor.lagMs = 1000), vendor.make(own), vendor.make(own))),
		says: unknown,
	},
	'one of an earlier try that was refused': {
		onSend: (vendor, _sent, count) => (count === 1 ? (vendor.make(own), 'refuse') : 'cut'),
		says: unknown,
	},
	'an ID that cannot be read': { onSend: cut((vendor) => (vendor.make(own).id = null)), says: unknown },
	'an empty ID': { onSend: cut((vendor) => (vendor.make(own).id = ' ')), says: unknown },
	'lists that cannot be read': { onList: (answer) => ({ ...answer, status: 500 }), options: { maxRetries: 0 }, says: unknown },
	'lists that are web pages': { onList: () => ({ status: 200, body: '<html></html>' }), says: unknown },
	'lists that are refused': { onList: () => ({ status: 404, body: {} }), says: unknown },
	'lists without entries': { onList: showing(null), says: unknown },
	'a list of pages, and its own is on none that is shown': {
		onList: showing([{ id: 'p', name: 'P', content: 'P' }]),
		says: unknown,
	},
	'what another item made, one by one': {
		...{ items: ['Hi', 'Hi'], options: { concurrency: 1 } },
		onSend: (vendor, sent, count) => (count === 1 ? (vendor.make(sent), 'answer') : 'cut'),
		says: ['made-1', UNKNOWN],
	},
	'what another item made, at once': {
		...{ items: ['Hi', 'Hi', 'Hi'], options: { concurrency: 10 } },
		onSend: (vendor, sent, count) => (count === 1 ? 'cut' : (vendor.make(sent), 'answer')),
		says: ['made-1', 'made-2', UNKNOWN],
	},
	'what was found for another item, one by one': {
		...{ items: ['Hi', 'Hi'], options: { concurrency: 1 } },
		onSend: (vendor, sent, count) => (count === 1 && vendor.make(sent), 'cut'),
		says: ['found', UNKNOWN],
	},
	'one for two items in doubt': {
		items: ['Hi', 'Hi'],
		onSend: (vendor, sent, count) => (count === 1 && vendor.make(sent), 'cut'),
		says: [UNKNOWN, UNKNOWN],
	},
	'finds the own of each of two items': { items: ['Hi', 'Hello'], says: ['found', 'found'] },
};

const ofMessages: Record<string, Case> = {
	'finds its own with the clock ahead': { before: (vendor) => (vendor.clockMs = 7 * MINUTES_MS) },
	'finds its own with the clock behind': { before: (vendor) => (vendor.clockMs = -7 * MINUTES_MS) },
	'one of before, the clock ahead': {
		before: (vendor) => ((vendor.clockMs = 5 * MINUTES_MS), vendor.make(own, 2 * MINUTES_MS)),
		...{ onSend: () => 'cut', says: unknown },
	},
	"the customer's": { onSend: cut((vendor) => (vendor.make(own).sender_type = 'customer')), says: unknown },
	'one with a file': { onSend: cut((vendor) => vendor.make({ ...own, files: [{}] })), says: unknown },
	'a vendor that does not say its time': { before: (vendor) => (vendor.hasDate = false), says: unknown },
	'a time that cannot be read': { onSend: cut((vendor) => (vendor.make(own).created_at = 'soon')), says: unknown },
	'an own time that cannot be read, beside a twin': {
		onSend: cut((vendor) => (vendor.make(own), (vendor.make(own).created_at = 'soon'))),
		says: unknown,
	},
};

const ofChats: Record<string, Case> = {
	'a list that could not be read before': {
		...{ before: (vendor) => vendor.make(own), onSend: () => 'cut', options: { maxRetries: 0 }, says: unknown },
		onList: (answer, count) => (count === 1 ? { ...answer, status: 500 } : answer),
	},
	'a list that had no entries before': {
		...{ before: (vendor) => vendor.make(own), onSend: () => 'cut', says: unknown },
		onList: (answer, count) => (count === 1 ? { status: 200, body: { data: [{ id: 'here' }] } } : answer),
	},
	'an ID that could not be read before': {
		...{ before: (vendor) => vendor.make(own), onSend: () => 'cut', says: unknown },
		onList: (answer, count) => (count === 1 ? { status: 200, body: { data: [{ id: 'here', conversations: [{ id: null, name: 'Hi' }] }] } } : answer),
	},
	'an older one that comes into a list that shows a part': {
		...{ before: (vendor) => (vendor.make(other), vendor.make(own)), onSend: () => 'cut', says: unknown },
		onList: (answer, count) => {
			const shown = count === 1 ? { id: 'made-1', name: 'Hello' } : { id: 'made-2', name: 'Hi' };
			return { ...answer, body: { data: [{ id: 'here', conversations: [shown] }] } };
		},
	},
};

const operations = [
	{
		name: "Pingback's message",
		start: startOddMessages,
		cases: { ...cases, ...ofMessages },
		node: (url: string) => ({ vendor: 'pingback', credential: 'pingbackApi', url }),
		parameters: { resource: 'message', operation: 'send', conversationId: byId('here'), content: '={{ $json.text }}' },
	},
	{
		name: "Poppy AI's conversation",
		start: startOddChats,
		cases: { ...cases, ...ofChats },
		node: (url: string) => ({ vendor: 'poppyAi', credential: 'poppyAiApi', url }),
		parameters: { resource: 'conversation', operation: 'create', boardId: byId('board'), chatId: byId('here'), name: '={{ $json.text }}' },
	},
];

const say = ({ error, conversationId, messages, details }: IDataObject) => {
	if (error) {
		const { outcome, description } = error as { outcome: string; description: string };
		return `${outcome}${description.includes('It was looked for at the vendor') ? ', looked for' : ''}`;
	}
	if ((details as { foundAfterFailure?: boolean }).foundAfterFailure) return 'found';
	return (messages as Array<{ id: string }> | undefined)?.[0]?.id ?? conversationId;
};

describe.each(CORES)('on the %s n8n', (core) => {
	it.each(operations)('$name: finds its own, and takes nothing else', async ({ start, cases: all, node, parameters }) => {
		async function run({ items = ['Hi'], options = {}, before, onSend, onList }: Case) {
			const vendor = await start();
			const { vendor: name, credential } = node(vendor.url);
			before?.(vendor);
			let sends = 0;
			if (onSend) vendor.onSend = (sent) => onSend(vendor, sent, (sends += 1));
			if (onList) vendor.onList = onList;
			const credentials = { [credential]: { ...stage.sandbox.credentials[credential]!, baseUrl: vendor.url } };
			const settings = { onError: 'continueRegularOutput' as const };
			const asked = { vendor: name, credentials: [credential], parameters: { ...parameters, options }, settings };
			const running = runNode(stage.engines[core], asked, items.map((text) => ({ text })), { credentials });
			const result = await running.finally(async () => await vendor.stop());
			return (outputsOf(result)[0] ?? []).map(({ json }) => say(json)).sort();
		}
		const ran = Object.entries(all).map(async ([name, one]) => [name, await run(one)]);
		const expected = Object.entries(all).map(([name, { says = ['found'] }]) => [name, says]);
		expect(Object.fromEntries(await Promise.all(ran))).toEqual(Object.fromEntries(expected));
	}, 180_000);
});
