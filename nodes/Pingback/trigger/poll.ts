import type { IDataObject, IPollFunctions } from 'n8n-workflow';
import { redactItem } from '../../shared/base/redact';
import { id } from '../../shared/base/json';
import type { Query } from '../../shared/query/query';
import { withQuery } from '../../shared/query/query';
import type { Connection } from '../../shared/account/connection';
import type { Vendor } from '../../shared/vendor';
import { pingbackAccount } from '../account';
import type { Filters } from '../conversation/list';
import { listRequest, PAGE_SIZE, readPage } from '../conversation/list';
import { readConversation } from '../conversation/read';
import { pingback } from '../vendor';
import { isFirstOfActivation, pollsFromNowOn } from './activation';
import type { Changes } from './changes';
import { readChanges } from './changes';
import { created, updated } from './conversations';
import type { Event } from './fields';
import { valuesOf } from './fields';
import type { Listed } from './listed';
import type { Memory, Seen } from './memory';
import { keep, remember } from './memory';
import { planReading, readMessageItem, receive, requestOf } from './messages';
import { sample } from './sample';

const CONCURRENCY = 5;

const NEXT_POLL = 'Nothing is lost: the next poll that succeeds catches up.';

/** The usual advice speaks of items and options, and a poll has neither. */
const polled: Vendor = {
	...pingback,
	advice: {
		...pingback.advice,
		network: `Check the Base URL and the network between n8n and the vendor. ${NEXT_POLL}`,
		notFound: `Check the Base URL in the credential. ${NEXT_POLL}`,
		rateLimited: `Poll less often. ${NEXT_POLL}`,
		timeout: NEXT_POLL,
		vendorFault: NEXT_POLL,
	},
};

/**
 * What happened since the last poll, the oldest first. The first poll after activation only takes note of what is there, and
 * the memory moves on only when everything was read.
 * In the editor's test: the newest as a sample, whatever was polled before, and the memory stays as it is.
 * @throws NodeApiError with the vendor's reason
 */
export async function poll(n8n: IPollFunctions): Promise<IDataObject[]> {
	const store: { memory?: Memory } = n8n.getWorkflowStaticData('node');
	const { memory } = store;
	const settings = { action: 'Poll conversations', account: pingbackAccount, concurrency: CONCURRENCY };

	return await withQuery(n8n, polled, settings, async (query, connection) => {
		const { event, filters } = valuesOf(n8n);
		const show = (items: IDataObject[]) => items.map((item) => redactItem({ vendor: pingback.name, ...item }, connection.secrets));
		if (n8n.getMode() === 'manual') return show(await sample(query, event, filters));

		const account = accountOf(connection);
		const before = memory?.account === account && !isFirstOfActivation(n8n) ? memory : undefined;
		const changes = await readChanges(before?.since, PAGE_SIZE, async (page) => readPage(await query(listRequest({}, page))));
		const { items, notes } = await EVENTS[event](before, changes, fitting(filters), query);
		const isKept = keep(store, memory, remember(account, before, changes, notes));
		pollsFromNowOn(n8n);
		return isKept && before ? show(items) : [];
	});
}

/** Another account has another inbox, whose past is none of the events. */
const accountOf = ({ id, baseUrl }: Connection): string => `${id} ${baseUrl}`;

/** Judged here and not by the vendor: a conversation that drops out of a filtered list shifts all pages behind it. */
const fitting =
	({ assigneeId, status }: Filters): Fits =>
	({ shown }) =>
		(assigneeId === undefined || id(shown.assignee_id) === assigneeId) && (status === undefined || shown.status === status);

type Fits = (one: Listed) => boolean;

interface Happened {
	items: IDataObject[];
	notes?: Map<string, Seen>;
}

const EVENTS: Record<Event, (before: Memory | undefined, changes: Changes, fits: Fits, query: Query) => Happened | Promise<Happened>> = {
	conversationCreated: (before, { listed }, fits) => conversations(before ? created(before, listed).filter(fits) : []),
	conversationUpdated: (before, { listed }, fits) => conversations(before ? updated(before, listed).filter(fits) : []),
	messageReceived: messages,
};

const conversations = (happened: Listed[]): Happened => ({ items: happened.map(({ shown }) => readConversation(shown)) });

async function messages(before: Memory | undefined, changes: Changes, fits: Fits, query: Query): Promise<Happened> {
	const { now, notes } = planReading(before, changes, fits);
	const read = now.map(async (one) => {
		const body = await query(requestOf(one.id));
		const { fresh, note } = receive(before, one, changes.newest, body);
		notes.set(one.id, note);
		return fresh.map((message) => ({ at: message.at, item: readMessageItem(body, message) }));
	});
	const fresh = (await Promise.all(read)).flat().sort((a, b) => a.at - b.at);
	return { items: fresh.map(({ item }) => item), notes };
}
