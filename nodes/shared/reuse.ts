import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { ParameterReader } from './form/parameterReader';
import type { Query, Result } from './result';

/** How an operation finds the conversation that an item asks for, where it exists already. */
export interface Reuse<Values> {
	/** What counts as the same conversation, for the help text. */
	sameness: string;
	/** Throws InvalidInput when a field is empty that the search needs. */
	validate(parameters: ParameterReader): void;
	/** Items of one run with the same key share one conversation. */
	key(values: Values): string[];
	/** What the list depends on. One scan serves all items of a run with the same scope. */
	scope(values: Values): string[];
	/** A page of the list, from 1 on, the newest change first. */
	page(values: Values, number: number, query: Query): Promise<ListPage>;
	matches(apiConversation: IDataObject, values: Values): boolean;
	/** Pure. Throws UnexpectedAnswer. */
	read(apiConversation: IDataObject, values: Values): IDataObject;
}

export interface ListPage {
	entries: IDataObject[];
	isLast: boolean;
}

/** The same for one item whose If Exists is set to Reuse. */
export interface ReuseCall {
	key: string[];
	scope: string[];
	page(number: number, query: Query): Promise<ListPage>;
	matches(apiConversation: IDataObject): boolean;
	read(apiConversation: IDataObject): Result;
}

/** @param sameness what counts as the same conversation, for the help text */
export const ifExists = (sameness: string): INodeProperties => ({
	displayName: 'If Exists',
	name: 'ifExists',
	type: 'options',
	options: [
		{ name: 'Create', value: 'create', description: 'Always create another conversation' },
		{ name: 'Reuse', value: 'reuse', description: `Return ${sameness} instead of creating another one` },
	],
	default: 'create',
	description: 'What to do when there is such a conversation already. Items that ask for the same in one run share one.',
});

/** Undefined where If Exists is set to Create. Throws InvalidInput. */
export function reuseCallOf<Values>(reuse: Reuse<Values>, values: Values, parameters: ParameterReader): ReuseCall | undefined {
	if (parameters.choice('ifExists', 'create') === 'create') return undefined;
	reuse.validate(parameters);
	return {
		key: reuse.key(values),
		scope: reuse.scope(values),
		page: async (number, query) => await reuse.page(values, number, query),
		matches: (apiConversation) => reuse.matches(apiConversation, values),
		read: (raw) => ({ items: [reuse.read(raw, values)], raw }),
	};
}
