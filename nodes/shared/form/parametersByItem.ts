import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { isRecord } from '../base/json';
import type { ReadParameter } from './parameterReader';

/**
 * Reads the node's parameters for each item. A value without an expression is the same for all items and is read once. One
 * with an expression is read once an item, as a whole: by n8n, or from the item itself where that comes to the same.
 */
export function parametersByItem(
	n8n: IExecuteFunctions,
	written: INodeParameters,
	items: INodeExecutionData[],
): (itemIndex: number) => ReadParameter {
	const sameForAll = new Map<string, unknown>();

	return (itemIndex) => {
		const ofThisItem = new Map<string, unknown>();
		// n8n throws for a parameter that is hidden or was never added, unless there is a value to fall back on.
		const evaluate = (name: string): unknown => n8n.getNodeParameter(name, itemIndex, null);
		return (name) => {
			if (sameForAll.has(name)) return sameForAll.get(name);
			if (ofThisItem.has(name)) return ofThisItem.get(name);
			if (!hasExpression(written[name])) {
				const value = evaluate(name);
				sameForAll.set(name, value);
				return value;
			}
			const picked = pick(written[name], items[itemIndex]?.json);
			const value = picked === ASK_N8N ? evaluate(name) : picked;
			ofThisItem.set(name, value);
			return value;
		};
	};
}

const hasExpression = (value: unknown): boolean => {
	if (typeof value === 'string') return value.startsWith('=');
	return typeof value === 'object' && value !== null && Object.values(value).some(hasExpression);
};

const ASK_N8N = Symbol('only n8n can tell');

/**
 * The value that n8n's evaluation would bring, where every expression in it does no more than pick a text, number or boolean
 * of the item. Most do, and evaluating one takes half the time of sending the request.
 */
const pick = (written: unknown, json: IDataObject | undefined): unknown => {
	if (typeof written === 'string') return written.startsWith('=') ? pickField(written, json) : written;
	if (typeof written !== 'object' || written === null) return written;
	const picked = Object.entries(written).map(([key, value]) => [key, pick(value, json)] as const);
	if (picked.some(([, value]) => value === ASK_N8N)) return ASK_N8N;
	return Array.isArray(written) ? picked.map(([, value]) => value) : Object.fromEntries(picked);
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
