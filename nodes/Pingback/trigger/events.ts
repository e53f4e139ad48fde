import type { IDataObject } from 'n8n-workflow';
import { id } from '../../shared/base/json';
import type { Query } from '../../shared/query/query';
import type { Filters } from '../conversation/list';
import { readConversation } from '../conversation/read';
import type { Changes } from './changes';
import { isCreated, isUpdated } from './conversations';
import type { Event } from './fields';
import type { Listed, Unreadable } from './listed';
import { isListed, readListed } from './listed';
import type { Memory, Seen, Skipped } from './memory';
import { isDue } from './memory';
import { receiveAll } from './received';
import type { Outcome } from './remember';
import { readConversationOf } from './unreadable';

/** What a poll knows when it looks for events. */
export interface Poll {
	/** Undefined for the first poll. */
	before: Memory | undefined;
	changes: Changes;
	/** Conversations that could not be read before and are tried again in this poll. */
	retries: Skipped[];
	fits(one: Listed): boolean;
	query: Query;
}

/** What happened since the last poll. */
export interface Happened extends Outcome {
	/** The items that are emitted, the oldest first. */
	items: IDataObject[];
	/** Conversations that could not be read, also those that were reported before. */
	unreadable: Unreadable[];
}

export const EVENTS: Record<Event, (poll: Poll) => Promise<Happened>> = {
	conversationCreated: async (poll) => await conversations(poll, isCreated, ({ createdAt }) => createdAt),
	conversationUpdated: async (poll) => await conversations(poll, isUpdated, ({ updatedAt }) => updatedAt),
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
