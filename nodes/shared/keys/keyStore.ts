import { sleep, type IExecuteFunctions } from 'n8n-workflow';
import type { CancelToken } from '../send/cancelToken';

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
/** Each call reads and writes all keys: fewer calls for more of them cost less than they delay. */
const GATHER_MS = 20;

interface Job {
	claim?: string;
	/** Nobody waits for the claim any longer: it is given back before anything else is done. */
	givenUp?: CancelToken;
	/** Recorded once more: another process may have overwritten it. */
	keep?: string;
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
	/** Of the keys that this process has claimed and not ended: what tells its claim from one of another process. */
	private readonly tokens = new Map<string, string>();

	async claim(store: Store, key: string, givenUp?: CancelToken): Promise<KeyState> {
		return await this.enqueue(store, { claim: key, givenUp, remove: [] });
	}

	/** The item was sent, and its outcome is known. */
	async finish(store: Store, key: string): Promise<void> {
		await this.enqueue(store, { keep: key, remove: [pending(key), ...this.tokenOf(key)] });
	}

	/** Nothing was done for the item: the key is as if it had never been claimed. */
	async release(store: Store, key: string): Promise<void> {
		await this.enqueue(store, { remove: [pending(key), key, ...this.tokenOf(key)] });
	}

	/** The item is in doubt: its key stays pending. */
	leave(key: string): void {
		this.tokens.delete(key);
	}

	private tokenOf(key: string): string[] {
		const token = this.tokens.get(key);
		this.tokens.delete(key);
		return token === undefined ? [] : [token];
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
			await sleep(GATHER_MS);
			const jobs = this.waiting;
			this.waiting = [];
			await this.doTogether(store, jobs);
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

	/** Each key with its mark that it is pending. @returns marks that asking made, and that the keys of others must not keep */
	private async claimAll(store: Store, jobs: Job[], kept: string[]): Promise<string[]> {
		const keys = jobs.map(({ claim }) => claim as string);
		if (keys.length + kept.length === 0) return [];
		const batch = String(Math.random());
		const token = (key: string) => `${key}:${batch}`;
		const marksOf = (key: string) => [key, pending(key), token(key)];
		const wasThere = await this.record(store, [...kept, ...keys.flatMap(marksOf)]);
		// A write that failed may have been done all the same, and then what was there is our own.
		const isNew = (key: string) => !wasThere.has(key) || wasThere.has(token(key));
		const states = new Map(keys.map((key): [string, KeyState] => [key, isNew(key) ? 'claimed' : wasThere.has(pending(key)) ? 'pending' : 'finished']));

		const isClaimed = (key: string) => states.get(key) === 'claimed';
		for (const key of await this.lostTo(store, keys.filter(isClaimed), marksOf)) states.set(key, 'pending');
		const marks = jobs.map((job) => {
			const key = job.claim as string;
			const isGivenUp = job.givenUp?.isCancelled === true && isClaimed(key);
			if (isClaimed(key) && !isGivenUp) this.tokens.set(key, token(key));
			job.resolve(isGivenUp ? 'pending' : (states.get(key) as KeyState));
			if (isGivenUp) return marksOf(key);
			return isClaimed(key) ? [] : states.get(key) === 'finished' ? [pending(key), token(key)] : [token(key)];
		});
		return marks.flat();
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

	/** Records the values; returns those that were there before. */
	private async record(store: Store, values: string[]): Promise<Set<unknown>> {
		const { processed } = await stubbornly(async () => await store.checkProcessedAndRecord(values, 'node', OPTIONS));
		return new Set(processed);
	}

	private async remove(store: Store, values: string[]): Promise<void> {
		if (values.length === 0) return;
		await stubbornly(async () => await store.removeProcessed(values, 'node', { mode: 'entries' }));
	}
}

/** A call that fails is tried again: two processes may make the row at once. */
async function stubbornly<T>(call: () => Promise<T>, triesLeft = 2): Promise<T> {
	const ended = await call().then(
		(result) => ({ result }),
		async (error: unknown) => {
			if (triesLeft === 0) throw error;
			await sleep(FAILED_WRITE_MS);
		},
	);
	return ended ? ended.result : await stubbornly(call, triesLeft - 1);
}
