import type { Vendor } from '../shared/vendor';
import { pingbackAccount } from './account';
import { assignConversation } from './conversation/assign.operation';
import { createConversation } from './conversation/create.operation';
import { closeConversation, resolveConversation } from './conversation/ending';
import { getConversation } from './conversation/get.operation';
import { getManyConversations } from './conversation/getMany.operation';
import { getManyHandoffs } from './handoff/getMany.operation';
import { sendMessage } from './message/send.operation';
import { suggestReply } from './message/suggest.operation';

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
		handoff: { displayName: 'Hand-Off', operations: { getMany: getManyHandoffs } },
		message: { displayName: 'Message', operations: { send: sendMessage, suggest: suggestReply } },
	},
	account: () => pingbackAccount,
	// Pingback answers 429 when the plan's messages of the month are used up, which waiting does not lift.
	retry429WithoutRetryAfter: false,
	adviceOf: (status, vendorMessage) =>
		status === 400 && /invalid channel/i.test(vendorMessage)
			? 'The business probably has no channel yet: set one up in Pingback, a widget makes the default one.'
			: undefined,
	advice: {
		authentication: 'Check the access token, or the email and password, in the credential: an access token expires.',
		notFound: 'Check the IDs of this item, and that they belong to your own business.',
		planLimit: 'Raise the Pingback plan, or wait until its limit is reset.',
	},
};
