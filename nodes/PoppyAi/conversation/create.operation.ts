import type { IDataObject } from 'n8n-workflow';
import { simplify } from '../../shared/form/options';
import type { Query } from '../../shared/operation';
import { defineOperation } from '../../shared/operation';
import { id, part, record, requiredId, text, time, UnexpectedAnswer } from '../../shared/base/json';
import { conversation } from '../../shared/output/conversation';
import { path } from '../../shared/request';
import { allConversationsIn, chatsOf, conversationsIn, readListed } from '../chats';
import { boardId, chatId } from '../locators';

interface Values {
	boardId: string;
	chatId: string;
	name?: string;
}

/** POST /api/conversation/new: https://docs.getpoppy.ai, "Create conversation". It creates only; no message is sent. */
export const createConversation = defineOperation<Values>({
	displayName: 'Create',
	action: 'Create conversation',
	description: 'Create a new conversation in a ChatNode',
	idempotent: false,
	timeout: 60,
	fields: [
		boardId,
		chatId,
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			default: '',
			placeholder: 'e.g. Nathan, order 1234',
			description: 'Name of the conversation. Left empty, Poppy AI names it "API Conversation" with a timestamp.',
		},
		simplify,
	],
	values: (form) => ({
		boardId: form.requiredId('boardId'),
		chatId: form.requiredId('chatId'),
		name: form.text('name'),
	}),
	request: ({ boardId: board, chatId: chat, name }) => ({
		method: 'POST',
		path: path`/api/conversation/new`,
		// Both are documented, and clients differ: one of them is refused where the ids stand only in the body.
		query: { board_id: board, chat_id: chat },
		body: { boardId: board, chatId: chat, name },
	}),
	read(body, values) {
		const created = record(body);
		return conversation({
			conversationId: requiredId(created.conversationId, 'conversationId'),
			name: text(created.name) ?? values.name,
			createdAt: time(created.createdAt),
			workspaceId: id(created.boardId) ?? values.boardId,
			bot: { id: id(created.chatId) ?? values.chatId, name: null },
		});
	},
	reuse: {
		sameness: 'the conversation of the same name in that chat',
		validate: (form) => form.requiredText('name'),
		key: (values) => [values.boardId, values.chatId, values.name?.trim() ?? ''],
		scope: (values) => [values.boardId, values.chatId],
		page: async (values, _number, query) => ({ entries: await listed(values, query), isLast: true }),
		matches: (apiConversation, values) => isSameName(apiConversation, values),
		read: (apiConversation, values) => readListed(apiConversation, values.boardId, values.chatId),
	},
	lookUp: {
		key: (values) => (values.name === undefined ? undefined : [values.boardId, values.chatId, values.name.trim()]),
		// The list has no times.
		before: {
			scope: (values) => [values.boardId, values.chatId],
			ids: async (values, query) => (await allListed(values, query)).map(idOf),
		},
		async candidates(values, query, listedBefore = new Set()) {
			const all = await allListed(values, query);
			const ids = new Set(all.map(idOf));
			// A list that shows a part may show an old one now.
			if ([...listedBefore].some((before) => !ids.has(before))) throw new UnexpectedAnswer('Conversations are missing.');
			const same = all.filter((apiConversation) => isSameName(apiConversation, values));
			return same.map((raw) => ({ id: idOf(raw), createdAt: null, raw }));
		},
		read: (apiConversation, values) => readListed(apiConversation, values.boardId, values.chatId),
		idOf: (body) => id(part(body).conversationId),
	},
});

const listed = async (values: Values, query: Query): Promise<IDataObject[]> =>
	conversationsIn(await query(chatsOf(values.boardId)), values.chatId);

const allListed = async (values: Values, query: Query): Promise<IDataObject[]> =>
	allConversationsIn(await query(chatsOf(values.boardId)), values.chatId);

const idOf = (apiConversation: IDataObject): string => requiredId(apiConversation.id, 'id');

/** Poppy AI may trim a name. */
const isSameName = (apiConversation: IDataObject, { name }: Values): boolean =>
	text(apiConversation.name)?.trim() === name?.trim();
