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
const GATHER_MS = 5;
/** Locking costs as much as a call. So after so many jobs at once the lock is kept until no more have come for a while. */
const MANY = 10;
const QUIET_MS = 250;
/** Then other workers may take the lock: they look for it about every 15 ms, and after 8 seconds take a holder for dead. */
const LONGEST_TURN_MS = 1000;
const OTHERS_TURN_MS = 60;

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
			await withLock(store, async () => await this.takeTurn(store)).catch((error: unknown) =>
				this.takeWaiting().forEach(({ reject }) => reject(error)),
			);
			if (this.waiting.length > 0) await sleep(OTHERS_TURN_MS);
		}
		this.isAtWork = false;
	}

	/** Does what waits, and while there is much to do also what comes. */
	private async takeTurn(store: Store): Promise<void> {
		const end = Date.now() + LONGEST_TURN_MS;
		for (let busyUntil = 0; this.waiting.length > 0 || Date.now() < busyUntil; await sleep(GATHER_MS)) {
			if (Date.now() > end) return;
			const jobs = this.takeWaiting();
			if (jobs.length === 0) continue;
			await this.doTogether(store, jobs);
			if (jobs.length >= MANY) busyUntil = Date.now() + QUIET_MS;
		}
	}

	private takeWaiting(): Job[] {
		const jobs = this.waiting;
		this.waiting = [];
		return jobs;
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
