import { isRecord } from '../shared/base/json';
import type { Vendor } from '../shared/vendor';
import { poppyAiApi } from './account';
import { getManyBoards } from './board/getMany.operation';
import { createBotConversation } from './botConversation/create.operation';
import { getManyChats } from './chat/getMany.operation';
import { createConversation } from './conversation/create.operation';
import { getManyConversations } from './conversation/getMany.operation';
import { askOnce } from './message/ask.operation';
import { sendMessage } from './message/send.operation';
import { streamFailure } from './message/stream';

export const poppyAi: Vendor = {
	name: 'poppyAi',
	displayName: 'Poppy AI',
	resources: {
		board: { displayName: 'Board', operations: { getMany: getManyBoards } },
		botConversation: { displayName: 'Bot Conversation', operations: { create: createBotConversation } },
		chat: { displayName: 'Chat', operations: { getMany: getManyChats } },
		conversation: {
			displayName: 'Conversation',
			operations: { create: createConversation, getMany: getManyConversations },
		},
		message: { displayName: 'Message', operations: { ask: askOnce, send: sendMessage } },
	},
	account: () => ({ kind: 'credential', ...poppyAiApi }),
	// Poppy AI answers a wrong key with 403 {"error": "Unauthorized"}: https://docs.getpoppy.ai
	reasonOf: (status, body) =>
		status === 403 && isRecord(body) && body.error === 'Unauthorized' ? 'authentication' : undefined,
	failureIn: streamFailure,
	advice: {
		authentication:
			'Check the API key or chatbot token in the credential. API access is part of the Power User plan.',
		notFound: 'Check the board, chat, bot or conversation ID of this item.',
	},
};
