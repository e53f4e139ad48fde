import type { INodeProperties } from 'n8n-workflow';
import type { ParameterReader } from './form/parameterReader';
import type { Result, OperationContext } from './operation';

export type IfExists = 'create' | 'reuse';

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

export const ifExistsOf = (form: ParameterReader): IfExists => form.group('options').choice<IfExists>('ifExists', 'create');

/** Finds a conversation or creates it, once for all items of the run that bring the same key; `details.reused` says which it was. */
export async function findOrCreate(
	context: OperationContext,
	key: string,
	find: () => Promise<Result | undefined>,
	create: () => Promise<Result>,
): Promise<Result> {
	const { result, isFirst } = await context.once(key, async () => {
		const found = await find();
		return found ? marked(found, true) : marked(await create(), false);
	});
	return isFirst ? result : marked(result, true);
}

const marked = ({ items, raw }: Result, reused: boolean): Result => ({
	items: items.map((item) => ({ ...item, details: { ...(item.details as object), reused } })),
	raw,
});
