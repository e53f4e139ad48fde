import type { Vendor } from '../shared/vendor';
import { pingbackAccount } from './account';
import { assignConversation } from './conversation/assign.operation';
import { createConversation } from './conversation/create.operation';
import { closeConversation, resolveConversation } from './conversation/ending';
import { getConversation } from './conversation/get.operation';
import { getManyConversations } from './conversation/getMany.operation';
import { sendMessage } from './message/send.operation';

export const pingback: Vendor = {
	name: 'pingback',
	displayName: 'Pingback',
	resources: {
		conversation: {
			displayName: 'Conversation',
			operations: {
				assign: assignConversation,
				close: closeConversation,
				create: createConversation,
				get: getConversation,
				getMany: getManyConversations,
				resolve: resolveConversation,
			},
		},
		message: { displayName: 'Message', operations: { send: sendMessage } },
	},
	account: () => pingbackAccount,
	// Pingback answers 429 when the plan's messages of the month are used up, which waiting does not lift.
	retry429WithoutRetryAfter: false,
	advice: {
		authentication: 'Check the access token, or the email and password, in the credential: an access token expires.',
		notFound: 'Check the IDs of this item, and that they belong to your own business.',
		planLimit: 'Raise the Pingback plan, or wait until its limit is reset.',
	},
};
