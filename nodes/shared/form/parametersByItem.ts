import type { IExecuteFunctions, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { ASK_N8N, shortcut } from './expressionShortcut';
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
			const quick = shortcut(written[name], items[itemIndex]?.json);
			const value = quick === ASK_N8N ? evaluate(name) : quick;
			ofThisItem.set(name, value);
			return value;
		};
	};
}

const hasExpression = (value: unknown): boolean => {
	if (typeof value === 'string') return value.startsWith('=');
	return typeof value === 'object' && value !== null && Object.values(value).some(hasExpression);
};
