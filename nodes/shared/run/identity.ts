import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { digest } from '../base/digest';

/**
 * What makes an item the same in another attempt: its input, the fields as they are written in the form, and its account. The
 * values of expressions do not count, because `$now` and `$execution.id` change with each attempt. Neither do options.
 */
export function identities(items: INodeExecutionData[], written: INodeParameters): (itemIndex: number, accountId: string) => string {
	const { options: _options, simplify: _simplify, ...fields } = written;
	const fieldsDigest = digest(fields);
	return (itemIndex, accountId) => {
		const { json, binary } = items[itemIndex] ?? {};
		return digest(fieldsDigest, accountId, json, binary);
	};
}
