import type { PreparedCall, Query, Result } from '../operation';
import type { ApiRequest } from '../request';
import type { Shared } from './singleFlight';

/** What a call may do besides being plain data. */
export interface OperationContext {
	/** Sends the operation's own request, under the rules on sending twice, and returns the answer's body. Throws Failure. */
	send(request: ApiRequest): Promise<unknown>;
	query: Query;
	/** Runs the work once for all items of the run that bring the same key. */
	share<T>(key: string[], work: () => Promise<T>): Promise<Shared<T>>;
}

/** What an item brings: one request, several that only read, or a conversation that is found or else created. */
export async function perform(call: PreparedCall, context: OperationContext): Promise<Result> {
	if (call.readPages) return await call.readPages(context.query);
	if (call.reuse) return await findOrCreate(call, call.reuse, context);
	return await sendAndRead(call, context);
}

async function sendAndRead(call: PreparedCall, context: OperationContext): Promise<Result> {
	const raw = await context.send(call.request);
	return { items: call.read(raw), raw };
}

/** `details.reused` says whether the conversation was there before this item. */
async function findOrCreate(call: PreparedCall, reuse: NonNullable<PreparedCall['reuse']>, context: OperationContext): Promise<Result> {
	const { result, isFirst } = await context.share(reuse.key, async () => {
		const found = await reuse.find(context.query);
		return found ? withReused(found, true) : withReused(await sendAndRead(call, context), false);
	});
	return isFirst ? result : withReused(result, true);
}

const withReused = ({ items, raw }: Result, reused: boolean): Result => ({
	items: items.map((item) => ({ ...item, details: { ...(item.details as object), reused } })),
	raw,
});
