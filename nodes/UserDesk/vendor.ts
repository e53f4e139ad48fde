import type { Vendor } from '../shared/vendor';
import { createConversation } from './conversation/create.operation';
import { sendMessage } from './message/send.operation';

export const userDesk: Vendor = {
	name: 'userDesk',
	displayName: 'UserDesk',
	resources: {
		conversation: { displayName: 'Conversation', operations: { create: createConversation } },
		message: { displayName: 'Message', operations: { send: sendMessage } },
	},
	account: () => ({ kind: 'credential', type: 'userDeskApi', key: { field: 'apiKey', displayName: 'API Key' } }),
	advice: {
		authentication: "Check the API key in the credential: it is in the chatbot's API section.",
		forbidden: 'Each chatbot has an API key of its own: check that the Chatbot ID belongs to that of the credential.',
	},
};
