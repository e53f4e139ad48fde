import { id, text, time } from '../../shared/base/json';
import { defineOperation } from '../../shared/operation';
import { limit, limitOf, returnAll } from '../../shared/pagination';
import { handoffsRequest, readHandoffs } from './list';

export const getManyHandoffs = defineOperation({
	displayName: 'Get Many',
	action: 'Get many hand-offs',
	description: 'Get many conversations that the AI has flagged for a person',
	idempotent: true,
	timeout: 60,
	fields: [returnAll, limit],
	values: (form) => ({ most: limitOf(form) }),
	request: () => handoffsRequest,
	read: (body, { most }) =>
		readHandoffs(body)
			.slice(0, most)
			.map((handoff) => ({
				conversationId: id(handoff.id),
				customerId: id(handoff.customer_id),
				reason: text(handoff.handoff_reason),
				status: text(handoff.status),
				createdAt: time(handoff.created_at),
			})),
});
