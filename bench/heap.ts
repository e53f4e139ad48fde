import { startEngine } from '../testing/engine';
import { chain, startNode } from '../testing/workflows';
import { CREDENTIAL, itemAt, singleContenders, TWINS_DIR } from './contenders';
import type { Vendors } from './vendor';

/** By who allocated it, in MB: what a run holds at its end, and what it moved to the old part of the heap, which V8 collects late. */
export interface HeapShare {
	contender: 'ours' | 'http';
	kind: 'held' | 'moved';
	items: number;
	latencyMs: number;
	concurrency?: number;
	megabytes: Record<string, number>;
}

export const HEAP_CASE = { items: 10_000, latencyMs: 200, concurrency: 50 };

/** Throws where the vendor has not made a conversation for each item. */
export async function sampleHeap(contender: HeapShare['contender'], kind: HeapShare['kind'], vendors: Vendors, nodePath: string): Promise<HeapShare> {
	const { items, latencyMs, concurrency } = HEAP_CASE;
	const { sandbox } = vendors;
	const credential = sandbox.credentials[CREDENTIAL] as { baseUrl: string };
	const node = singleContenders[contender].node({ baseUrl: credential.baseUrl, latencyMs });
	if (contender === 'ours') node.parameters = { ...node.parameters, options: { concurrency } };
	const sample = { type: 'conversations-bench-twins.heapSample', typeVersion: 1, parameters: { collected: kind === 'moved' } };
	const workflow = chain(startNode, { ...sample, name: 'Before' }, node, { ...sample, name: 'After' });
	await sandbox.reset();
	await sandbox.configure({ latencyMs, record: false });
	const engine = await startEngine({ core: 'newest', packageDir: TWINS_DIR, nodePath, expressionEngine: 'vm', credentials: { [CREDENTIAL]: credential } });
	try {
		const input = Array.from({ length: items }, (_, index) => ({ json: itemAt(index) }));
		const { runs, status, error } = await engine.run(workflow, { input });
		const { created } = await sandbox.counts('userDesk');
		if (status !== 'success' || created !== items) throw new Error(error?.message ?? `${String(created)} conversations were made of ${items}`);
		const { bytes } = runs.After![0]!.outputs[0]![0]!.json as { bytes: Record<string, number> };
		const largestFirst = Object.entries(bytes).sort(([, a], [, b]) => b - a);
		return {
			...{ contender, kind, items, latencyMs },
			...(contender === 'ours' && { concurrency }),
			megabytes: Object.fromEntries(largestFirst.map(([owner, size]) => [owner, Math.round(size / 2 ** 17) / 8])),
		};
	} finally {
		await engine.stop();
	}
}
