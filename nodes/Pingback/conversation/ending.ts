import { defineOperation } from '../../shared/operation';
import { record, text, time, UnexpectedAnswer } from '../../shared/base/json';
import { conversation } from '../../shared/output/conversation';
import { path } from '../../shared/request';
import { conversationId } from '../locators';

interface Ending {
	displayName: string;
	verb: string;
	/** Pingback's word for the state that follows. */
	status: string;
	/** The answer's key with the time, and the output's. */
	stamp: [string, string];
	/** The output's key that says whether the conversation was in that state before. */
	already: string;
}

const ending = ({ displayName, verb, status, stamp, already }: Ending) =>
	defineOperation({
		displayName,
		action: `${displayName} conversation`,
		description: `${displayName} a conversation; one that is ${status} already stays so`,
		idempotent: true,
		timeout: 60,
		fields: [conversationId],
		values: (form) => ({ conversationId: form.requiredId('conversationId') }),
		request: (values) => ({ method: 'PUT', path: path`/api/v1/conversations/${values.conversationId}/${verb}` }),
		// `{resolved_at}` or, if it was resolved before, `{detail: "Already resolved"}`.
		read(body, values) {
			const answer = record(body);
			const detail = text(answer.detail);
			const at = text(answer[stamp[0]]);
			if (detail === null && at === null) throw new UnexpectedAnswer(`The answer has neither "${stamp[0]}" nor "detail".`);
			return conversation({
				conversationId: values.conversationId,
				status,
				details: { [stamp[1]]: time(at), [already]: detail !== null, detail: detail ?? undefined },
			});
		},
	});

/** PUT /api/v1/conversations/{id}/resolve: Pingback's API reference. */
export const resolveConversation = ending({
	displayName: 'Resolve',
	verb: 'resolve',
	status: 'resolved',
	stamp: ['resolved_at', 'resolvedAt'],
	already: 'alreadyResolved',
});

/** PUT /api/v1/conversations/{id}/close: Pingback's API reference. */
export const closeConversation = ending({
	displayName: 'Close',
	verb: 'close',
	status: 'closed',
	stamp: ['closed_at', 'closedAt'],
	already: 'alreadyClosed',
});
