import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { ParameterReader } from './form/parameterReader';

/** The usual pair of fields of an operation that returns many. */
export const returnAll: INodeProperties = {
	displayName: 'Return All',
	name: 'returnAll',
	type: 'boolean',
	default: false,
	description: 'Whether to return all results or only up to a given limit',
};

export const limit: INodeProperties = {
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	typeOptions: { minValue: 1, numberPrecision: 0 },
	default: 50,
	displayOptions: { show: { returnAll: [false] } },
	description: 'Max number of results to return',
};

/** How many entries the user wants; Infinity for all. */
export const limitOf = (form: ParameterReader): number => (form.flag('returnAll', false) ? Infinity : (form.number('limit') ?? 50));

/**
 * Reads pages of `size`, from page 1 on, until there are enough entries or a page is short. An entry that a shifting list shows twice
 * counts once. Reading stops at a page without new entries, because a vendor may send the same page for ever.
 */
export async function readPages(
	size: number,
	enough: (soFar: IDataObject[]) => boolean,
	readPage: (page: number) => Promise<IDataObject[]>,
): Promise<IDataObject[]> {
	const seen = new Map<unknown, IDataObject>();
	for (let page = 1; ; page += 1) {
		const entries = await readPage(page);
		const before = seen.size;
		for (const entry of entries) if (!seen.has(entry.id)) seen.set(entry.id, entry);
		const all = [...seen.values()];
		if (entries.length < size || seen.size === before || enough(all)) return all;
	}
}
