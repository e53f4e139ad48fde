import type { IDataObject } from 'n8n-workflow';
import { id, isRecord, part, record, records, requiredId, text, time } from '../../shared/base/json';
import type { Message, Role } from '../../shared/output/conversation';
import { conversation, message, user } from '../../shared/output/conversation';

/** A conversation as Pingback shows it everywhere. `customerId` is what the request named, where the answer says nothing. */
export function readConversation(body: unknown, customerId?: string): IDataObject {
	const apiConversation = record(body);
	const customer = part(apiConversation.customer);
	return conversation({
		conversationId: requiredId(apiConversation.id, 'id'),
		status: text(apiConversation.status),
		createdAt: time(apiConversation.created_at),
		workspaceId: id(apiConversation.business_id),
		user: user({
			id: id(apiConversation.customer_id) ?? id(customer.id) ?? customerId,
			name: text(customer.name),
			email: text(customer.email),
		}),
		messages: records(apiConversation.messages).flatMap(readMessage),
		details: {
			channelId: id(apiConversation.channel_id),
			channelType: text(apiConversation.channel_type),
			assigneeId: id(apiConversation.assignee_id),
			updatedAt: time(apiConversation.updated_at),
			firstResponseAt: time(apiConversation.first_response_at),
			customer: isRecord(apiConversation.customer) ? readCustomer(apiConversation.customer) : null,
		},
	});
}

const ROLES = new Map<unknown, Role>([
	['agent', 'agent'],
	['customer', 'user'],
]);

/** One message, and one more for each of its attachments that has an address. */
export function readMessage(apiMessage: IDataObject): Message[] {
	const role = ROLES.get(apiMessage.sender_type) ?? 'bot';
	const createdAt = time(apiMessage.created_at);
	const files = (Array.isArray(apiMessage.attachments) ? apiMessage.attachments : []).flatMap((file: unknown): Message[] => {
		const url = text(typeof file === 'string' ? file : part(file).url);
		return url === null ? [] : [message({ id: id(apiMessage.id), role, type: 'file', url, createdAt })];
	});
	return [message({ id: id(apiMessage.id), role, text: text(apiMessage.content), createdAt }), ...files];
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
