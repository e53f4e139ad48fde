import type { INodeProperties } from 'n8n-workflow';

type Locator = Pick<INodeProperties, 'displayName' | 'name' | 'description' | 'typeOptions'> & {
	/** The node's method that fills the list. */
	searchListMethod: string;
	/** Whether the list may be long enough to need a search. */
	searchable?: boolean;
	exampleId: string;
};

/** A required field that is chosen from the vendor's list, or entered as an ID. */
export const resourceLocator = ({ searchListMethod, searchable = true, exampleId, ...field }: Locator): INodeProperties => ({
	...field,
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	modes: [
		{ displayName: 'From List', name: 'list', type: 'list', typeOptions: { searchListMethod, searchable } },
		{ displayName: 'By ID', name: 'id', type: 'string', placeholder: `e.g. ${exampleId}` },
	],
});
