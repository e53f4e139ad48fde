import type { IDataObject } from 'n8n-workflow';
import { id, isRecord, part, record, records, requiredId, text, time } from '../../shared/base/json';
import type { Message, Role } from '../../shared/output/conversation';
import { conversation, message, user } from '../../shared/output/conversation';

/** A conversation as Pingback shows it everywhere. `customerId` is what the request named, where the answer says nothing. */
export function readConversation(body: unknown, customerId?: string): IDataObject {
	const shown = record(body);
	const customer = part(shown.customer);
	return conversation({
		vendor: 'pingback',
		conversationId: requiredId(shown.id, 'id'),
		status: text(shown.status),
		createdAt: time(shown.created_at),
		workspaceId: id(shown.business_id),
		user: user({
			id: id(shown.customer_id) ?? id(customer.id) ?? customerId,
			name: text(customer.name),
			email: text(customer.email),
		}),
		messages: records(shown.messages).flatMap(readMessage),
		details: {
			channelId: id(shown.channel_id),
			channelType: text(shown.channel_type),
			assigneeId: id(shown.assignee_id),
			updatedAt: time(shown.updated_at),
			firstResponseAt: time(shown.first_response_at),
			customer: isRecord(shown.customer) ? readCustomer(shown.customer) : null,
		},
	});
}

const ROLES = new Map<unknown, Role>([
	['agent', 'agent'],
	['customer', 'user'],
]);

/** One message, and one more for each of its attachments that has an address. */
export function readMessage(sent: IDataObject): Message[] {
	const role = ROLES.get(sent.sender_type) ?? 'bot';
	const createdAt = time(sent.created_at);
	const files = (Array.isArray(sent.attachments) ? sent.attachments : []).flatMap((file: unknown): Message[] => {
		const url = text(typeof file === 'string' ? file : part(file).url);
		return url === null ? [] : [message({ id: id(sent.id), role, type: 'file', url, createdAt })];
	});
	return [message({ id: id(sent.id), role, text: text(sent.content), createdAt }), ...files];
}

const readCustomer = (customer: IDataObject): IDataObject => ({
	id: id(customer.id),
	businessId: id(customer.business_id),
	name: text(customer.name),
	email: text(customer.email),
	phone: text(customer.phone),
	externalId: id(customer.external_id),
	createdAt: time(customer.created_at),
});
