import type { IDataObject, IPollFunctions } from 'n8n-workflow';
import { redactItem } from '../../shared/base/redact';
import type { Query } from '../../shared/query/query';
import { withQuery } from '../../shared/query/query';
import type { Connection } from '../../shared/account/connection';
import type { Vendor } from '../../shared/vendor';
import { pingbackAccount } from '../account';
import { listRequest, PAGE_SIZE, readPage } from '../conversation/list';
import { pingback } from '../vendor';
import { memoryOfFailedStart, noteBeginning, noteSuccess } from './activation';
import { EVENTS, fitting } from './events';
import type { Event } from './values';
import { valuesOf } from './values';
import { MOST_PAGES, readInbox } from './inbox';
import { isListed, readListed, type Unreadable } from './listed';
import type { Memory, Store } from './memory';
import { keep } from './memory';
import { MOST_READ } from './received';
import { remember } from './remember';
import { sample } from './sample';
import { report } from './unreadable';
import { upgraded } from './upgrade';

const CONCURRENCY = 5;
/** How many unreadable conversations one poll tries again. */
const MOST_RETRIES = 10;

/** How many pages of a backlog one poll takes: for messages, a few more than it can read the conversations of. */
const BACKLOG_PAGES: Record<Event, number> = {
	conversationCreated: MOST_PAGES,
	conversationUpdated: MOST_PAGES,
	handoffRequested: MOST_PAGES,
	messageReceived: Math.ceil(MOST_READ / PAGE_SIZE) + 2,
};

const NEXT_POLL = 'Nothing is lost: the next poll that succeeds catches up.';

/** Advice for a poll. The usual one speaks of items and options, which a poll does not have. */
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
 * the memory moves on only when the poll succeeds.
 * In the editor's test it returns the newest event as a sample, regardless of earlier polls, and leaves the memory alone.
 * @throws NodeApiError with the vendor's reason
 */
export async function poll(n8n: IPollFunctions): Promise<IDataObject[]> {
	const store: Store = n8n.getWorkflowStaticData('node');
	const now = Date.now();
	const { memory: kept, waitingSince } = store;
	const isManual = n8n.getMode() === 'manual';
	const memory = isManual || noteBeginning(n8n, store, now) ? undefined : upgraded(kept);
	const settings = { action: 'Poll conversations', account: pingbackAccount, concurrency: CONCURRENCY };

	return await withQuery(n8n, polled, settings, async (query, connection) => {
		const { event, filters } = valuesOf(n8n);
		const redacted = (items: IDataObject[]) => items.map((item) => redactItem({ vendor: pingback.name, ...item }, connection.secrets));
		if (isManual) return redacted(await sample(query, event, filters));

		const account = accountOf(connection);
		// Another account has another inbox: what is in it already is not an event.
		const isSame = memory?.account === account;
		if (!isSame) store.waitingSince ??= now;
		const isWaiting = waitingSince !== undefined && waitingSince === store.waitingSince;
		const before = isSame ? memory : isWaiting ? await afterFailedStart(query, account, waitingSince, now) : undefined;
		const changes = await readInbox(before, BACKLOG_PAGES[event], PAGE_SIZE, pageReader(query));
		const retries = before?.unreadable.slice(0, MOST_RETRIES) ?? [];
		const happened = await EVENTS[event]({ before, changes, retries, fits: fitting(filters), query });
		const isKept = keep(store, kept, remember(account, before, changes, happened));
		noteSuccess(n8n, store);
		report(n8n, happened.unreadable.filter(isNewsTo(before)), connection.secrets);
		return isKept ? redacted(happened.items) : [];
	});
}

/** All polls since the activation have failed, so what arrived since then is new. */
async function afterFailedStart(query: Query, account: string, waitingSince: number, now: number): Promise<Memory> {
	const newest = (await pageReader(query)(1)).map(readListed).find(isListed);
	return memoryOfFailedStart(account, waitingSince, now, newest);
}

const pageReader = (query: Query) => async (page: number) => readPage(await query(listRequest({}, page)));

const accountOf = ({ id, baseUrl }: Connection): string => `${id} ${baseUrl}`;

/** Whether it is to be reported: not if it was unreadable before, because it was reported then. */
const isNewsTo =
	(before: Memory | undefined) =>
	({ id }: Unreadable): boolean =>
		!before?.unreadable.some((skipped) => skipped.id === id);
