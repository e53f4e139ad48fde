import { sleep } from 'n8n-workflow';
import type { CancelToken } from '../send/cancelToken';
import type { LockStore as Store } from './storeLock';
import { withLock } from './storeLock';

/** `pending`: claimed before, and neither finished nor released since. */
export type KeyState = 'claimed' | 'finished' | 'pending';

/** Beyond this the store forgets the oldest entries. A key takes one, and one more while its item is being sent. */
const MOST_ENTRIES = 11_000;
const ENTRIES = { mode: 'entries' } as const;

const FAILED_CALL_MS = 100;
/** Each call reads and writes all keys: fewer calls for more of them cost less than they delay. */
const GATHER_MS = 20;
/** The first call after so long is made at once: a single message does not wait. */
const QUIET_MS = 200;

interface Job {
	claim?: string;
	/** Nobody waits for the claim any longer: one that was not begun is left out. */
	givenUp?: CancelToken;
	/** Recorded once more: where there is no lock to be had, another worker may have overwritten it. */
	keep?: string;
	remove: string[];
	resolve(state: KeyState): void;
	reject(error: unknown): void;
}

const pending = (key: string) => `${key}:pending`;

/**
 * The keys that a node has used, in n8n's deduplication store. It reads and rewrites one row each time: so calls of this process wait
 * for each other, all that wait are done in one call, and a lock keeps other workers out meanwhile.
 */
export class KeyStore {
	private waiting: Job[] = [];
	private isAtWork = false;
	private lastCallAt = -Infinity;

	async claim(store: Store, key: string, givenUp?: CancelToken): Promise<KeyState> {
		return await this.enqueue(store, { claim: key, givenUp, remove: [] });
	}

	/** The item was sent, and its outcome is known. */
	async finish(store: Store, key: string): Promise<void> {
		await this.enqueue(store, { keep: key, remove: [pending(key)] });
	}

	/** Forgets the key, because nothing was done for its item. */
	async release(store: Store, key: string): Promise<void> {
		await this.enqueue(store, { remove: [pending(key), key] });
	}

	private async enqueue(store: Store, job: Omit<Job, 'resolve' | 'reject'>): Promise<KeyState> {
		return await new Promise((resolve, reject) => {
			this.waiting.push({ ...job, resolve, reject });
			void this.work(store);
		});
	}

	private async work(store: Store): Promise<void> {
		if (this.isAtWork) return;
		this.isAtWork = true;
		while (this.waiting.length > 0) {
			await sleep(Date.now() - this.lastCallAt > QUIET_MS ? 0 : GATHER_MS);
			this.lastCallAt = Date.now();
			const jobs = this.waiting;
			this.waiting = [];
			await withLock(store, async () => await this.doTogether(store, jobs)).catch((error: unknown) =>
				jobs.forEach(({ reject }) => reject(error)),
			);
		}
		this.isAtWork = false;
	}

	/**
	 * Endings come first: a place in flight is free before its item's ending is written, so no more keys are pending than places.
	 * What fails for one kind of job does not touch the other.
	 */
	private async doTogether(store: Store, jobs: Job[]): Promise<void> {
		const endings = jobs.filter(({ claim }) => claim === undefined);
		const removals = endings.flatMap(({ remove }) => remove);
		const removed = await this.remove(store, removals).catch((error: unknown) => ({ error }));

		const claims = jobs.filter(({ claim, givenUp }) => claim !== undefined && !givenUp?.isCancelled);
		for (const { resolve, givenUp } of jobs) if (givenUp?.isCancelled) resolve('pending');
		const marks = await this.claimAll(store, claims, endings.flatMap(({ keep }) => keep ?? [])).catch((error: unknown) => {
			for (const { reject } of claims) reject(error);
			return [];
		});
		await this.remove(store, marks).catch(() => undefined);
		for (const { resolve, reject } of endings) {
			if (removed) reject(removed.error);
			else resolve('finished');
		}
	}

	/** Each key with its mark that it is pending. @returns the marks that asking made, and that finished keys must not keep */
	private async claimAll(store: Store, jobs: Job[], kept: string[]): Promise<string[]> {
		const keys = jobs.map(({ claim }) => claim as string);
		if (keys.length + kept.length === 0) return [];
		const wasThere = await this.record(store, [...kept, ...keys.flatMap((key) => [key, pending(key)])]);
		const stateOf = (key: string): KeyState => {
			if (!wasThere.has(key)) return 'claimed';
			return wasThere.has(pending(key)) ? 'pending' : 'finished';
		};
		for (const { resolve, claim } of jobs) resolve(stateOf(claim as string));
		return keys.filter((key) => stateOf(key) === 'finished').map(pending);
	}

	/** Records the values; returns those that were there before. */
	private async record(store: Store, values: string[]): Promise<Set<unknown>> {
		const options = { ...ENTRIES, maxEntries: MOST_ENTRIES };
		const { processed } = await stubbornly(async () => await store.checkProcessedAndRecord(values, 'node', options));
		return new Set(processed);
	}

	private async remove(store: Store, values: string[]): Promise<void> {
		if (values.length > 0) await stubbornly(async () => await store.removeProcessed(values, 'node', ENTRIES));
	}
}

/** A call that fails is tried again: two workers may make the row at once. */
async function stubbornly<T>(call: () => Promise<T>, triesLeft = 2): Promise<T> {
	const ended = await call().then(
		(result) => ({ result }),
		async (error: unknown) => {
			if (triesLeft === 0) throw error;
			await sleep(FAILED_CALL_MS);
		},
	);
	return ended ? ended.result : await stubbornly(call, triesLeft - 1);
}
