import { defineOperation } from '../../shared/operation';
import { id, part, UnexpectedAnswer } from '../../shared/base/json';
import { conversation } from '../../shared/output/conversation';
import { path } from '../../shared/request';
import { agentId, conversationId } from '../locators';

/** PUT /api/v1/conversations/{id}/assign/{agent_id}: Pingback's API reference. */
export const assignConversation = defineOperation({
	displayName: 'Assign',
	action: 'Assign conversation',
	description: 'Assign a conversation to a member of the team',
	idempotent: true,
	timeout: 60,
	fields: [conversationId, agentId],
	values: (form) => ({
		conversationId: form.requiredId('conversationId'),
		agentId: form.requiredId('agentId'),
	}),
	request: (values) => ({
		method: 'PUT',
		path: path`/api/v1/conversations/${values.conversationId}/assign/${values.agentId}`,
	}),
	read: (body, values) =>
		conversation({
			conversationId: values.conversationId,
			details: { assigneeId: readAssignee(body) },
		}),
});

/** The page says that the new agent's ID is returned, not in which form. */
function readAssignee(body: unknown): string {
	const answer = part(body);
	const assignee = [body, answer.assignee_id, answer.agent_id, answer.id].map(id).find((found) => found !== null);
	if (!assignee || /\s|</.test(assignee)) throw new UnexpectedAnswer('The answer does not name the new agent.');
	return assignee;
}
