import { id } from '../../shared/base/json';
import type { Filters } from '../conversation/list';
import { readConversation } from '../conversation/read';
import { isCreated, isUpdated } from './conversations';
import type { Event } from './values';
import { handOver } from './handoffs';
import type { Listed, Unreadable } from './listed';
import { isListed, readListed } from './listed';
import type { Memory, Seen, Skipped } from './memory';
import { isDue } from './memory';
import type { Happened, Poll } from './pollTypes';
import { receiveAll } from './received';
import { readConversationOf } from './unreadable';

export const EVENTS: Record<Event, (poll: Poll) => Promise<Happened>> = {
	conversationCreated: async (poll) => await conversations(poll, isCreated, ({ createdAt }) => createdAt),
	conversationUpdated: async (poll) => await conversations(poll, isUpdated, ({ updatedAt }) => updatedAt),
	handoffRequested: async (poll) => ({ ...(await conversations(poll, () => false, () => 0)), ...(await handOver(poll)) }),
	messageReceived: receiveAll,
};

/** Filtered here and not by the vendor, because a conversation that drops out of a filtered list shifts all later pages. */
export const fitting =
	({ assigneeId, status }: Filters): Poll['fits'] =>
	({ apiConversation }) =>
		(assigneeId === undefined || id(apiConversation.assignee_id) === assigneeId) &&
		(status === undefined || apiConversation.status === status);

async function conversations(
	{ before, changes, retries, fits, query }: Poll,
	happened: (memory: Memory, one: Listed) => boolean,
	time: (one: Listed) => number,
): Promise<Happened> {
	const isOnList = ({ id: skippedId }: Skipped) => changes.listed.some((one) => one.id === skippedId);
	const results = await Promise.all(
		retries.filter((skipped) => !isOnList(skipped)).map(async (skipped) => await readConversationOf(query, skipped.id, readListed)),
	);
	const read = results.map((result) => ('value' in result ? result.value : result.skipped));
	const found = [...changes.listed, ...read.filter(isListed)];
	const unreadable = [...changes.unreadable, ...read.filter((entry): entry is Unreadable => !isListed(entry))];
	const due = before ? found.filter(isDue(before)).filter((one) => happened(before, one)) : [];
	return {
		items: due.filter(fits).sort((a, b) => time(a) - time(b)).map(({ apiConversation }) => readConversation(apiConversation)),
		unreadable,
		skipped: unreadable.flatMap((entry) => entry.id ?? []),
		recovered: found.filter((one) => before?.unreadable.some((skipped) => skipped.id === one.id)),
		waiting: [],
		notes: new Map<string, Seen>(),
	};
}
