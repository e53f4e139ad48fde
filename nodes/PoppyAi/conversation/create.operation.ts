import { options, simplify } from '../../shared/form/nodeProperties';
import type { Result, OperationContext } from '../../shared/operation';
import { defineOperation } from '../../shared/operation';
import { id, record, requiredId, text, time } from '../../shared/base/json';
import { conversation } from '../../shared/output/conversation';
import type { ApiRequest } from '../../shared/request';
import { path } from '../../shared/request';
import type { IfExists } from '../../shared/reuse';
import { findOrCreate, ifExists, ifExistsOf } from '../../shared/reuse';
import { chatsOf, conversationsIn, readListed } from '../chats';
import { boardId, chatId } from '../locators';

interface Values {
	boardId: string;
	chatId: string;
	name?: string;
	ifExists: IfExists;
}

/** POST /api/conversation/new: https://docs.getpoppy.ai, "Create conversation". It creates only; no message is sent. */
export const createConversation = defineOperation<Values>({
	displayName: 'Create',
	action: 'Create conversation',
	description: 'Create a new conversation in a ChatNode. Each call makes another one.',
	effect: 'creates',
	timeout: 60,
	fields: [
		boardId,
		chatId,
		simplify,
		{
			displayName: 'Additional Fields',
			name: 'additionalFields',
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
			options: [
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					default: '',
					placeholder: 'e.g. Nathan, order 1234',
					description: 'Name of the conversation. Left empty, Poppy AI names it "API Conversation" with a timestamp.',
				},
			],
		},
		options(60, ifExists('the conversation of the same name in that chat')),
	],
	values(form) {
		const more = form.group('additionalFields');
		const reuses = ifExistsOf(form);
		return {
			boardId: form.requiredId('boardId'),
			chatId: form.requiredId('chatId'),
			name: reuses === 'reuse' ? more.requiredText('name') : more.text('name'),
			ifExists: reuses,
		};
	},
	request,
	read,
	async perform(values, context) {
		const create = async () => await createNew(values, context);
		if (values.ifExists === 'create') return await create();
		const key = JSON.stringify([values.boardId, values.chatId, values.name]);
		return await findOrCreate(context, key, async () => await find(values, context), create);
	},
});

function request({ boardId: board, chatId: chat, name }: Values): ApiRequest {
	return { method: 'POST', path: path`/api/conversation/new`, body: { boardId: board, chatId: chat, name } };
}

function read(body: unknown, values: Values) {
	const made = record(body);
	return conversation({
		vendor: 'poppyAi',
		conversationId: requiredId(made.conversationId, 'conversationId'),
		name: text(made.name) ?? values.name,
		createdAt: time(made.createdAt),
		workspaceId: id(made.boardId) ?? values.boardId,
		bot: { id: id(made.chatId) ?? values.chatId, name: null },
	});
}

async function createNew(values: Values, context: OperationContext): Promise<Result> {
	const raw = await context.send(request(values), 'creates');
	return { items: [read(raw, values)], raw };
}

async function find({ boardId: board, chatId: chat, name }: Values, context: OperationContext): Promise<Result | undefined> {
	const listed = conversationsIn(await context.send(chatsOf(board), 'repeatable'), chat);
	const raw = listed.find((candidate) => text(candidate.name) === name);
	return raw && { items: [readListed(raw, board, chat)], raw };
}
