import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

/** A field that is filled in, at its place in the form and in the node's JSON. */
export interface Leaf {
	/** Display names from the outermost field inwards. */
	names: string[];
	/** The parameter's dot path. */
	path: string;
	field: INodeProperties;
}

/** The fields of one operation in the order of the form, collections opened up. */
export function leavesOf(properties: INodeProperties[], resource?: string, operation?: string): Leaf[] {
	const shown = properties.filter(({ name, type, displayOptions }) => {
		const { resource: resources, operation: operations } = displayOptions?.show ?? {};
		const isOf = (allowed: unknown[] | undefined, value?: string) => allowed === undefined || allowed.includes(value);
		return !HIDDEN.has(type) && !CHOSEN.has(name) && isOf(resources, resource) && isOf(operations, operation);
	});
	return shown.flatMap((field) => open(field, [], ''));
}

const HIDDEN = new Set(['hidden', 'notice']);
/** What the page's headline says already, and n8n's own schedule of a polling trigger. */
const CHOSEN = new Set(['resource', 'operation', 'pollTimes']);

function open(field: INodeProperties, above: string[], place: string): Leaf[] {
	const names = [...above, field.displayName];
	const path = place + field.name;
	const inside = (fields: INodeProperties[], under: string) => fields.flatMap((child) => open(child, names, `${under}.`));
	if (field.type === 'collection') return inside(field.options as INodeProperties[], path);
	if (field.type !== 'fixedCollection') return [{ names, path, field }];
	return (field.options as INodePropertyCollection[]).flatMap(({ name, values }) => inside(values, `${path}.${name}`));
}

/** What can be chosen, for a field with fixed choices. */
export const choicesOf = ({ type, options }: INodeProperties): INodePropertyOptions[] =>
	type === 'options' ? ((options ?? []) as INodePropertyOptions[]) : [];
