import type { IBinaryKeyData, IExecuteFunctions, INode } from 'n8n-workflow';
import type { ItemOfForm } from '../../nodes/shared/form/parameterReader';

/** An item with these files, which n8n's own functions find and read; undefined without files. */
export function itemWith(binary: IBinaryKeyData | undefined): ItemOfForm | undefined {
	if (!binary) return undefined;
	// Only here: it takes seconds to load.
	// eslint-disable-next-line @typescript-eslint/no-require-imports
	const { assertBinaryData, getBinaryDataBuffer } = require('n8n-core') as typeof import('n8n-core');
	const items = [{ json: {}, binary }];
	const helpers: Partial<IExecuteFunctions['helpers']> = {
		assertBinaryData: (item, name) => assertBinaryData({ main: [items] }, { name: 'Node' } as INode, item, name, 0),
		getBinaryDataBuffer: async (item, name) => await getBinaryDataBuffer({ main: [items] }, item, name, 0),
	};
	return { n8n: { helpers, getInputData: () => items } as unknown as IExecuteFunctions, itemIndex: 0 };
}
