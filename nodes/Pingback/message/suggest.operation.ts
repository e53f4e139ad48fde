import { flag, number, record, text, UnexpectedAnswer } from '../../shared/base/json';
import { defineOperation } from '../../shared/operation';
import { joinTexts, message, reply } from '../../shared/output/conversation';
import { path } from '../../shared/request';
import { conversationId } from '../locators';

interface Values {
	conversationId: string;
	mode: 'assist' | 'auto';
}

/**
 * POST /api/v1/ai/reply: Pingback's API reference, "Theo". It reads the last five messages and the knowledge base. In `auto`
 * it may send its reply to the customer by itself, so the call is not repeatable.
 */
export const suggestReply = defineOperation<Values>({
	displayName: 'Suggest Reply',
	action: 'Suggest reply',
	description: "Let Pingback's AI draft a reply; in Auto mode it may send it to the customer by itself",
	idempotent: false,
	doneWord: 'asked',
	timeout: 300,
	fields: [
		conversationId,
		{
			displayName: 'Mode',
			name: 'mode',
			type: 'options',
			options: [
				{ name: 'Assist', value: 'assist', description: 'Only draft a reply' },
				{
					name: 'Auto',
					value: 'auto',
					description: 'Send the reply where the AI is sure enough, else ask for a person. Not on the Free plan.',
				},
			],
			default: 'assist',
			description: 'What to do with the reply',
		},
	],
	values: (form) => ({
		conversationId: form.requiredId('conversationId'),
		mode: form.choice('mode', 'assist'),
	}),
	request: (values) => ({
		method: 'POST',
		path: path`/api/v1/ai/reply`,
		body: { conversation_id: values.conversationId, mode: values.mode },
	}),
	// {reply, confidence, mode, needs_handoff, handoff_reason}
	read(body, values) {
		const answer = record(body);
		if (!('reply' in answer)) throw new UnexpectedAnswer('The answer has no "reply".');
		const draft = text(answer.reply);
		return reply({
			conversationId: values.conversationId,
			text: joinTexts([draft]),
			messages: draft === null ? [] : [message({ role: 'bot', text: draft })],
			details: {
				mode: text(answer.mode) ?? values.mode,
				confidence: number(answer.confidence),
				needsHandoff: flag(answer.needs_handoff),
				handoffReason: text(answer.handoff_reason),
			},
		});
	},
});
