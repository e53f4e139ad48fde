import type { IPollFunctions } from 'n8n-workflow';
import type { Listed } from './listed';
import type { Memory, Store } from './memory';
import { emptyMemory } from './memory';

/**
 * n8n tells every poll how its workflow came to be active, not which poll is the first one since. But all polls of one
 * activation get the same context. After a restart or an edit of an active workflow the way is not `activate`.
 */
const polling = new WeakSet<IPollFunctions>();

const isFirstOfActivation = (n8n: IPollFunctions): boolean => n8n.getActivationMode() === 'activate' && !polling.has(n8n);

/** n8n tries a failed activation again by itself. An attempt that is older than this was given up. */
const LONGEST_ATTEMPT_MS = 3_600_000;
/** How far this machine's clock and the vendor's may be apart without anything being lost. */
const CLOCK_TOLERANCE_MS = 120_000;

/**
 * Notes when the trigger began to wait for its first poll that succeeds. n8n 2 saves the note even if the activation fails (read in 2.41.1), n8n 1.123 does not.
 * @returns whether the memory is to begin anew
 */
export function noteBeginning(n8n: IPollFunctions, store: Store, now: number): boolean {
	const isNew = isFirstOfActivation(n8n);
	if (!isNew && store.memory && !store.waitingSince) return false;
	const isGivenUp = isNew && now - (store.waitingSince ?? 0) > LONGEST_ATTEMPT_MS;
	if (store.waitingSince === undefined || isGivenUp) store.waitingSince = now;
	return true;
}

export function noteSuccess(n8n: IPollFunctions, store: Store): void {
	polling.add(n8n);
	delete store.waitingSince;
}

/**
 * What an earlier poll of this activation would have remembered, had it not failed: that everything was there before it.
 * The only place where this machine's clock counts, because a vendor that does not answer shows no other one.
 */
export function memoryOfFailedStart(account: string, waitingSince: number, now: number, newest: Listed | undefined): Memory {
	// A vendor's clock that is ahead shows itself by a time that is still to come. One that is behind does not.
	const aheadMs = Math.max(0, (newest?.updatedAt ?? 0) - now);
	const since = waitingSince + aheadMs - CLOCK_TOLERANCE_MS;
	return { ...emptyMemory(account), since, readFrom: since };
}
