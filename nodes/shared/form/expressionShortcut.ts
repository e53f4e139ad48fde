import type { IDataObject } from 'n8n-workflow';
import { isRecord } from '../base/json';

/** The shortcut does not know the value: n8n has to evaluate the expression. */
export const ASK_N8N = Symbol('only n8n can tell');

/**
 * The value that n8n's evaluation would return, if every expression in what was written only picks a text, number or boolean of the
 * item; else ASK_N8N. A second way to evaluate, because most expressions are of this kind and n8n takes half as long for one of
 * them as for sending the request. A test compares both ways on both engines.
 */
export const shortcut = (written: unknown, json: IDataObject | undefined): unknown => {
	if (typeof written === 'string') return written.startsWith('=') ? pickField(written, json) : written;
	if (typeof written !== 'object' || written === null) return written;
	const entries = Object.entries(written).map(([key, value]) => [key, shortcut(value, json)] as const);
	if (entries.some(([, value]) => value === ASK_N8N)) return ASK_N8N;
	return Array.isArray(written) ? entries.map(([, value]) => value) : Object.fromEntries(entries);
};

/** `={{ $json.customer.name }}` or `={{ $json["Full name"] }}`, as n8n's editor writes it when a field is dragged in. */
const FIELD = /^=\{\{\s*\$json((?:\.[A-Za-z_]\w*|\['[^'\\\]]+'\]|\["[^"\\\]]+"\])+)\s*\}\}$/;
const STEP = /\.(\w+)|\[['"]([^\]]+)['"]\]/g;

const pickField = (expression: string, json: IDataObject | undefined): unknown => {
	let value: unknown = json;
	for (const [, plain, quoted] of FIELD.exec(expression)?.[1]?.matchAll(STEP) ?? []) {
		if (!isRecord(value)) return ASK_N8N;
		value = value[plain ?? quoted ?? ''];
	}
	return ['string', 'number', 'boolean'].includes(typeof value) ? value : ASK_N8N;
};
