import type { IPollFunctions } from 'n8n-workflow';
import { ParameterReader } from '../../shared/form/parameterReader';
import type { Filters } from '../conversation/list';
import { fields } from './fields';

export type Event = 'conversationCreated' | 'conversationUpdated' | 'handoffRequested' | 'messageReceived';

export interface Values {
	event: Event;
	filters: Filters;
}

/** Throws InvalidInput. */
export function valuesOf(n8n: IPollFunctions): Values {
	const form = new ParameterReader((name) => n8n.getNodeParameter(name, null), fields);
	const filters = form.group('filters');
	return {
		event: form.choice('event', 'conversationCreated'),
		filters: { assigneeId: filters.id('assigneeId'), status: filters.choice('status') },
	};
}
