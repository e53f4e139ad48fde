import type { IExecuteFunctions, INodeParameters } from 'n8n-workflow';
import type { ReadParameter } from './form';

/**
 * Reads the node's parameters for each item. A value without an expression is the same for all items and is read once;
 * one with an expression is evaluated once an item, as a whole, because evaluating is what costs time.
 */
export function parameterReader(n8n: IExecuteFunctions, written: INodeParameters): (itemIndex: number) => ReadParameter {
	const sameForAll = new Map<string, unknown>();

	return (itemIndex) => {
		const ofThisItem = new Map<string, unknown>();
		return (name) => {
			if (sameForAll.has(name)) return sameForAll.get(name);
			if (ofThisItem.has(name)) return ofThisItem.get(name);
			// n8n throws for a parameter that is hidden or was never added, unless there is a value to fall back on.
			const value: unknown = n8n.getNodeParameter(name, itemIndex, null);
			(hasExpression(written[name]) ? ofThisItem : sameForAll).set(name, value);
			return value;
		};
	};
}

const hasExpression = (value: unknown): boolean => {
	if (typeof value === 'string') return value.startsWith('=');
	return typeof value === 'object' && value !== null && Object.values(value).some(hasExpression);
};
