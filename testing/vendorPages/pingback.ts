import type { Call, VendorPage } from './table';

const id = (value: string) => ({ __rl: true, mode: 'id', value });

const apiMessage = {
	id: 'm-1',
	conversation_id: 'c-1',
	sender_type: 'agent',
	sender_id: 'a-1',
	content: 'Hi!',
	attachments: [{ url: 'https://media.example/label.pdf', name: 'label.pdf', type: 'application/pdf' }],
	created_at: '2024-03-01T09:00:00Z',
};

/** A whole conversation, as create, get and the list document it. */
const apiConversation = {
	id: 'c-1',
	business_id: 'b-1',
	customer_id: 'k-1',
	assignee_id: 'a-1',
	status: 'open',
	channel_type: 'widget',
	channel_id: 'ch-1',
	created_at: '2024-03-01T09:00:00Z',
	updated_at: '2024-03-01T09:05:00Z',
	first_response_at: '2024-03-01T09:04:00.123456',
	customer: { id: 42, business_id: 7, name: 'Alex', email: 'alex@example.com', phone: '+1', external_id: 'crm-1', created_at: '2024-02-20T08:00:00Z' },
	messages: [apiMessage],
};

const attachment = (messages: string) => ({
	[`${messages}attachments.0.url`]: `messages.1.url`,
	[`${messages}attachments.0.name`]: `messages.1.fileName`,
});

const messageReads = (messages: string): Call['reads'] => ({
	[`${messages}id`]: 'messages.0.id',
	[`${messages}sender_type`]: 'messages.0.role',
	[`${messages}sender_id`]: 'messages.0.senderId',
	[`${messages}content`]: 'messages.0.text',
	[`${messages}created_at`]: ['messages.0.createdAt', '2024-03-01T09:00:00.000Z'],
	...attachment(messages),
});

