import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { Failure } from '../failure/failure';
import { keyUnusable, usedBefore } from '../failure/keyFailure';
import type { RunSettings } from '../form/settings';
import type { Operation } from '../operation';
import type { CancelToken } from '../send/cancelToken';
import type { Vendor } from '../vendor';
import type { KeyState } from './keyStore';
import type { NodeKeys } from './nodeKeys';
import { keysOfNode } from './nodeKeys';

/** What became of an item with a key. */
export type Ended = { output: IDataObject[] } | { failure: unknown };

export interface KeyedResult {
	output: IDataObject[];
	via: 'vendor' | 'replay' | 'skip';
}

type Settings = Pick<RunSettings, 'delivery' | 'ifKeyUsed'>;

/** Sends each key of a node once, in all executions, as far as n8n's store remembers. */
export class KeyedItems {
	private node?: NodeKeys;
	private hasNews = false;

	constructor(
		private readonly n8n: IExecuteFunctions,
		private readonly vendor: Vendor,
		private readonly operation: Operation,
		private readonly closed: CancelToken,
	) {}

	/** Does the work unless the key was used before. Throws what the work throws, and a Failure of reason `duplicate`. */
	async once(key: string, settings: Settings, work: () => Promise<IDataObject[]>): Promise<KeyedResult> {
		const keys = this.open();
		for (let other = keys.inFlight.get(key); other; other = keys.inFlight.get(key)) {
			const ended = await other;
			if ('output' in ended) return this.replayed(ended.output, settings);
			if (!isReleased(ended.failure)) break;
			if (this.closed.isCancelled) throw ended.failure;
		}
		const ending = this.claimAndWork(keys, key, settings, work);
		const ended = ending.then((result): Ended => result, (failure: unknown): Ended => ({ failure }));
		keys.inFlight.set(key, ended);
		return await ending.finally(() => {
			if (keys.inFlight.get(key) === ended) keys.inFlight.delete(key);
		});
	}

	/** At the end of a run: what production executions save with the workflow. */
	async save(): Promise<void> {
		const { node } = this;
		if (!node || !this.hasNews || this.n8n.getMode() === 'manual') return;
		const staticData = this.staticData();
		const mayWrite = staticData.outputsByKey !== undefined || (await node.store.isFirstSave(this.n8n.helpers).catch(() => false));
		if (mayWrite) staticData.outputsByKey = node.memory.toSaved();
	}

	private async claimAndWork(keys: NodeKeys, key: string, settings: Settings, work: () => Promise<IDataObject[]>): Promise<KeyedResult> {
		const { helpers } = this.n8n;
		const state = await keys.store.claim(helpers, key).catch((error: unknown) => {
			throw keyUnusable(error, this.vendor, this.operation);
		});
		const isSentAgain = state === 'pending' && settings.delivery === 'atLeastOnce';
		if (state !== 'claimed' && !isSentAgain) return this.used(keys, key, state, settings);

		const output = await work().catch(async (error: unknown) => {
			// Whether the release could be written or not, the item failed for its own reason.
			if (isReleased(error)) await keys.store.release(helpers, key).catch(() => undefined);
			throw error;
		});
		keys.memory.add(key, output);
		this.hasNews = true;
		await keys.store.finish(helpers, key).catch(() => undefined);
		return { output, via: 'vendor' };
	}

	private used(keys: NodeKeys, key: string, state: KeyState, settings: Settings): KeyedResult {
		if (settings.ifKeyUsed === 'skip') return { output: [], via: 'skip' };
		const earlier = state === 'finished' ? keys.memory.get(key) : undefined;
		if (earlier) return this.replayed(earlier, settings);
		throw usedBefore(state === 'finished' ? 'created' : 'unknown', this.vendor, this.operation);
	}

	private replayed(output: IDataObject[], { ifKeyUsed }: Settings): KeyedResult {
		if (ifKeyUsed === 'skip') return { output: [], via: 'skip' };
		return { output: output.map(asReplayed), via: 'replay' };
	}

	private open(): NodeKeys {
		if (!this.node) {
			this.node = keysOfNode(this.n8n);
			this.node.memory.load(this.staticData().outputsByKey);
		}
		return this.node;
	}

	private staticData(): IDataObject {
		return this.n8n.getWorkflowStaticData('node');
	}
}

/** Nothing was done for the item, so its key is free again. */
const isReleased = (error: unknown): boolean => !(error instanceof Failure) || error.outcome === 'notCreated';

const asReplayed = (item: IDataObject): IDataObject =>
	typeof item.details === 'object' ? { ...item, details: { ...(item.details as IDataObject), replayed: true } } : item;
