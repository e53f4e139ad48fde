import type { INodeProperties } from 'n8n-workflow';

type Locator = Pick<INodeProperties, 'displayName' | 'name' | 'description' | 'typeOptions'> & {
	/** The node's method that fills the list. */
	searchListMethod: string;
	/** Whether the list may be long enough to need a search. */
	searchable?: boolean;
	/** Whether the field may not stay empty; by default it may not. */
	required?: boolean;
	/** How the field opens; by default with the list. */
	mode?: 'list' | 'id';
	exampleId: string;
	/** Why loading may take long. */
	slow?: string;
};

/** A field that is chosen from the vendor's list, or entered as an ID. */
export const resourceLocator = ({ searchListMethod, searchable = true, required = true, mode = 'list', exampleId, slow, ...field }: Locator): INodeProperties => ({
	...field,
	type: 'resourceLocator',
	default: { mode, value: '' },
	required,
	modes: [
		{ displayName: 'From List', name: 'list', type: 'list', typeOptions: { searchListMethod, searchable, ...(slow && { slowLoadNotice: { message: slow, timeout: 3000 } }) } },
		{ displayName: 'By ID', name: 'id', type: 'string', placeholder: `e.g. ${exampleId}` },
	],
});
