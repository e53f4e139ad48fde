import { sleep, type IExecuteFunctions } from 'n8n-workflow';

/** n8n's own deduplication store, by workflow and node. */
type Store = Pick<IExecuteFunctions['helpers'], 'checkProcessedAndRecord' | 'removeProcessed'>;

/** `pending`: claimed before, and neither finished nor released since. */
export type KeyState = 'claimed' | 'finished' | 'pending';

/** The store forgets the oldest beyond these. Those that are claimed take two more entries each. */
const MOST_ENTRIES = 11_000;
const OPTIONS = { mode: 'entries', maxEntries: MOST_ENTRIES } as const;

/** Another process may have written at the same moment, and the last one wins: so we look whether our entry is still there. */
const MOST_CHECKS = 5;
const FAILED_WRITE_MS = 100;

interface Job {
	claim?: string;
	remove: string[];
	resolve(state: KeyState): void;
	reject(error: unknown): void;
}

const pending = (key: string) => `${key}:pending`;

/**
 * The keys that a node has used. The store reads and rewrites one row each time, without a lock: so calls of this process wait for
 * each other, and all that wait are done in one call.
 */
export class KeyStore {
	private waiting: Job[] = [];
	private isAtWork = false;
	/** Of the keys that this process has claimed and not ended: what tells its claim from one of another worker */
	private readonly tokens = new Map<string, string>();

	async claim(store: Store, key: string): Promise<KeyState> {
		return await this.enqueue(store, { claim: key, remove: [] });
	}

	/** The item was sent, and its outcome is known. */
	async finish(store: Store, key: string): Promise<void> {
		await this.enqueue(store, { remove: [pending(key), ...this.tokenOf(key)] });
	}

	/** Nothing was done for the item: the key is as if it had never been claimed. */
	async release(store: Store, key: string): Promise<void> {
		await this.enqueue(store, { remove: [pending(key), key, ...this.tokenOf(key)] });
	}

	private tokenOf(key: string): string[] {
		const token = this.tokens.get(key);
		this.tokens.delete(key);
		return token === undefined ? [] : [token];
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
			await this.doTogether(store, jobs).catch((error: unknown) => jobs.forEach(({ reject }) => reject(error)));
		}
		this.isAtWork = false;
	}

	private async doTogether(store: Store, jobs: Job[]): Promise<void> {
		const removals = jobs.flatMap(({ remove }) => remove);
		if (removals.length > 0) await store.removeProcessed(removals, 'node', { mode: 'entries' });
		const states = await this.claimAll(store, jobs.flatMap(({ claim }) => claim ?? []));
		for (const { claim, resolve } of jobs) resolve(claim === undefined ? 'finished' : (states.get(claim) ?? 'claimed'));
	}

	/** Each key with its mark that it is pending. */
	private async claimAll(store: Store, keys: string[]): Promise<Map<string, KeyState>> {
		const states = new Map<string, KeyState>();
		if (keys.length === 0) return states;
		const batch = String(Math.random());
		const marksOf = (key: string) => [key, pending(key), `${key}:${batch}`];
		const wasThere = await this.record(store, keys.flatMap(marksOf));
		for (const key of keys) states.set(key, !wasThere.has(key) ? 'claimed' : wasThere.has(pending(key)) ? 'pending' : 'finished');

		const isClaimed = (key: string) => states.get(key) === 'claimed';
		for (const key of await this.lostTo(store, keys.filter(isClaimed), marksOf)) states.set(key, 'pending');
		for (const key of keys.filter(isClaimed)) this.tokens.set(key, `${key}:${batch}`);
		// Asking made marks that the others must not keep.
		const others = keys.filter((key) => !isClaimed(key)).map((key) => (states.get(key) === 'finished' ? marksOf(key).slice(1) : marksOf(key).slice(2)));
		if (others.length > 0) await store.removeProcessed(others.flat(), 'node', { mode: 'entries' });
		return states;
	}

	/**
	 * Another process that wrote at the same moment has overwritten our marks. They are recorded again until they stand; where the key
	 * stands without our token, it is the other one's.
	 */
	private async lostTo(store: Store, keys: string[], marksOf: (key: string) => string[]): Promise<string[]> {
		const lost: string[] = [];
		let unsure = keys;
		for (let check = 0; check < MOST_CHECKS && unsure.length > 0; check += 1) {
			const stands = await this.record(store, unsure.flatMap(marksOf));
			const overwritten = unsure.filter((key) => !marksOf(key).every((mark) => stands.has(mark)));
			lost.push(...overwritten.filter((key) => stands.has(key)));
			unsure = overwritten.filter((key) => !stands.has(key));
		}
		return lost;
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
