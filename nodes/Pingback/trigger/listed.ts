import type { IDataObject } from 'n8n-workflow';
import { digest } from '../../shared/base/digest';
import { id, time } from '../../shared/base/json';

/** A conversation as Pingback lists it. Times are milliseconds on the vendor's clock, only for ordering: `state` tells two states apart. */
export interface Listed {
	id: string;
	createdAt: number;
	updatedAt: number;
	/** Stays the same as long as the conversation does, to the last digit of the vendor's time. */
	state: string;
	apiConversation: IDataObject;
}

/** A conversation that cannot be read. */
export interface Unreadable {
	/** Null where the vendor sent none. */
	id: string | null;
	reason: string;
}

export const isListed = (entry: Listed | Unreadable): entry is Listed => 'state' in entry;

export function readListed(apiConversation: IDataObject): Listed | Unreadable {
	const conversationId = id(apiConversation.id);
	const createdAt = millis(apiConversation.created_at);
	const updatedAt = millis(apiConversation.updated_at);
	if (conversationId === null) return { id: null, reason: 'it has no usable "id"' };
	if (createdAt === null) return { id: conversationId, reason: 'it has no usable "created_at"' };
	if (updatedAt === null) return { id: conversationId, reason: 'it has no usable "updated_at"' };
	return { id: conversationId, createdAt, updatedAt, state: stateOf(apiConversation), apiConversation };
}

/** Null if the value is not a time. */
export function millis(value: unknown): number | null {
	const iso = time(value);
	return iso === null ? null : Date.parse(iso);
}

// Status and assignee as well, because two changes can fall into one step of the vendor's clock. Hashed to keep the memory small.
const stateOf = ({ updated_at, status, assignee_id, first_response_at }: IDataObject): string =>
	digest(updated_at, status, assignee_id, first_response_at).slice(0, 12);
