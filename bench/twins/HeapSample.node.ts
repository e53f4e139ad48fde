import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { Session, type HeapProfiler } from 'node:inspector/promises';

let session: Session | undefined;

/**
 * Before a node and after it: what was allocated in between and is in memory at the end, by who allocated it. With `collected` also what
 * is no longer in memory, but lived long enough to be moved to the old part of the heap: V8 collects that part late, so it grows.
 */
export class HeapSample implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Heap Sample',
		name: 'heapSample',
		group: ['transform'],
		version: 1,
		description: 'Sample the heap',
		defaults: { name: 'Heap Sample' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [{ displayName: 'Collected', name: 'collected', type: 'boolean', default: false }],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		if (!session) {
			session = new Session();
			session.connect();
			await session.post('HeapProfiler.startSampling', {
				samplingInterval: 16 * 1024,
				includeObjectsCollectedByMajorGC: this.getNodeParameter('collected', 0) as boolean,
			});
			return [this.getInputData()];
		}
		const { profile } = await session.post('HeapProfiler.stopSampling');
		session.disconnect();
		session = undefined;
		const bytes: Record<string, number> = {};
		add(profile.head, 'Node', bytes);
		return [[{ json: { bytes } }]];
	}
}

/** What a function without a file allocates, such as V8's own, counts for whoever called it. */
function add({ callFrame, selfSize, children }: HeapProfiler.SamplingHeapProfileNode, caller: string, bytes: Record<string, number>): void {
	const owner = callFrame.url === '' ? caller : ownerOf(callFrame.url);
	bytes[owner] = (bytes[owner] ?? 0) + selfSize;
	for (const child of children) add(child, owner, bytes);
}

function ownerOf(url: string): string {
	if (url.startsWith('node:')) return 'Node';
	if (!url.includes('/node_modules/')) return url.includes('/dist/') ? 'this package' : 'the benchmark';
	if (url.includes('/node_modules/axios/')) return 'axios';
	if (/\/node_modules\/(?:@n8n|n8n-[a-z-]+)\//.test(url)) return 'n8n';
	return 'other libraries';
}
