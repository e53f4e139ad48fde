import { sleep } from 'n8n-workflow';
import type { LockStore } from './storeLock';
import { withLock } from './storeLock';

/** n8n's own deduplication store, by workflow and node. */
type Store = LockStore;

/** `pending`: claimed before, and neither finished nor released since. */
export type KeyState = 'claimed' | 'finished' | 'pending';

/** The store forgets the oldest beyond these. Those that are being sent take one more entry each. */
const MOST_ENTRIES = 11_000;
const ENTRIES = { mode: 'entries' } as const;
const OPTIONS = { ...ENTRIES, maxEntries: MOST_ENTRIES };

const FAILED_WRITE_MS = 100;

interface Job {
	claim?: string;
	remove: string[];
	resolve(state: KeyState): void;
	reject(error: unknown): void;
}

const pending = (key: string) => `${key}:pending`;

/**
 * The keys that a node has used. The store reads and rewrites one row each time: so calls of this process wait for each other, all
 * that wait are done in one call, and a lock keeps other workers out meanwhile.
 */
export class KeyStore {
	private waiting: Job[] = [];
	private isAtWork = false;

	async claim(store: Store, key: string): Promise<KeyState> {
		return await this.enqueue(store, { claim: key, remove: [] });
	}

	/** The item was sent, and its outcome is known. */
	async finish(store: Store, key: string): Promise<void> {
		await this.enqueue(store, { remove: [pending(key)] });
	}

	/** Nothing was done for the item: the key is as if it had never been claimed. */
	async release(store: Store, key: string): Promise<void> {
		await this.enqueue(store, { remove: [pending(key), key] });
	}

	/**
	 * Whether outputs are saved with the workflow for the first time. If not, and none are there, what is saved does not come back: a
	 * worker of n8n 2 starts each execution with empty static data, and writing to it would wipe what other nodes keep there.
	 */
	async isFirstSave(store: Store): Promise<boolean> {
		return (await this.enqueue(store, { claim: 'outputs-saved', remove: [] })) === 'claimed';
	}

	private async enqueue(store: Store, job: Pick<Job, 'claim' | 'remove'>): Promise<KeyState> {
		return await new Promise((resolve, reject) => {
			this.waiting.push({ ...job, resolve, reject });
			void this.work(store);
		});
	}

	private async work(store: Store): Promise<void> {
		if (this.isAtWork) return;
		this.isAtWork = true;
		while (this.waiting.length > 0) {
			const jobs = this.waiting;
			this.waiting = [];
			await withLock(store, async () => await this.doTogether(store, jobs)).catch((error: unknown) => jobs.forEach(({ reject }) => reject(error)));
		}
		this.isAtWork = false;
	}

	private async doTogether(store: Store, jobs: Job[]): Promise<void> {
		const removals = jobs.flatMap(({ remove }) => remove);
		if (removals.length > 0) await store.removeProcessed(removals, 'node', ENTRIES);
		const states = await this.claimAll(store, jobs.flatMap(({ claim }) => claim ?? []));
		for (const { claim, resolve } of jobs) resolve(claim === undefined ? 'finished' : (states.get(claim) ?? 'claimed'));
	}

	/** Each key with its mark that it is pending. */
	private async claimAll(store: Store, keys: string[]): Promise<Map<string, KeyState>> {
		if (keys.length === 0) return new Map();
		const wasThere = await this.record(store, keys.flatMap((key) => [key, pending(key)]));
		const stateOf = (key: string): KeyState => {
			if (!wasThere.has(key)) return 'claimed';
			return wasThere.has(pending(key)) ? 'pending' : 'finished';
		};
		const finished = keys.filter((key) => stateOf(key) === 'finished');
		// Asking made a mark for them that they must not keep.
		if (finished.length > 0) await store.removeProcessed(finished.map(pending), 'node', ENTRIES);
		return new Map(keys.map((key) => [key, stateOf(key)]));
	}

	/** Records the values; returns those that were there before. A write that fails is tried again: two may make the row at once. */
	private async record(store: Store, values: string[], triesLeft = 2): Promise<Set<unknown>> {
		const recorded = await store.checkProcessedAndRecord(values, 'node', OPTIONS).catch((error: unknown) => {
			if (triesLeft === 0) throw error;
			return undefined;
		});
		if (recorded) return new Set(recorded.processed);
		await sleep(FAILED_WRITE_MS);
		return await this.record(store, values, triesLeft - 1);
	}
}
