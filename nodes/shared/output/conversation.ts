import type { IDataObject } from 'n8n-workflow';

export type Role = 'user' | 'bot' | 'agent';
export type MessageType = 'text' | 'image' | 'video' | 'audio' | 'embed' | 'file';

export interface Message {
	id: string | null;
	role: Role;
	type: MessageType;
	text: string | null;
	url: string | null;
	/** ISO 8601 in UTC with milliseconds. */
	createdAt: string | null;
}

export interface Bot {
	id: string | null;
	name: string | null;
}

export interface User {
	id: string | null;
	name: string | null;
	email: string | null;
}

/** The same ten keys from every vendor; `conversation.schema.json` is the same shape as JSON Schema. */
export interface Conversation {
	vendor: string;
	/** What the vendor's send-message call wants. */
	conversationId: string;
	name: string | null;
	/** The vendor's own word, e.g. `open`. */
	status: string | null;
	/** ISO 8601 in UTC with milliseconds; null when the vendor gives none. */
	createdAt: string | null;
	workspaceId: string | null;
	bot: Bot | null;
	user: User | null;
	messages: Message[];
	details: IDataObject;
}

/** What a sent message brings back, the same from every vendor; `reply.schema.json` is the same shape as JSON Schema. */
export interface Reply {
	vendor: string;
	conversationId: string | null;
	/** The answer as plain text, the bot's messages joined by a blank line; null when nothing was answered. */
	text: string | null;
	messages: Message[];
	createdAt: string | null;
	details: IDataObject;
}

type Known<T, K extends keyof T> = Pick<T, K> & Partial<T>;

export const conversation = (known: Known<Conversation, 'vendor' | 'conversationId'>): IDataObject => ({
	vendor: known.vendor,
	conversationId: known.conversationId,
	name: known.name ?? null,
	status: known.status ?? null,
	createdAt: known.createdAt ?? null,
	workspaceId: known.workspaceId ?? null,
	bot: asObject(known.bot),
	user: asObject(known.user),
	messages: (known.messages ?? []) as unknown as IDataObject[],
	details: withoutUndefined(known.details ?? {}),
});

export const reply = (known: Known<Reply, 'vendor'>): IDataObject => ({
	vendor: known.vendor,
	conversationId: known.conversationId ?? null,
	text: known.text ?? null,
	messages: (known.messages ?? []) as unknown as IDataObject[],
	createdAt: known.createdAt ?? null,
	details: withoutUndefined(known.details ?? {}),
});

export const message = (known: Known<Message, 'role'>): Message => ({
	id: known.id ?? null,
	role: known.role,
	type: known.type ?? 'text',
	text: known.text ?? null,
	url: known.url ?? null,
	createdAt: known.createdAt ?? null,
});

/** Null when nothing at all is known of the end user. */
export const user = (known: Partial<Record<keyof User, string | null | undefined>>): User | null =>
	known.id || known.name || known.email
		? { id: known.id || null, name: known.name || null, email: known.email || null }
		: null;

const asObject = <T extends object>(value: T | null | undefined) =>
	value ? (value as unknown as IDataObject) : null;

const withoutUndefined = (details: IDataObject): IDataObject =>
	Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
