import type { INodeProperties } from 'n8n-workflow';

/** The base URL for requests without a credential, which would otherwise have it. */
export const baseUrl: INodeProperties = {
	displayName: 'Base URL',
	name: 'baseUrl',
	type: 'string',
	default: 'https://quick.bot/api',
	placeholder: 'e.g. https://quick.bot/api',
	description: 'Where Quickbot answers. Counts only with Authentication set to None.',
};

export const attachedFileUrls: INodeProperties = {
	displayName: 'Attached File URLs',
	name: 'attachedFileUrls',
	type: 'string',
	default: '',
	placeholder: 'e.g. https://example.com/invoice.pdf',
	description: 'Files of the message: a list, or addresses separated by a comma and a blank. For a text question that allows attachments.',
};

export const createdAt: INodeProperties = {
	displayName: 'Created At',
	name: 'createdAt',
	type: 'number',
	default: 0,
	description: 'When the user wrote the message; Quickbot does not say in which unit. 0 is not sent.',
};

export const value: INodeProperties = {
	displayName: 'Value',
	name: 'value',
	type: 'string',
	default: '',
	placeholder: 'e.g. yes',
	description: 'Machine value of a choice where it differs from its label',
};
