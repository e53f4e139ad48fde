import type { Connection } from '../../nodes/shared/account/connection';
import { CancelToken } from '../../nodes/shared/send/cancelToken';
import { Gate } from '../../nodes/shared/send/gate';
import { FixedPlaces } from '../../nodes/shared/send/places';
import { LONGEST_WAIT_MS } from '../../nodes/shared/send/retry';
import { sendWithRetry } from '../../nodes/shared/send/sendWithRetry';
import { Failure } from '../../nodes/shared/failure/failure';
import { userDesk } from '../../nodes/UserDesk/vendor';
import type { Limit } from '../../testing/simulation/limits';
import { sliding } from '../../testing/simulation/limits';
import { onVirtualTime } from '../../testing/simulation/virtualTime';

/** A wait looks so often whether it took too long. */
const GRAIN_MS = 300;

const operation = userDesk.resources.conversation!.operations.create!;
const request = { method: 'POST' as const, path: '/conversation', body: {} };

interface Item {
	/** From its first request to its end, less what its requests took. */
	waitedMs: number;
	failure?: Failure;
}

/** The items of a run before a vendor with a limit, each of so many requests after each other. */
async function waits(limit: Limit, items: number, concurrency: number, requests = 1): Promise<Item[]> {
	return await onVirtualTime(7, async ({ now, wait }) => {
		const gate = new Gate(new FixedPlaces(concurrency));
		const one = async (): Promise<Item> => {
			const began = now();
			let atVendorMs = 0;
			const send = async () => {
				const sentAt = now();
				await wait(20);
				const retryAfterMs = limit(now());
				atVendorMs += now() - sentAt;
				if (retryAfterMs === undefined) return { statusCode: 200, headers: {}, body: {} };
				return { statusCode: 429, headers: retryAfterMs === null ? {} : { 'retry-after': retryAfterMs / 1000 }, body: {} };
			};
			const connection: Connection = { id: 'one', accountKey: 'one', baseUrl: 'https://vendor.example', secrets: [], send };
			const shared = { vendor: userDesk, operation, idempotent: true, timeoutMs: 60_000, gate, cancelled: new CancelToken() };
			const options = { ...shared, maxRetries: 10, patience: { waitedMs: 0 } };
			let failure: Failure | undefined;
			for (let sent = 0; sent < requests && !failure; sent += 1) {
				await sendWithRetry(request, connection, options).catch((error: Failure) => (failure = error));
			}
			gate.leave();
			return { waitedMs: now() - began - atVendorMs, failure };
		};
		const atWork: Array<Promise<Item>> = [];
		for (let item = 0; item < items && (await gate.enter()); item += 1) atWork.push(one());
		return await Promise.all(atWork);
	});
}

const longest = (items: Item[]) => Math.max(...items.map(({ waitedMs }) => waitedMs));

test.each<[string, Limit, number, number, number]>([
	['one request in 4 seconds, 100 at once', oneIn(4000), 100, 100, 1],
	['one request in 30 seconds', oneIn(30_000), 20, 10, 1],
	['a request a second, 500 at once', sliding(1), 500, 500, 1],
	['nothing at all, and no word how long', () => null, 50, 10, 1],
	['nothing at all, 100 seconds each time', () => 100_000, 50, 10, 1],
	['every other request, and asks for 50 seconds, with 3 requests an item', everyOther(50_000), 5, 1, 3],
])('no item waits longer than the bound before a vendor that takes %s', async (_takes, limit, items, concurrency, requests) => {
	const ended = await waits(limit, items, concurrency, requests);

	expect(longest(ended)).toBeLessThanOrEqual(LONGEST_WAIT_MS + GRAIN_MS);
	const tooLong = ended.filter(({ failure }) => failure?.description.includes('An item waits at most 120 seconds in all.'));
	expect(tooLong).not.toEqual([]);
	expect(tooLong.map(({ failure }) => failure?.outcome)).toEqual(tooLong.map(() => 'notCreated'));
}, 60_000);

/** Takes one request in so many milliseconds. */
function oneIn(ms: number): Limit {
	let next = 0;
	return (now) => {
		if (now < next) return next - now;
		next = now + ms;
		return undefined;
	};
}

/** Takes every other request. */
function everyOther(waitMs: number): Limit {
	let asked = 0;
	return () => ((asked += 1) % 2 === 1 ? waitMs : undefined);
}
