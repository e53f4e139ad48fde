import type { IDataObject, INode } from 'n8n-workflow';
import { digest } from '../digest';
import type { ApiRequest } from '../request';

interface Page {
	attempts: number;
	/** By item: what was asked for, and what came of it. */
	done: Record<string, { key: string; output: IDataObject[] }>;
}

/**
 * What earlier attempts of the same run already brought, so that a retry sends only what is missing. It lives in the node's
 * context, which n8n keeps between the attempts of Retry On Fail and saves with a failed execution.
 * While nothing fails, nothing is kept there.
 */
export class Ledger {
	private readonly done: Page['done'];
	private readonly attempts: number;

	constructor(
		private readonly context: IDataObject,
		private readonly runIndex: number,
	) {
		const page = this.pages()[runIndex];
		this.done = { ...page?.done };
		this.attempts = (page?.attempts ?? 0) + 1;
	}

	/** What the item brought in an earlier attempt, if it asked for the same. */
	recall(itemIndex: number, key: string): IDataObject[] | undefined {
		const entry = this.done[itemIndex];
		return entry?.key === key ? entry.output : undefined;
	}

	note(itemIndex: number, key: string, output: IDataObject[]): void {
		this.done[itemIndex] = { key, output };
	}

	/** The node is about to throw: n8n may try again now, or a user may retry the saved execution later. */
	keep(): void {
		this.context.createdSoFar = { ...this.pages(), [this.runIndex]: { attempts: this.attempts, done: this.done } };
	}

	/** The node is about to return failed items: n8n tries again only if the first one failed and tries are left. */
	keepForRetryOnFail(firstFailed: boolean, { retryOnFail, maxTries }: Pick<INode, 'retryOnFail' | 'maxTries'>): void {
		// As n8n counts them.
		const tries = Math.min(5, Math.max(2, maxTries || 3));
		if (retryOnFail === true && firstFailed && this.attempts < tries) this.keep();
		else this.clear();
	}

	clear(): void {
		const { [this.runIndex]: _cleared, ...others } = this.pages();
		if (Object.keys(others).length > 0) this.context.createdSoFar = others as unknown as IDataObject;
		else delete this.context.createdSoFar;
	}

	private pages(): Record<number, Page> {
		return (this.context.createdSoFar ?? {}) as unknown as Record<number, Page>;
	}
}

/** Tells requests apart without holding any of their contents. */
export const fingerprint = (accountId: string, baseUrl: string, request: ApiRequest, ...more: unknown[]): string =>
	digest(accountId, baseUrl, request.method, request.path, request.query, request.body, more);
