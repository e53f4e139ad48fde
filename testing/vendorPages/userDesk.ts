import type { VendorPage } from './table';

const answer = { success: true, conversationId: '4b6109ac-e944-49d8-9fbc-d444035a65b2', response: 'Hello, how can I help you?' };
const reads = { conversationId: 'conversationId', response: 'text' };
const leftOut = { success: /`success: false` is not documented/ };
const endUser = {
	'body.userName': ['userName', 'Ada'],
	'body.userEmail': ['userEmail', 'ada at example', 'ada at example'],
} satisfies VendorPage['calls'][number]['sends'];

const statusesOf = (operation: string): VendorPage['statuses'] => [
	{ operation, status: 401, body: '', reason: 'authentication', says: /API key in the credential/ },
	{ operation, status: 403, body: '', reason: 'forbidden', says: /belongs to that of the credential/ },
	{ operation, status: 500, body: '', reason: 'vendorFault' },
	{ operation, status: 200, body: { ...answer, success: false }, reason: 'badResponse', says: /"success": false/ },
];

/** UserDesk's API section: "Create a conversation", "Send a message", "Authentication". */
export const userDesk: VendorPage = {
	vendor: 'userDesk',
	page: 'userdesk',
	calls: [
		{
			operation: 'conversation.create',
			sends: {
				path: ['chatbotId', '123456', '/userDesk/v1/chatbot/123456/conversation'],
				'headers.authorization': ['userName', 'x', 'Bearer sandbox-userdesk-key'],
				...endUser,
			},
			answer,
			reads,
			values: [{ at: 'response', read: 'text', values: ['Hi', '', null], as: ['Hi', null, null] }],
			leftOut,
		},
		{
			operation: 'message.send',
			sends: {
				path: ['chatbotId', '123456', '/userDesk/v1/chatbot/123456/message'],
				'body.message': ['message', 'Where is my order?'],
				'body.conversationId': ['conversationId', '7bb301ad-e691-4341-8afb-b4407c4ffdf2'],
				...endUser,
			},
			answer,
			reads,
			leftOut: { ...leftOut, 'body.stream': /[Ss]tream/ },
		},
	],
	statuses: [
		...statusesOf('conversation.create'),
		...statusesOf('message.send'),
		{ operation: 'message.send', status: 400, body: '', reason: 'validation' },
	],
	leftOut: {
		'files, in or out': /documents no files/,
		'listing, reading back, webhooks': /no list of conversations, no reading back and no webhook/,
		'welcome message, missing-response message, escalation': /escalation to a human/,
	},
};
