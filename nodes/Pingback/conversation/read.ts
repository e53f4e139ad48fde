import type { IDataObject } from 'n8n-workflow';
import { id, isRecord, part, record, records, requiredId, text, time, UnexpectedAnswer } from '../../shared/base/json';
import type { Message, Role } from '../../shared/output/conversation';
import { conversation, joinTexts, message, user } from '../../shared/output/conversation';

/** What the request named, for where the answer says nothing. */
interface Requested {
	businessId?: string;
	customerId?: string;
}

/** A conversation as Pingback shows it everywhere. */
export function readConversation(body: unknown, requested: Requested = {}): IDataObject {
	const apiConversation = record(body);
	const customer = part(apiConversation.customer);
	const messages = records(apiConversation.messages).flatMap(readMessage);
	return conversation({
		conversationId: requiredId(apiConversation.id, 'id'),
		text: joinTexts(messages.map(({ text }) => text)),
		status: text(apiConversation.status),
		createdAt: time(apiConversation.created_at),
		workspaceId: id(apiConversation.business_id) ?? requested.businessId,
		user: user({
			id: id(apiConversation.customer_id) ?? id(customer.id) ?? requested.customerId,
			name: text(customer.name),
			email: text(customer.email),
		}),
		messages,
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

/** In milliseconds. Throws UnexpectedAnswer: what has no time cannot be told from what was made just now. */
export function madeAt({ created_at: at }: IDataObject): number {
	const createdAt = time(at);
	if (createdAt === null) throw new UnexpectedAnswer('The answer has no "created_at".');
	return Date.parse(createdAt);
}

const ROLES = new Map<unknown, Role>([
	['agent', 'agent'],
	['customer', 'user'],
]);

/** One message, and one more for each of its attachments. The shape of an attachment is not documented. */
export function readMessage(apiMessage: IDataObject): Message[] {
	const common = {
		id: id(apiMessage.id),
		role: ROLES.get(apiMessage.sender_type) ?? 'other',
		senderId: id(apiMessage.sender_id),
		createdAt: time(apiMessage.created_at),
	};
	const attachments: unknown[] = Array.isArray(apiMessage.attachments) ? apiMessage.attachments : [];
	const files = attachments.filter((file) => isRecord(file) || typeof file === 'string').map((file) =>
		message({
			...common,
			type: 'file',
			url: text(typeof file === 'string' ? file : part(file).url),
			fileName: text(part(file).name),
		}),
	);
	return [message({ ...common, text: text(apiMessage.content) }), ...files];
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
