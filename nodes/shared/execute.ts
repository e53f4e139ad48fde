import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Vendor } from './vendor';

/** Runs a vendor's node for all items. The code of a run is loaded with the first run, so that n8n starts faster. */
export async function execute(n8n: IExecuteFunctions, vendor: Vendor): Promise<INodeExecutionData[][]> {
	const { run } = await import('./run/run');
	return await run(n8n, vendor);
}
