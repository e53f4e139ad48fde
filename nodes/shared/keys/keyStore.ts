import { sleep } from 'n8n-workflow';
import type { CancelToken } from '../send/cancelToken';
import type { LockStore as Store } from './storeLock';
import { withLock } from './storeLock';

/** `pending`: claimed before, and neither finished nor released since. */
export type KeyState = 'claimed' | 'finished' | 'pending';

/** Beyond this the store forgets the oldest entries. A key takes one, and two more until the marks of finished keys are removed. */
const MOST_ENTRIES = 11_000;
const ENTRIES = { mode: 'entries' } as const;

const FAILED_CALL_MS = 100;
/** Each call reads and writes all keys: fewer calls for more of them cost less than they delay. */
const GATHER_MS = 5;
/** Locking costs as much as a call. So after so many jobs at once the lock is kept until no more have come for a while. */
const MANY = 10;
const QUIET_MS = 250;
/** Then other workers may take the lock: they look for it about every 15 ms, and after 8 seconds take a holder for dead. */
const LONG_TURN_MS = 700;
const LONGEST_TURN_MS = 1000;
const OTHERS_TURN_MS = 60;
/** Removing marks costs a call, and more for each of them. */
const MANY_MARKED = 50;
const MOST_MARKED = 200;
const QUIET_LOOKS = 3;
/** So long after a turn that left marks they are removed, all at once. */
const LAST_MARKED_MS = 2000;

interface Job {
	kind: 'claim' | 'finish' | 'release' | 'removeMarks';
	key: string;
	/** Nobody waits for the claim any longer: one that was not begun is left out. */
	givenUp?: CancelToken;
	resolve(state: KeyState): void;
	reject(error: unknown): void;
}

const pending = (key: string) => `${key}:pending`;
const done = (key: string) => `${key}:done`;

/**
 * The keys that a node has used, in n8n's deduplication store. It reads and rewrites one row each time: so calls of this process wait
 * for each other, all that wait are done in one call, and a lock keeps other workers out meanwhile.
 *
 * The entry `key` says that the key was used, and `key:pending` that its item may still be at work. An ending is recorded as
 * `key:done`, because that goes into the same call as the claims that come next; both marks are removed later, many at once.
 */
export class KeyStore {
	private waiting: Job[] = [];
	private isAtWork = false;
	private isToRemoveMarks = false;
	/** Finished keys that may still have both marks. */
	private readonly marked = new Set<string>();

	async claim(store: Store, key: string, givenUp?: CancelToken): Promise<KeyState> {
		return await this.enqueue(store, { kind: 'claim', key, givenUp });
	}

	/** The item was sent, and its outcome is known. */
	async finish(store: Store, key: string): Promise<void> {
		await this.enqueue(store, { kind: 'finish', key });
	}

	/** Forgets the key, because nothing was done for its item. */
	async release(store: Store, key: string): Promise<void> {
		await this.enqueue(store, { kind: 'release', key });
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
			const began = Date.now();
			await withLock(store, async () => await this.takeTurn(store)).catch((error: unknown) =>
				this.waiting.splice(0).forEach(({ reject }) => reject(error)),
			);
			if (this.waiting.length > 0 || Date.now() > began + LONG_TURN_MS) await sleep(OTHERS_TURN_MS);
		}
		this.isAtWork = false;
		await this.removeLastMarks(store);
	}

	/** Of items that come one by one or in small groups: their turns end before there is a quiet moment. */
	private async removeLastMarks(store: Store): Promise<void> {
		if (this.isToRemoveMarks || this.marked.size === 0) return;
		this.isToRemoveMarks = true;
		await sleep(LAST_MARKED_MS);
		this.isToRemoveMarks = false;
		if (!this.isAtWork) await this.enqueue(store, { kind: 'removeMarks', key: '' }).catch(() => undefined);
	}

	/** Does what waits, and while there is much to do also what comes. What can wait is done while nothing else is to do. */
	private async takeTurn(store: Store): Promise<void> {
		const began = Date.now();
		for (let [busyUntil, quietLooks] = [0, 0]; this.waiting.length > 0 || Date.now() < busyUntil; await sleep(GATHER_MS)) {
			const isQuiet = (quietLooks += 1) > QUIET_LOOKS;
			if (Date.now() > began + (isQuiet ? LONG_TURN_MS : LONGEST_TURN_MS)) return;
			if (this.marked.size >= (isQuiet ? MANY_MARKED : MOST_MARKED)) await this.removeMarks(store);
			// Not all at once: items that start together end together, and then nothing is done while the vendor works.
			const jobs = this.waiting.splice(0, Math.max(2 * MANY, Math.ceil(this.waiting.length / 2)));
			if (jobs.length === 0) continue;
			quietLooks = 0;
			// A job that has its answer keeps it.
			await this.doTogether(store, jobs).catch((error: unknown) => jobs.forEach(({ reject }) => reject(error)));
			if (jobs.length >= MANY) busyUntil = Date.now() + QUIET_MS;
		}
	}

	/** No more keys are pending than items are in flight: endings are recorded with the claims of the items that take their places. */
	private async doTogether(store: Store, jobs: Job[]): Promise<void> {
		const of = (kind: Job['kind']) => jobs.filter((job) => job.kind === kind && !job.givenUp?.isCancelled);
		const [claims, endings, releases] = [of('claim'), of('finish'), of('release')];
		if (of('removeMarks').length > 0) await this.removeMarks(store);
		await this.remove(store, releases.flatMap(({ key }) => [key, pending(key)]));
		const marks = await this.record(store, [
			// The key once more: where there is no lock to be had, another worker may have overwritten it.
			...endings.flatMap(({ key }) => [key, done(key)]),
			...claims.flatMap(({ key }) => [key, pending(key)]),
		]);
		for (const { key } of endings) this.marked.add(key);
		const { inDoubt, asked } = this.answer(claims, marks);
		// Finished by another worker, or before n8n was started again?
		const wasDone = await this.record(store, inDoubt.map(({ key }) => done(key)));
		for (const { key, resolve } of inDoubt) {
			if (wasDone.has(done(key))) resolve('finished');
			else asked.push(done(key));
		}
		// The others are in doubt or were given up. To endings and releases the state says nothing.
		for (const { resolve } of jobs) resolve('pending');
		await this.remove(store, asked);
	}

	/** @returns the claims that have no answer yet, and the marks that asking made */
	private answer(claims: Job[], wasThere: Set<unknown>) {
		const [inDoubt, asked]: [Job[], string[]] = [[], []];
		for (const claim of claims) {
			const { key, resolve } = claim;
			if (!wasThere.has(key)) {
				this.marked.delete(key);
				resolve('claimed');
			} else if (!wasThere.has(pending(key))) {
				asked.push(pending(key));
				resolve('finished');
			} else if (this.marked.has(key)) resolve('finished');
			else inDoubt.push(claim);
		}
		return { inDoubt, asked };
	}

	/** Tried once: a key that keeps its marks is known to be finished by them. */
	private async removeMarks(store: Store): Promise<void> {
		const keys = [...this.marked];
		this.marked.clear();
		await this.remove(store, keys.flatMap((key) => [pending(key), done(key)])).catch(() => undefined);
	}

	/** Records the values; returns those that were there before. */
	private async record(store: Store, values: string[]): Promise<Set<unknown>> {
		if (values.length === 0) return new Set();
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
	return await call().catch(async (error: unknown) => {
		if (triesLeft === 0) throw error;
		await sleep(FAILED_CALL_MS);
		return await stubbornly(call, triesLeft - 1);
	});
}
