import { isRecord } from '../shared/answer';
import type { Vendor } from '../shared/vendor';
import { createBotConversation } from './botConversation/create.operation';
import { createConversation } from './conversation/create.operation';

export const poppyAi: Vendor = {
	name: 'poppyAi',
	displayName: 'Poppy AI',
	resources: {
		botConversation: { displayName: 'Bot Conversation', operations: { create: createBotConversation } },
		conversation: { displayName: 'Conversation', operations: { create: createConversation } },
	},
	account: () => ({ kind: 'credential', type: 'poppyAiApi' }),
	// Poppy AI answers a wrong key with 403 {"error": "Unauthorized"}: https://docs.getpoppy.ai
	reasonOf: (status, body) =>
		status === 403 && isRecord(body) && body.error === 'Unauthorized' ? 'authentication' : undefined,
	advice: {
		authentication:
			'Check the API key, or the chatbot token, in the credential. API access is part of the Power User plan.',
		notFound: 'Check the board, chat, bot or conversation ID of this item.',
	},
};
