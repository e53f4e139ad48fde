import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { ParameterReader } from './form/parameterReader';
import type { Query, Result } from './operation';

/** How an operation finds the conversation that an item asks for, where it exists already. */
export interface Reuse<Values> {
	/** What counts as the same conversation, for the help text. */
	sameness: string;
	/** Throws InvalidInput where a field is empty without which nothing can be found. */
	require(parameters: ParameterReader): void;
	/** Items of one run with the same key share one conversation. */
	key(values: Values): string[];
	/** The vendor's own conversation, where there is one. */
	find(values: Values, query: Query): Promise<IDataObject | undefined>;
	/** Pure. Throws UnexpectedAnswer. */
	read(apiConversation: IDataObject, values: Values): IDataObject;
}

/** The same for one item whose If Exists is set to Reuse. */
export interface ReuseCall {
	key: string[];
	find(query: Query): Promise<Result | undefined>;
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
	description: 'What to do when there is such a conversation already. Two items that ask for the same in one run share one.',
});

/** Undefined where If Exists is set to Create. Throws InvalidInput. */
export function reuseCallOf<Values>(reuse: Reuse<Values>, values: Values, parameters: ParameterReader): ReuseCall | undefined {
	if (parameters.choice<'create' | 'reuse'>('ifExists', 'create') === 'create') return undefined;
	reuse.require(parameters);
	return {
		key: reuse.key(values),
		async find(query) {
			const raw = await reuse.find(values, query);
			return raw && { items: [reuse.read(raw, values)], raw };
		},
	};
}
