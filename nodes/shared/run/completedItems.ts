import type { IDataObject, INode } from 'n8n-workflow';
import { digest } from '../base/digest';
import type { ApiRequest } from '../request';

interface SavedRun {
	attempts: number;
	/** By item: what was asked for, and what came of it. */
	done: Record<string, { key: string; output: IDataObject[] }>;
}

/**
 * What earlier attempts of the same run already brought, so that a retry sends only what is missing. It lives in the node's
 * context, which n8n keeps between the attempts of Retry On Fail and saves with a failed execution.
 * While nothing fails, nothing is kept there.
 */
export class CompletedItems {
	private readonly done: SavedRun['done'];
	private readonly attempts: number;

	constructor(
		private readonly context: IDataObject,
		private readonly runIndex: number,
	) {
		const saved = this.savedRuns()[runIndex];
		this.done = { ...saved?.done };
		this.attempts = (saved?.attempts ?? 0) + 1;
	}

	/** What the item brought in an earlier attempt, if it asked for the same. */
	outputOf(itemIndex: number, key: string): IDataObject[] | undefined {
		const entry = this.done[itemIndex];
		return entry?.key === key ? entry.output : undefined;
	}

	add(itemIndex: number, key: string, output: IDataObject[]): void {
		this.done[itemIndex] = { key, output };
	}

	/** The node is about to throw: n8n may try again now, or a user may retry the saved execution later. */
	save(): void {
		this.context.createdSoFar = { ...this.savedRuns(), [this.runIndex]: { attempts: this.attempts, done: this.done } };
	}

	/** The node is about to return failed items: n8n tries again only if the first one failed and tries are left. */
	saveForRetryOnFail(firstFailed: boolean, { retryOnFail, maxTries }: Pick<INode, 'retryOnFail' | 'maxTries'>): void {
		// As n8n counts them.
		const tries = Math.min(5, Math.max(2, maxTries || 3));
		if (retryOnFail === true && firstFailed && this.attempts < tries) this.save();
		else this.clear();
	}

	clear(): void {
		const { [this.runIndex]: _cleared, ...others } = this.savedRuns();
		if (Object.keys(others).length > 0) this.context.createdSoFar = others as unknown as IDataObject;
		else delete this.context.createdSoFar;
	}

	private savedRuns(): Record<number, SavedRun> {
		return (this.context.createdSoFar ?? {}) as unknown as Record<number, SavedRun>;
	}
}

/** Tells requests apart without holding any of their contents. */
export const fingerprint = (accountId: string, baseUrl: string, request: ApiRequest, ...more: unknown[]): string =>
	digest(accountId, baseUrl, request.method, request.path, request.query, request.body, more);
