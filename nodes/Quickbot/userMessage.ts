import type { IDataObject } from 'n8n-workflow';
import type { ParameterReader } from '../shared/form/parameterReader';
import { urls } from '../shared/form/urls';

/** What the user says. `type` is always `text`, the only one that Quickbot documents. */
export interface UserMessage {
	text: string;
	value?: string;
	attachedFileUrls?: string[];
	createdAt?: number;
}

/**
 * A message whose text and other parts stand in these places of the form; undefined where all of them are empty. With only
 * other parts the text is sent as empty text, because Quickbot requires one.
 */
export function userMessage(text: string | undefined, form: ParameterReader): UserMessage | undefined {
	const parts = {
		value: form.text('value'),
		attachedFileUrls: urls(form, 'attachedFileUrls'),
		createdAt: form.number('createdAt') || undefined,
	};
	const isEmpty = text === undefined && Object.values(parts).every((part) => part === undefined);
	return isEmpty ? undefined : { text: text ?? '', ...parts };
}

export const messageBody = (message: UserMessage | undefined): IDataObject | undefined => message && { type: 'text', ...message };
