import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { isRecord } from '../base/json';
import { Failure, RunStopped } from '../failure/failure';
import { keyUnusable, usedBefore } from '../failure/keyFailure';
import type { RunSettings } from '../form/settings';
import type { Operation } from '../operation';
import { CancelToken, withTimeout } from '../send/cancelToken';
import type { Vendor } from '../vendor';
import type { KeyState } from './keyStore';
import type { NodeKeys } from './nodeKeys';
import { keysOfNode } from './nodeKeys';
import { loadOutputs, saveOutputs } from './savedOutputs';

export interface KeyedResult {
	output: IDataObject[];
	via: 'vendor' | 'replay' | 'skip';
}

type Settings = Pick<RunSettings, 'delivery' | 'ifKeyUsed' | 'timeoutMs'>;

/** `closed`: nothing more is sent. `cancelled`: nothing more is waited for. */
interface Stops {
	closed: CancelToken;
	cancelled: CancelToken;
}

/** One item that has its key for itself here: others of this process wait. */
interface Turn {
	keys: NodeKeys;
	key: string;
	settings: Settings;
	/** Writing that the item does not wait for any longer; the next one with this key does. */
	writing: Array<Promise<unknown>>;
}

/** Sends each key of a node once, in all executions, as far as n8n's store remembers. */
export class KeyedItems {
	private node?: NodeKeys;
	private hasNews = false;
	private readonly finishing: Array<Promise<unknown>> = [];

	constructor(
		private readonly n8n: IExecuteFunctions,
		private readonly vendor: Vendor,
		private readonly operation: Operation,
		private readonly stops: Stops,
	) {}

	/** Does the work unless the key was used before. Throws what the work throws, RunStopped, and a Failure of reason `duplicate`. */
	async once(key: string, settings: Settings, work: () => Promise<IDataObject[]>): Promise<KeyedResult> {
		const keys = this.open();
		for (let other = keys.inFlight.get(key); other; other = keys.inFlight.get(key)) {
			const output = await withTimeout(other, Infinity, this.stops.closed);
			if (typeof output === 'string') throw new RunStopped();
			if (output) return this.replayed(structuredClone(output), settings);
		}
		const turn: Turn = { keys, key, settings, writing: [] };
		const ending = this.claimAndWork(turn, work);
		const ended = ending.then(({ output, via }) => (via === 'skip' ? undefined : output), () => undefined);
		const written = ended.then(async (output) => await Promise.all(turn.writing).then(() => output));
		keys.inFlight.set(key, written);
		void written.then(() => keys.inFlight.delete(key));
		return await ending;
	}

	/** At the end of a run: what production executions save with the workflow. */
	async save(): Promise<void> {
		const { node, n8n } = this;
		await withTimeout(Promise.all(this.finishing), Infinity, this.stops.cancelled);
		if (!node || !this.hasNews || this.stops.cancelled.isCancelled) return;
		await withTimeout(saveOutputs(n8n, node).catch(() => undefined), LONGEST_SAVE_MS, this.stops.cancelled);
	}

	private async claimAndWork(turn: Turn, work: () => Promise<IDataObject[]>): Promise<KeyedResult> {
		const { keys, key, settings } = turn;
		const state = await this.claim(turn);
		// What was remembered of a key that the store has forgotten is not what comes of it now.
		if (state === 'claimed') keys.memory.forget(key);
		// What came of it is known, whatever the store missed.
		const earlier = keys.memory.get(key);
		const isSentAgain = state === 'pending' && settings.delivery === 'atLeastOnce' && !earlier;
		if (state !== 'claimed' && !isSentAgain) return this.used(state, earlier, settings);

		const output = await work().catch(async (error: unknown) => {
			// The item failed for its own reason, whether this can be written or not. An earlier request of it stays in doubt.
			if (isUndone(error) && !isSentAgain) await this.write(turn, keys.store.release(this.n8n.helpers, key));
			throw error;
		});
		keys.memory.add(key, output);
		this.hasNews = true;
		// The item does not wait for it: the store writes endings before the claims of those that take their places.
		this.finishing.push(this.write(turn, keys.store.finish(this.n8n.helpers, key)));
		return { output, via: 'vendor' };
	}

	private async claim(turn: Turn): Promise<KeyState> {
		const { vendor, operation, stops } = this;
		const { store } = turn.keys;
		const { helpers } = this.n8n;
		const givenUp = new CancelToken();
		const claiming = store.claim(helpers, turn.key, givenUp);
		const state = await withTimeout(claiming, turn.settings.timeoutMs, stops.cancelled).catch((error: unknown) => {
			throw keyUnusable(error, vendor, operation);
		});
		if (state !== 'timeout' && !stops.closed.isCancelled) return state as KeyState;
		givenUp.cancel();
		const giveBack = claiming.then(async (late) => (late === 'claimed' ? await store.release(helpers, turn.key) : undefined));
		await this.write(turn, giveBack);
		if (state === 'timeout') throw keyUnusable(new Error('no answer came in time'), vendor, operation);
		throw new RunStopped();
	}

	/** Waits until it is written, failed or too late. */
	private async write({ writing, settings }: Turn, written: Promise<unknown>): Promise<void> {
		const ended = withTimeout(written.catch(() => undefined), settings.timeoutMs, new CancelToken());
		writing.push(ended);
		await withTimeout(ended, Infinity, this.stops.cancelled);
	}

	private used(state: KeyState, earlier: IDataObject[] | undefined, settings: Settings): KeyedResult {
		if (settings.ifKeyUsed === 'skip') return { output: [], via: 'skip' };
		if (earlier) return this.replayed(earlier, settings);
		throw usedBefore(state === 'finished' ? 'created' : 'unknown', this.vendor, this.operation);
	}

	private replayed(output: IDataObject[], { ifKeyUsed }: Settings): KeyedResult {
		if (ifKeyUsed === 'skip') return { output: [], via: 'skip' };
		return { output: output.map((item) => this.asReplayed(item)), via: 'replay' };
	}

	/** A vendor's own body, as with Simplify off, stays as it came. */
	private asReplayed(item: IDataObject): IDataObject {
		const isOurs = item.vendor === this.vendor.name && isRecord(item.details);
		return isOurs ? { ...item, details: { ...(item.details as IDataObject), replayed: true } } : item;
	}

	private open(): NodeKeys {
		if (!this.node) {
			this.node = keysOfNode(this.n8n);
			loadOutputs(this.n8n, this.node);
		}
		return this.node;
	}
}

const LONGEST_SAVE_MS = 60_000;

/** Nothing was done for the item, so its key is free again. */
const isUndone = (error: unknown): boolean => error instanceof RunStopped || (error instanceof Failure && error.outcome === 'notCreated');
