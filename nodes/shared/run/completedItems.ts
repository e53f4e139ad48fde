import type { IDataObject, INode } from 'n8n-workflow';
import type { FailureJson } from '../failure/failure';
import { Failure } from '../failure/failure';

/** How an item ended: its output, or the failure after which it may exist at the vendor. */
interface Entry {
	/** A digest of what makes the item the same in another attempt. */
	identity: string;
	output?: IDataObject[];
	inDoubt?: FailureJson;
	/** A digest that items have in common if they ask for the same conversation. */
	shareKey?: string;
}

interface SavedRun {
	/** Attempts of Retry On Fail are counted within one execution; Retry of a saved one counts anew. */
	executionId: string;
	attempts: number;
	/** By item index. */
	items: Record<string, Entry>;
}

/**
 * What earlier attempts of the same run already did, so that a retry sends only what is missing. It lives in the node's
 * context, which n8n keeps between the attempts of Retry On Fail and saves with a failed execution.
 * While nothing fails, nothing is kept there.
 */
export class CompletedItems {
	private readonly items: Record<string, Entry>;
	private readonly attempts: number;
	private readonly added = new Map<number, Omit<Entry, 'identity'>>();

	/** @param identityOf the digest of an item; asked only for items that are compared or saved */
	constructor(
		private readonly context: IDataObject,
		private readonly runIndex: number,
		private readonly executionId: string,
		private readonly identityOf: (itemIndex: number) => string,
	) {
		const saved = this.savedRuns()[runIndex];
		this.items = { ...saved?.items };
		this.attempts = saved?.executionId === executionId ? saved.attempts + 1 : 1;
	}

	/** What an earlier attempt did for the item, if it is still the same item. */
	find(itemIndex: number): { output?: IDataObject[]; inDoubt?: Failure } | undefined {
		const entry = this.items[itemIndex];
		if (!entry || entry.identity !== this.identityOf(itemIndex)) return undefined;
		return { output: entry.output, inDoubt: entry.inDoubt && Failure.fromJson(entry.inDoubt) };
	}

	/** What an earlier attempt did for another item that asks for the same conversation. */
	findShared(shareKey: string): { output?: IDataObject[]; inDoubt?: Failure } | undefined {
		const entries = Object.values(this.items).filter((entry) => entry.shareKey === shareKey);
		const entry = entries.find(({ output }) => output) ?? entries[0];
		return entry && { output: entry.output, inDoubt: entry.inDoubt && Failure.fromJson(entry.inDoubt) };
	}

	add(itemIndex: number, entry: Omit<Entry, 'identity'>): void {
		this.added.set(itemIndex, entry);
	}

	/** The node is about to throw: n8n may try again now, or a user may retry the saved execution later. */
	save(): void {
		for (const [itemIndex, entry] of this.added) this.items[itemIndex] = { identity: this.identityOf(itemIndex), ...entry };
		const saved: SavedRun = { executionId: this.executionId, attempts: this.attempts, items: this.items };
		this.context.completedItems = { ...this.savedRuns(), [this.runIndex]: saved };
	}

	/** The node is about to return failed items: n8n tries again only if the first one failed and tries are left. Returns whether it does. */
	saveForRetryOnFail(firstFailed: boolean, { retryOnFail, maxTries }: Pick<INode, 'retryOnFail' | 'maxTries'>): boolean {
		// The same bounds as in n8n's own retry loop.
		const tries = Math.min(5, Math.max(2, maxTries || 3));
		const isTriedAgain = retryOnFail === true && firstFailed && this.attempts < tries;
		if (isTriedAgain) this.save();
		else this.clear();
		return isTriedAgain;
	}

	clear(): void {
		const { [this.runIndex]: _cleared, ...others } = this.savedRuns();
		if (Object.keys(others).length > 0) this.context.completedItems = others as unknown as IDataObject;
		else delete this.context.completedItems;
	}

	private savedRuns(): Record<number, SavedRun> {
		return (this.context.completedItems ?? {}) as unknown as Record<number, SavedRun>;
	}
}
