import type { IDataObject } from 'n8n-workflow';
import type { ParameterReader } from '../shared/form/parameterReader';
import { id, isRecord, part, records, text } from '../shared/base/json';
import type { Message, MessageType } from '../shared/output/conversation';
import { joinTexts, message } from '../shared/output/conversation';
import { plainText } from '../shared/output/plainText';

/** What the user says. `type` is always `text`, the only one that Quickbot documents. */
export interface UserMessage {
	text: string;
	value?: string;
	attachedFileUrls?: string[];
	createdAt?: number;
}

/** The optional parts of a message, from wherever the form keeps them. */
export const messageParts = (form: ParameterReader): Omit<UserMessage, 'text'> => ({
	value: form.text('value'),
	attachedFileUrls: form.urls('attachedFileUrls'),
	createdAt: form.number('createdAt') || undefined,
});

export const messageBody = (message: UserMessage): IDataObject => ({ type: 'text', ...message });

/** The bot's messages: text as Markdown or rich text, and pictures, videos, sounds and embedded pages by their URL. */
export function readMessages(apiMessages: IDataObject[]): { text: string | null; messages: Message[] } {
	const messages = apiMessages.map(botMessage);
	return { text: joinTexts(messages.map(({ text }, index) => asPlainText(text, apiMessages[index]))), messages };
}

/** Only Markdown has marks to take away: in rich text the same signs are what the bot says. */
const asPlainText = (text: string | null, apiMessage: IDataObject | undefined): string | null =>
	text !== null && typeof part(apiMessage?.content).markdown === 'string' ? plainText(text) || text : text;

const TYPES: MessageType[] = ['text', 'image', 'video', 'audio', 'embed', 'file'];

const botMessage = (apiMessage: IDataObject): Message => {
	const content = part(apiMessage.content);
	return message({
		id: id(apiMessage.id),
		role: 'bot',
		type: TYPES.find((type) => type === apiMessage.type) ?? 'text',
		text: text(content.markdown) ?? richText(content.richText) ?? text(content.text) ?? text(apiMessage.content),
		url: text(content.url),
	});
};

/** What is known of a turn besides the messages. Never the theme; never what a payment input needs to run. */
export function turnDetails(answer: IDataObject): IDataObject {
	const { runtimeOptions: _paymentSecrets, ...input } = part(answer.input);
	const isAwaiting = isRecord(answer.input);
	return {
		awaitingInput: isAwaiting,
		...(isAwaiting && { input }),
		...given(answer, ['clientSideActions', 'logs', 'progress', 'guestDisplayText']),
	};
}

export const given = (answer: IDataObject, names: string[]): IDataObject =>
	Object.fromEntries(names.filter((name) => answer[name] !== undefined && answer[name] !== null).map((name) => [name, answer[name]]));

const BLOCK_DEPTH = 20;
const LIST_PARTS = new Set<unknown>(['ul', 'ol', 'li', 'lic']);

/** The text of a tree of blocks, a line for each block that stands by itself. Null where there is none. */
const richText = (blocks: unknown): string | null => {
	const lines = records(blocks).map((block) => inline(block, 0));
	return lines.length === 0 ? null : lines.join('\n').trim() || null;
};

const inline = (block: IDataObject, depth: number): string => {
	if (typeof block.text === 'string') return block.text;
	const children = depth > BLOCK_DEPTH ? [] : records(block.children);
	// The entries of a list stand by themselves too.
	const isList = children.some(({ type }) => LIST_PARTS.has(type));
	return children.map((child) => inline(child, depth + 1)).join(isList ? '\n' : '');
};
