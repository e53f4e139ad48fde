import type { IDataObject } from 'n8n-workflow';

/** `other` is a sender that no page of the vendor names. */
export type Role = 'user' | 'bot' | 'agent' | 'other';
export type MessageType = 'text' | 'image' | 'video' | 'audio' | 'embed' | 'file';

export interface Message {
	id: string | null;
	role: Role;
	senderId: string | null;
	type: MessageType;
	/** As the vendor wrote it, Markdown included. */
	text: string | null;
	url: string | null;
	fileName: string | null;
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

/**
 * The same keys from every vendor; `conversation.schema.json` is the same shape as JSON Schema. The key `vendor`, which comes
 * first, is added by the run.
 */
export interface Conversation {
	/** What the vendor's send-message call wants. */
	conversationId: string;
	/** What was said, as plain text: the texts of `messages` joined by a blank line. */
	text: string | null;
	/** The vendor's own word, e.g. `open`. */
	status: string | null;
	/** ISO 8601 in UTC with milliseconds; null when the vendor gives none. */
	createdAt: string | null;
	user: User | null;
	messages: Message[];
	name: string | null;
	workspaceId: string | null;
	bot: Bot | null;
	details: IDataObject;
}

/** What a sent message brings back, the same from every vendor; `reply.schema.json` is the same shape as JSON Schema. */
export interface Reply {
	conversationId: string | null;
	/** The answer as plain text, the bot's messages joined by a blank line; null when nothing was answered. */
	text: string | null;
	messages: Message[];
	createdAt: string | null;
	details: IDataObject;
}

type PartsOf<T, K extends keyof T> = Pick<T, K> & Partial<T>;

export const conversation = (parts: PartsOf<Conversation, 'conversationId'>): IDataObject => ({
	conversationId: parts.conversationId,
	text: parts.text ?? null,
	status: parts.status ?? null,
	createdAt: parts.createdAt ?? null,
	user: asObject(parts.user),
	messages: (parts.messages ?? []) as unknown as IDataObject[],
	name: parts.name ?? null,
	workspaceId: parts.workspaceId ?? null,
	bot: asObject(parts.bot),
	details: withoutUndefined(parts.details ?? {}),
});

export const reply = (parts: Partial<Reply>): IDataObject => ({
	conversationId: parts.conversationId ?? null,
	text: parts.text ?? null,
	messages: (parts.messages ?? []) as unknown as IDataObject[],
	createdAt: parts.createdAt ?? null,
	details: withoutUndefined(parts.details ?? {}),
});

export const message = (parts: PartsOf<Message, 'role'>): Message => ({
	id: parts.id ?? null,
	role: parts.role,
	senderId: parts.senderId ?? null,
	type: parts.type ?? 'text',
	text: parts.text ?? null,
	url: parts.url ?? null,
	fileName: parts.fileName ?? null,
	createdAt: parts.createdAt ?? null,
});

/** The texts joined by a blank line; null when there is none. */
export const joinTexts = (texts: Array<string | null>): string | null =>
	texts.filter((text) => text !== null && text !== '').join('\n\n') || null;

/** Null when neither id, name nor email of the end user is known. */
export const user = (parts: Partial<Record<keyof User, string | null | undefined>>): User | null =>
	parts.id || parts.name || parts.email
		? { id: parts.id || null, name: parts.name || null, email: parts.email || null }
		: null;

const asObject = <T extends object>(value: T | null | undefined) =>
	value ? (value as unknown as IDataObject) : null;

const withoutUndefined = (details: IDataObject): IDataObject =>
	Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
