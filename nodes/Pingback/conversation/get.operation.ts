import { downloadFiles } from '../../shared/form/options';
import { defineOperation } from '../../shared/operation';
import { path } from '../../shared/request';
import { conversationId } from '../locators';
import { readConversation } from './read';

/** GET /api/v1/conversations/{id}: Pingback's API reference. The only call that shows all messages. */
export const getConversation = defineOperation({
	displayName: 'Get',
	action: 'Get conversation',
	description: 'Get a conversation with all its messages and its customer',
	idempotent: true,
	timeout: 60,
	fields: [conversationId],
	options: [downloadFiles],
	values: (form) => ({ conversationId: form.requiredId('conversationId') }),
	request: (values) => ({ method: 'GET', path: path`/api/v1/conversations/${values.conversationId}` }),
	read: (body) => readConversation(body),
});
