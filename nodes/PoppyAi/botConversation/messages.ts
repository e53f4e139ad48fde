import { id, records, text, time } from '../../shared/base/json';
import type { Message, Role } from '../../shared/output/conversation';
import { joinTexts, message } from '../../shared/output/conversation';
import { plainText } from '../../shared/output/plainText';

const ROLES = new Map<unknown, Role>([
	['user', 'user'],
	['assistant', 'bot'],
	['bot', 'bot'],
]);

/** The page shows an empty list of messages and not what is in one (unverified): the usual names are looked for. */
export function readMessages(apiMessages: unknown): { text: string | null; messages: Message[] } {
	const messages = records(apiMessages).map((apiMessage) =>
		message({
			id: id(apiMessage.id),
			role: ROLES.get(apiMessage.role) ?? 'other',
			text: text(apiMessage.content) ?? text(apiMessage.text),
			createdAt: time(apiMessage.created_at),
		}),
	);
	return { text: joinTexts(messages.map(({ text: markdown }) => markdown && (plainText(markdown) || markdown))), messages };
}
