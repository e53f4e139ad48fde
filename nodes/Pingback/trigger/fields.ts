import type { INodeProperties } from 'n8n-workflow';
import { assigneeId, status } from '../locators';

export const fields: INodeProperties[] = [
	{
		displayName: 'Event',
		name: 'event',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Conversation Created',
				value: 'conversationCreated',
				description: 'A conversation that did not exist at the last poll',
			},
			{
				name: 'Conversation Updated',
				value: 'conversationUpdated',
				description: 'A conversation that changed: a message, its status, its assignee',
			},
			{
				name: 'Hand-Off Requested',
				value: 'handoffRequested',
				description: 'A conversation that the AI has flagged for a person since the last poll',
			},
			{
				name: 'Message Received',
				value: 'messageReceived',
				description: 'A message of a customer, one item each',
			},
		],
		default: 'conversationCreated',
	},
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add filter',
		default: {},
		description: 'What the conversation has to be like when it is polled',
		options: [assigneeId, status],
	},
];
