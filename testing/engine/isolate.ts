import type { Workflow } from 'n8n-workflow';

/** The `vm` expression engine evaluates only for whoever holds one of its isolates. */
export async function inIsolate<T>({ expression }: Workflow, work: () => Promise<T>): Promise<T> {
	const acquired = await expression.acquireIsolate();
	try {
		return await work();
	} finally {
		if (acquired) await expression.releaseIsolate();
	}
}
