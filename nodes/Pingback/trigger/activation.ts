import type { IPollFunctions } from 'n8n-workflow';
import type { Listed } from './listed';
import type { Memory, Store } from './memory';
import { emptyMemory } from './memory';

/**
 * The contexts whose first poll is over. n8n tells a poll how its workflow was activated, but not whether it is the first poll. All polls of one
 * activation get the same context. After a restart or an edit of an active workflow the mode is not `activate`.
 */
const polling = new WeakSet<IPollFunctions>();

const isFirstOfActivation = (n8n: IPollFunctions): boolean => n8n.getActivationMode() === 'activate' && !polling.has(n8n);

/** n8n repeats a failed activation by itself. After this long the activation counts as given up. */
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
 * The memory that an earlier poll of this activation would have kept if it had not failed: nothing before it is new.
 * Only here this machine's clock counts, because a vendor that did not answer has shown no other clock.
 */
export function memoryOfFailedStart(account: string, waitingSince: number, now: number, newest: Listed | undefined): Memory {
	// If the vendor's clock is ahead, its newest time lies in the future. If it is behind, nothing shows it.
	const aheadMs = Math.max(0, (newest?.updatedAt ?? 0) - now);
	const since = waitingSince + aheadMs - CLOCK_TOLERANCE_MS;
	return { ...emptyMemory(account), since, readFrom: since };
}
