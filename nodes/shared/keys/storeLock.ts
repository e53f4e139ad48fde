import { sleep, type IExecuteFunctions } from 'n8n-workflow';

/** The functions of n8n's deduplication store that the lock uses. */
export type LockStore = Pick<
	IExecuteFunctions['helpers'],
	'checkProcessedAndRecord' | 'removeProcessed' | 'clearAllProcessedItems' | 'getProcessedDataCount'
>;

const LOCK = 'n8n-nodes-conversations:lock';
const ENTRIES = { mode: 'entries' } as const;

/** An older lock is taken over: its holder was stopped, because the work takes some milliseconds. */
const STALE_MS = 8000;
const LOOK_AGAIN_MS = 15;

/**
 * Does the work under a lock on the workflow, which other workers respect. n8n's store has no lock, but one thing in it is atomic:
 * creating a row that does not exist. The row of scope `workflow` is unused unless a Remove Duplicates node keeps its history in it:
 * then there is no lock, and the work is done without one.
 */
export async function withLock<T>(store: LockStore, work: () => Promise<T>): Promise<T> {
	const isHeld = await acquire(store);
	// Not waited for, because the work is done either way.
	const mustRelease = isHeld && isOnlyOurs(store).then(async (isOurs) => isOurs || (await giveBack(store))).catch(() => true);
	return await work().finally(async () => ((await mustRelease) ? await release(store) : undefined));
}

async function acquire(store: LockStore): Promise<boolean> {
	for (let until = Date.now() + STALE_MS; ; ) {
		const recorded = await record(store);
		if (recorded === 'unusable') return false;
		if (recorded?.new.length) return true;
		if (Date.now() > until) {
			if (!recorded) return false;
			if (!(await isOnlyOurs(store))) return await giveBack(store);
			await store.clearAllProcessedItems('workflow', ENTRIES);
			until = Date.now() + STALE_MS;
		}
		await sleep(LOOK_AGAIN_MS * (0.5 + Math.random()));
	}
}

/** Undefined if another worker created the row at the same moment: then n8n's database refuses ours. */
const record = async (store: LockStore) =>
	await store
		.checkProcessedAndRecord([LOCK], 'workflow', ENTRIES)
		.catch((error: unknown) => (error instanceof Error && error.name === 'QueryFailedError' ? undefined : ('unusable' as const)));

const isOnlyOurs = async (store: LockStore): Promise<boolean> => (await store.getProcessedDataCount('workflow', ENTRIES)) === 1;

const giveBack = async (store: LockStore): Promise<false> => {
	await store.removeProcessed([LOCK], 'workflow', ENTRIES);
	return false;
};

async function release(store: LockStore): Promise<void> {
	if (await isOnlyOurs(store)) await store.clearAllProcessedItems('workflow', ENTRIES);
	else await giveBack(store);
}
