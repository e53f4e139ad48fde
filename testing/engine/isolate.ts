import type { Workflow } from 'n8n-workflow';

/** Holds an isolate, because the `vm` expression engine evaluates nothing without one. */
export async function inIsolate<T>({ expression }: Workflow, work: () => Promise<T>): Promise<T> {
	const acquired = await expression.acquireIsolate();
	try {
		return await work();
	} finally {
		if (acquired) await expression.releaseIsolate();
	}
}
