import type { PreparedCall, Query, Result } from '../operation';
import type { ReuseCall } from '../reuse';
import type { SharedScan } from './sharedScan';
import type { Shared } from './singleFlight';

/** The functions that a call needs besides its own data. */
export interface OperationContext {
	/** Sends the operation's own request under the rules on sending twice, and reads its answer. Throws Failure. */
	send(call: PreparedCall): Promise<Result>;
	query: Query;
	/** Does the work once for all items of the run with the same key. */
	share<T>(key: string[], work: () => Promise<T>): Promise<Shared<T>>;
	/** The scan of a list that all items with the same scope share. */
	scan(scope: string[]): SharedScan;
}

/** Runs a call: sends one request, reads several pages, or finds a conversation and creates it only if there is none. */
export async function perform(call: PreparedCall, context: OperationContext): Promise<Result> {
	if (call.readPages) return await call.readPages(context.query);
	return call.reuse ? await findOrCreate(call, call.reuse, context) : await context.send(call);
}

/** `details.reused` says whether the conversation was there before this item. */
async function findOrCreate(call: PreparedCall, reuse: ReuseCall, context: OperationContext): Promise<Result> {
	const { result, isFirst } = await context.share(reuse.key, async () => {
		const readPage = async (number: number) => await reuse.page(number, context.query);
		const found = await context.scan(reuse.scope).find(readPage, (entry) => reuse.matches(entry));
		return found ? withReused(reuse.read(found), true) : withReused(await context.send(call), false);
	});
	return isFirst ? result : withReused(result, true);
}

const withReused = (result: Result, reused: boolean): Result => withDetails(result, { reused });

/** The result with more in the `details` of its items. */
export const withDetails = ({ items, raw }: Result, more: object): Result => ({
	items: items.map((item) => ({ ...item, details: { ...(item.details as object), ...more } })),
	raw,
});
