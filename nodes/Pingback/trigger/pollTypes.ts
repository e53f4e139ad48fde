import type { IDataObject } from 'n8n-workflow';
import type { Query } from '../../shared/query/query';
import type { Changes } from './changes';
import type { Listed, Unreadable } from './listed';
import type { Memory, Skipped } from './memory';
import type { Outcome } from './remember';

/** What a poll knows when it looks for events. */
export interface Poll {
	/** Undefined for the first poll. */
	before: Memory | undefined;
	changes: Changes;
	/** Conversations that could not be read before and are tried again in this poll. */
	retries: Skipped[];
	fits(one: Pick<Listed, 'apiConversation'>): boolean;
	query: Query;
}

/** What happened since the last poll. */
export interface Happened extends Outcome {
	/** The items that are emitted, the oldest first. */
	items: IDataObject[];
	/** Conversations that could not be read, also those that were reported before. */
	unreadable: Unreadable[];
}
