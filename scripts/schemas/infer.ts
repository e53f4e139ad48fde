/** The part of JSON Schema that n8n's editor shows as a preview of what a node puts out. */
export interface Schema {
	type?: string | string[];
	properties?: Record<string, Schema>;
	items?: Schema;
}

/** A schema that all these values fit. Where one is an object or a list, null is left out of the type: the editor shows only a single one. */
export function infer(values: unknown[]): Schema {
	const present = values.filter((value) => value !== null && value !== undefined);
	const kinds = [...new Set(present.map(kindOf))];
	if (kinds.length === 0) return { type: 'null' };
	if (kinds.length === 1 && kinds[0] === 'object') return ofObjects(present as object[]);
	if (kinds.length === 1 && kinds[0] === 'array') return ofLists(present as unknown[][]);
	const types = present.length < values.length ? [...kinds, 'null'] : kinds;
	return { type: types.length === 1 ? types[0] : types };
}

function ofObjects(objects: object[]): Schema {
	const names = [...new Set(objects.flatMap((one) => Object.keys(one)))];
	const valuesOf = (name: string) => objects.flatMap((one) => (name in one ? [(one as Record<string, unknown>)[name]] : []));
	return { type: 'object', properties: Object.fromEntries(names.map((name) => [name, infer(valuesOf(name))])) };
}

function ofLists(lists: unknown[][]): Schema {
	const entries = lists.flat();
	return entries.length === 0 ? { type: 'array' } : { type: 'array', items: infer(entries) };
}

const kindOf = (value: unknown): string => (Array.isArray(value) ? 'array' : typeof value);

/** The same schema, with what was only ever null here taken from where it was seen. */
export function complete(schema: Schema, elsewhere: Schema | undefined): Schema {
	if (schema.type === 'null') return elsewhere === undefined || elsewhere.type === 'null' ? schema : nullable(elsewhere);
	if (schema.type === 'array' && !schema.items && elsewhere?.items) return { ...schema, items: elsewhere.items };
	if (!schema.properties) return schema;
	const properties = Object.entries(schema.properties).map(([name, property]) => [name, complete(property, elsewhere?.properties?.[name])]);
	return { ...schema, properties: Object.fromEntries(properties) };
}

function nullable(schema: Schema): Schema {
	const types = [schema.type ?? []].flat();
	const isLeaf = !types.includes('object') && !types.includes('array');
	return isLeaf && !types.includes('null') ? { ...schema, type: [...types, 'null'] } : schema;
}
