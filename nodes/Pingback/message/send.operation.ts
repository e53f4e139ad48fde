import type { IDataObject } from 'n8n-workflow';
import { binaryUrls } from '../../shared/form/binaryUrls';
import { inputBinaryFields } from '../../shared/form/options';
import { defineOperation } from '../../shared/operation';
import { id, part, record, records, requiredId, time } from '../../shared/base/json';
import type { Candidate } from '../../shared/lookUp';
import type { Query } from '../../shared/operation';
import { reply } from '../../shared/output/conversation';
import { path } from '../../shared/request';
import { madeAt, readMessage } from '../conversation/read';
import { conversationId } from '../locators';

interface Values {
	conversationId: string;
	content: string;
	attachments?: unknown[];
}

/** POST /api/v1/conversations/{id}/messages: Pingback's API reference. The sender is always the agent, and nobody answers. */
export const sendMessage = defineOperation<Values>({
	displayName: 'Send',
	action: 'Send message',
	description: 'Send a message to the customer, as the agent',
	idempotent: false,
	doneWord: 'sent',
	timeout: 60,
	fields: [
		conversationId,
		{
			displayName: 'Content',
			name: 'content',
			type: 'string',
			typeOptions: { rows: 4 },
			required: true,
			default: '',
			placeholder: 'e.g. We have sent your order today',
			description: 'What the agent says',
		},
		{
			displayName: 'Attachments',
			name: 'attachments',
			type: 'json',
			default: '',
			placeholder: 'e.g. [{"url": "https://example.com/invoice.pdf", "name": "invoice.pdf"}]',
			description:
				'Files as a JSON list. Pingback does not document what an attachment looks like: an address in Content is safer.',
		},
		inputBinaryFields('Attached by their address (unverified).'),
	],
	values(form) {
		const files = binaryUrls(form, 'binaryPropertyNames').map((url) => ({ url }));
		const attachments = form.array('attachments');
		return {
			conversationId: form.requiredId('conversationId'),
			content: form.requiredText('content'),
			attachments: files.length > 0 ? [...(attachments ?? []), ...files] : attachments,
		};
	},
	request: (values) => ({
		method: 'POST',
		path: path`/api/v1/conversations/${values.conversationId}/messages`,
		body: { content: values.content, attachments: values.attachments as IDataObject[] | undefined },
	}),
	read: readSent,
	lookUp: {
		// No more than `sameMessages` can tell apart.
		key: (values) => [values.conversationId, values.content, String(values.attachments?.length ?? 0)],
		candidates: sameMessages,
		read: readSent,
		idOf: (body) => id(part(body).id),
	},
});

function readSent(body: unknown, { conversationId: conversation }: Values) {
	const apiMessage = record(body);
	requiredId(apiMessage.id, 'id');
	return reply({
		conversationId: conversation,
		messages: readMessage(apiMessage),
		createdAt: time(apiMessage.created_at),
	});
}

/** Messages of the agent with the same words and as many attachments: GET /api/v1/conversations/{id} shows them all. */
async function sameMessages(values: Values, query: Query): Promise<Candidate[]> {
	const apiConversation = record(await query({ method: 'GET', path: path`/api/v1/conversations/${values.conversationId}` }));
	return records(apiConversation.messages)
		.filter(({ sender_type, content }) => sender_type === 'agent' && content === values.content)
		.filter(({ attachments }) => (Array.isArray(attachments) ? attachments.length : 0) === (values.attachments?.length ?? 0))
		.map((raw) => ({ id: id(raw.id) ?? '', createdAt: madeAt(raw), raw }));
}
