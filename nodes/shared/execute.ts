import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Vendor } from './vendor';

/** Runs a vendor's node for all items. What only a run needs is loaded with the first one, not when n8n starts. */
export async function execute(n8n: IExecuteFunctions, vendor: Vendor): Promise<INodeExecutionData[][]> {
	const { run } = await import('./run/run');
	return await run(n8n, vendor);
}
