import type { IDataObject } from 'n8n-workflow';
import { id, part, text } from '../shared/base/json';
import type { Message, MessageType } from '../shared/output/conversation';
import { joinTexts, message } from '../shared/output/conversation';
import { plainText } from '../shared/output/plainText';
import { richText } from './richText';

/** The bot's messages: text as Markdown or rich text, and pictures, videos, sounds and embedded pages by their address. */
export function readMessages(apiMessages: IDataObject[]): { text: string | null; messages: Message[] } {
	return { text: joinTexts(apiMessages.map(plainTextOf)), messages: apiMessages.map(readMessage) };
}

const TYPES = new Map<unknown, MessageType>([
	['text', 'text'],
	['image', 'image'],
	['video', 'video'],
	['audio', 'audio'],
	['embed', 'embed'],
	// HTML for a browser. It is never run here.
	['custom-embed', 'embed'],
]);

const readMessage = (apiMessage: IDataObject): Message =>
	message({
		id: id(apiMessage.id),
		role: 'bot',
		type: TYPES.get(apiMessage.type) ?? 'text',
		text: markdownOf(apiMessage) ?? otherTextOf(apiMessage),
		url: text(part(apiMessage.content).url),
	});

/** Marks are removed only from Markdown. In other texts the same characters belong to what the bot says. */
const plainTextOf = (apiMessage: IDataObject): string | null => {
	const markdown = markdownOf(apiMessage);
	return markdown === null ? otherTextOf(apiMessage) : plainText(markdown) || markdown;
};

const markdownOf = ({ content }: IDataObject): string | null => text(part(content).markdown);

/** As older versions send it. */
const otherTextOf = ({ content }: IDataObject): string | null =>
	richText(part(content).richText) ?? text(part(content).text) ?? text(content);
