import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { digest } from '../base/digest';
import type { NodeKeys } from './nodeKeys';

/** An execution that is stopped or killed does not save what it wrote, so one time is not enough. */
const MOST_FIRST_SAVES = 3;

/** What the workflow remembers of the node's outputs. */
export const loadOutputs = (n8n: IExecuteFunctions, { memory }: NodeKeys): void => memory.load(staticDataOf(n8n).outputsByKey);

/**
 * n8n saves them at the end of a production execution. Where it was given some before and there are none, they do not come back: a
 * worker of n8n 2 starts each execution with empty static data, and writing to it would wipe what other nodes keep there.
 */
export async function saveOutputs(n8n: IExecuteFunctions, keys: NodeKeys): Promise<void> {
	if (n8n.getMode() === 'manual') return;
	const staticData = staticDataOf(n8n);
	if (staticData.outputsByKey === undefined && !(await mayBegin(n8n, keys))) return;
	staticData.outputsByKey = keys.memory.toSaved();
}

/** Static data goes by the node's name, so a renamed one begins anew. */
async function mayBegin(n8n: IExecuteFunctions, { store }: NodeKeys): Promise<boolean> {
	for (let time = 0; time < MOST_FIRST_SAVES; time += 1) {
		const mark = digest('outputs saved', n8n.getNode().name, time);
		if ((await store.claim(n8n.helpers, mark)) !== 'claimed') continue;
		await store.finish(n8n.helpers, mark);
		return true;
	}
	return false;
}

const staticDataOf = (n8n: IExecuteFunctions): IDataObject => n8n.getWorkflowStaticData('node');