const conversationCall: Pick<Call, 'answer' | 'reads' | 'leftOut' | 'values'> = {
	answer: apiConversation,
	reads: {
		id: 'conversationId',
		business_id: 'workspaceId',
		customer_id: 'user.id',
		assignee_id: 'details.assigneeId',
		status: 'status',
		channel_type: 'details.channelType',
		channel_id: 'details.channelId',
		created_at: ['createdAt', '2024-03-01T09:00:00.000Z'],
		updated_at: ['details.updatedAt', '2024-03-01T09:05:00.000Z'],
		first_response_at: ['details.firstResponseAt', '2024-03-01T09:04:00.123Z'],
		'customer.id': 'details.customer.id',
		'customer.business_id': 'details.customer.businessId',
		'customer.name': 'user.name',
		'customer.email': 'user.email',
		'customer.phone': 'details.customer.phone',
		'customer.external_id': 'details.customer.externalId',
		'customer.created_at': ['details.customer.createdAt', '2024-02-20T08:00:00.000Z'],
		...messageReads('messages.0.'),
	},
	leftOut: { 'messages.0.conversation_id': /`conversation_id`/, 'messages.0.attachments.0.type': /an attachment's `type`/ },
	values: [
		{ at: 'status', read: 'status', values: ['open', 'pending', 'resolved', 'closed'] },
		{
			at: 'channel_type',
			read: 'details.channelType',
			values: ['webchat', 'widget', 'email', 'whatsapp', 'telegram', 'instagram', 'x', 'sms'],
		},
		{ at: 'messages.0.sender_type', read: 'messages.0.role', values: ['agent', 'customer', 'bot', 'ai', null], as: ['agent', 'user', 'other', 'other', 'other'] },
		{ at: 'messages.0.attachments', read: 'messages.1.url', values: [['https://media.example/a.pdf']], as: ['https://media.example/a.pdf'] },
		...['customer', 'customer_id', 'assignee_id', 'channel_id', 'first_response_at'].map((at) => ({ at, read: 'conversationId', values: [null], as: ['c-1'] })),
	],
};

const list = (call: typeof conversationCall): typeof conversationCall => {
	const inList = <T>(entries: Record<string, T> = {}) => Object.fromEntries(Object.entries(entries).map(([at, value]) => [`0.${at}`, value]));
	return {
		answer: [call.answer],
		reads: inList(call.reads),
		leftOut: inList(call.leftOut),
		values: call.values?.map((entry) => ({ ...entry, at: `0.${entry.at}` })),
	};
};

const one = (rest: string): Call['sends'] => ({
	path: ['conversationId', id('c 1'), `/pingback/api/v1/conversations/c%201${rest}`],
});

const ending = (verb: string, state: string): Call => ({
	operation: `conversation.${verb}`,
	sends: one(`/${verb}`),
	answer: { [`${state}_at`]: '2024-03-01T09:00:00Z' },
	reads: { [`${state}_at`]: [`details.${state}At`, '2024-03-01T09:00:00.000Z'] },
	values: [
		{ at: 'detail', read: 'details.detail', values: [state === 'resolved' ? 'Already resolved' : 'Already closed'] },
		{ at: 'detail', read: `details.already${state === 'resolved' ? 'Resolved' : 'Closed'}`, values: ['Already so', undefined], as: [true, false] },
	],
});

const create = (status: number, body: unknown, reason: string, says?: RegExp) => ({ operation: 'conversation.create', status, body, reason, says });
const limit = { error: 'limit_exceeded', plan: 'Mini', feature: 'agents', current: 2, limit: 2, message: 'Your plan allows 2 agents.' };

/** Pingback's API reference and its pages on messages, billing, hand-offs and Theo. */
export const pingback: VendorPage = {
	vendor: 'pingback',
	page: 'pingback',
	calls: [
		{
			operation: 'conversation.create',
			sends: {
				path: ['customerId', 'x', '/pingback/api/v1/conversations/'],
				'headers.authorization': ['customerId', 'x', 'Bearer sandbox-pingback-token'],
				'body.business_id': ['businessId', id('b-1'), 'b-1'],
				'body.customer_id': ['customerId', 'k-1'],
				'body.initial_message': ['initialMessage', 'Hi!'],
			},
			...conversationCall,
		},
		{ operation: 'conversation.get', sends: one(''), ...conversationCall },
		{
			operation: 'conversation.getMany',
			sends: {
				path: ['limit', 1, '/pingback/api/v1/conversations/'],
				'query.assignee_id': ['filters.assigneeId', 'a-1'],
				'query.status': ['filters.status', 'pending'],
				'query.page': ['limit', 1, '1'],
				'query.limit': ['returnAll', true, '50'],
			},
			choices: [{ parameter: 'filters.status', place: 'query.status', values: ['open', 'pending', 'resolved', 'closed'] }],
			...list(conversationCall),
		},
		ending('resolve', 'resolved'),
		ending('close', 'closed'),
		{
			operation: 'conversation.assign',
			parameters: { conversationId: id('c-1') },
			sends: { path: ['agentId', id('a 1'), '/pingback/api/v1/conversations/c-1/assign/a%201'] },
			answer: { assignee_id: 'a-1' },
			reads: { assignee_id: 'details.assigneeId' },
		},
		{
			operation: 'message.send',
			sends: {
				...one('/messages'),
				'body.content': ['content', 'On its way.'],
				'body.attachments': ['attachments', '[{"url":"https://media.example/a.pdf"}]', [{ url: 'https://media.example/a.pdf' }]],
			},
			answer: apiMessage,
			reads: messageReads(''),
			leftOut: { conversation_id: /`conversation_id`/, 'attachments.0.type': /an attachment's `type`/ },
		},
		{
			operation: 'message.suggest',
			sends: { path: ['mode', 'auto', '/pingback/api/v1/ai/reply'], 'body.conversation_id': ['conversationId', id('c-1'), 'c-1'], 'body.mode': ['mode', 'auto'] },
			choices: [{ parameter: 'mode', place: 'body.mode', values: ['assist', 'auto'] }],
			answer: { reply: 'It left.', confidence: 0.92, mode: 'auto', needs_handoff: true, handoff_reason: 'complex_issue' },
			reads: {
				reply: 'text',
				confidence: 'details.confidence',
				mode: 'details.mode',
				needs_handoff: 'details.needsHandoff',
				handoff_reason: 'details.handoffReason',
			},
			values: [
				{ at: 'reply', read: 'text', values: [null] },
				{ at: 'handoff_reason', read: 'details.handoffReason', values: ['complex_issue', 'user_requested', null] },
				{ at: 'confidence', read: 'details.confidence', values: [0, 0.8, 1] },
			],
		},
		{
			operation: 'handoff.getMany',
			sends: { path: ['limit', 1, '/pingback/api/v1/team/pending-handoffs'] },
			answer: [{ id: 'c-1', customer_id: 'k-1', handoff_reason: 'complex_issue', status: 'open', created_at: '2024-03-01T09:00:00Z' }],
			reads: {
				'0.id': 'conversationId',
				'0.customer_id': 'customerId',
				'0.handoff_reason': 'reason',
				'0.status': 'status',
				'0.created_at': ['createdAt', '2024-03-01T09:00:00.000Z'],
			},
			values: [
				{ at: '0.status', read: 'status', values: ['open', 'pending', 'closed'] },
				{ at: '0.customer_id', read: 'customerId', values: [undefined], as: [null] },
			],
		},
	],
	statuses: [
		create(400, { detail: 'Invalid channel' }, 'validation', /Invalid channel.*no channel yet.*widget/),
		create(400, { detail: 'Invalid business' }, 'validation', /Invalid business\. Correct the values/),
		create(401, { detail: 'Could not validate credentials' }, 'authentication', /access token expires/),
		create(402, limit, 'planLimit', /Your plan allows 2 agents.*plan Mini, feature agents, 2 of 2 used/),
		create(402, { ...limit, feature: 'kb_articles' }, 'planLimit', /feature kb_articles/),
		create(402, { error: 'feature_locked', plan: 'Free', feature: 'integrations', message: 'Upgrade first.' }, 'planLimit', /Upgrade first.*feature integrations/),
		create(422, { detail: [{ loc: ['body', 'business_id'], msg: 'field required', type: 'value_error' }] }, 'validation', /business_id: field required/),
		create(429, { detail: 'Monthly message limit' }, 'planLimit', /Monthly message limit.*cap of the plan/),
		{ operation: 'message.send', status: 429, body: {}, reason: 'planLimit' },
		{ operation: 'conversation.assign', status: 401, body: {}, reason: 'authentication' },
		{ operation: 'conversation.assign', status: 404, body: { detail: 'Agent not found' }, reason: 'notFound', says: /Agent not found/ },
	],
	leftOut: {
		'POST /conversations/{id}/upload': /Files are not uploaded/,
		'a call to re-open': /opened again in Pingback, but no call for it is documented/,
		'POST /team/assign/{conversation_id}': /`POST \/team\/assign/,
		'PATCH /team/status': /`PATCH \/team\/status/,
		'GET /channels/': /Channels are never read/,
		'analytics, articles': /analytics/,
		'Socket.IO': /Socket\.IO/,
		'POST /auth/google': /Google/,
		'POST /widget/create': /a widget makes the default one/,
	},
};
