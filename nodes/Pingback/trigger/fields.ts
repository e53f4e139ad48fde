import type { INodeProperties, IPollFunctions } from 'n8n-workflow';
import { ParameterReader } from '../../shared/form/parameterReader';
import type { Filters } from '../conversation/list';
import { assigneeId, status } from '../locators';

export type Event = 'conversationCreated' | 'conversationUpdated' | 'handoffRequested' | 'messageReceived';

export interface Values {
	event: Event;
	filters: Filters;
}

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

/** Throws InvalidInput. */
export function valuesOf(n8n: IPollFunctions): Values {
	const form = new ParameterReader((name) => n8n.getNodeParameter(name, null), fields);
	const filters = form.group('filters');
	return {
		event: form.choice('event', 'conversationCreated'),
		filters: { assigneeId: filters.id('assigneeId'), status: filters.choice('status') },
	};
}
