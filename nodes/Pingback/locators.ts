import type { INodeProperties } from 'n8n-workflow';
import { resourceLocator } from '../shared/form/resourceLocator';

export const businessId = resourceLocator({
	displayName: 'Business',
	name: 'businessId',
	description: 'Your own business, the one that the account in the credential belongs to',
	searchListMethod: 'searchBusinesses',
	searchable: false,
	exampleId: 'b2c3d4e5-f6a7-8901-bcde-f12345678901',
});

/** How many pages of the list one search of conversations reads: 5,000 conversations. */
export const PAGES_SEARCHED = 100;

export const conversationId = resourceLocator({
	displayName: 'Conversation',
	name: 'conversationId',
	description:
		'Such as the conversationId that Create returned. A search looks through the 5,000 updated last; enter an older one by ID.',
	searchListMethod: 'searchConversations',
	slow: 'A long inbox is searched page by page',
	exampleId: 'c3d4e5f6-a7b8-9012-cdef-123456789012',
});

export const agentId = resourceLocator({
	displayName: 'Agent',
	name: 'agentId',
	description: 'The member of your team, by user ID',
	searchListMethod: 'searchAgents',
	exampleId: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890',
});

export const assigneeId: INodeProperties = {
	displayName: 'Assignee ID',
	name: 'assigneeId',
	type: 'string',
	default: '',
	placeholder: 'e.g. a1b2c3d4-e5f6-7890-abcd-ef1234567890',
	description: 'Only conversations of this agent, by user ID',
};

export const status: INodeProperties = {
	displayName: 'Status',
	name: 'status',
	type: 'options',
	options: [
		{ name: 'Closed', value: 'closed' },
		{ name: 'Open', value: 'open' },
		{ name: 'Pending', value: 'pending' },
		{ name: 'Resolved', value: 'resolved' },
	],
	default: 'open',
	description: 'Only conversations in this state',
};
