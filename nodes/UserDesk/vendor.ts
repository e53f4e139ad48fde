import type { Vendor } from '../shared/vendor';
import { createConversation } from './conversation/create.operation';

export const userDesk: Vendor = {
	name: 'userDesk',
	displayName: 'UserDesk',
	resources: {
		conversation: { displayName: 'Conversation', operations: { create: createConversation } },
	},
	account: () => ({ kind: 'credential', type: 'userDeskApi' }),
	advice: {
		authentication: "Check the API key in the credential: it is in the chatbot's API section.",
		forbidden: 'An API key is made for one chatbot: check that the Chatbot ID belongs to the key in the credential.',
	},
};
