import type { IDataObject } from 'n8n-workflow';
import { record, text, UnexpectedAnswer } from '../shared/base/json';
import type { Message } from '../shared/output/conversation';
import { message } from '../shared/output/conversation';
import { plainText } from '../shared/output/plainText';

/** Throws if `success` is false. UserDesk does not document what that means, so it does not count as a success. */
export function succeeded(body: unknown): IDataObject {
	const answer = record(body);
	if (answer.success === false) throw new UnexpectedAnswer('The answer says "success": false.', answer);
	return answer;
}

/** What the chatbot said, if it is configured to say something. */
export function readResponse(answer: IDataObject): { text: string | null; messages: Message[] } {
	const response = text(answer.response);
	if (response === null) return { text: null, messages: [] };
	return { text: plainText(response) || response, messages: [message({ role: 'bot', text: response })] };
}
