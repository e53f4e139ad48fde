import type { Connection } from '../../nodes/shared/account/connection';
import { CancelToken } from '../../nodes/shared/send/cancelToken';
import { Gate } from '../../nodes/shared/send/gate';
import type { Pace } from '../../nodes/shared/send/pace';
import type { Places } from '../../nodes/shared/send/places';
import { sendWithRetry } from '../../nodes/shared/send/sendWithRetry';
import { userDesk } from '../../nodes/UserDesk/vendor';
import type { Refusal, SimulatedVendor } from './vendors';
import { onVirtualTime } from './virtualTime';

export interface SimulatedRun {
	vendor: SimulatedVendor;
	items: number;
	places: Places;
	/** Of random times; default 1. */
	seed?: number;
	/** Replaces the gate's own pace. */
	pace?: Pick<Pace, 'delay' | 'gap' | 'started' | 'acceptedOne' | 'pushedBack'>;
}

export interface SimulatedResult {
	seconds: number;
	/** Items lost, with Max Retries as it is by default. */
	failed: number;
	/** Requests that the vendor turned away. */
	pushedBack: number;
	/** The most requests that were in flight at once. */
	mostInFlight: number;
	/** When requests started, in milliseconds since the beginning. */
	starts: number[];
}

const operation = userDesk.resources.conversation!.operations.create!;
const request = { method: 'POST' as const, path: '/conversation', body: {} };

/** Sends a run's requests through the gate, with all that decides on retries, on a clock of its own. Timers are up to a millisecond late. */
export async function simulate({ vendor, items, places, seed = 1, pace }: SimulatedRun): Promise<SimulatedResult> {
	return await onVirtualTime(seed, async (time) => {
		const result: SimulatedResult = { seconds: 0, failed: 0, pushedBack: 0, mostInFlight: 0, starts: [] };
		const answer = vendor(time);
		let inFlight = 0;
		const send = async () => {
			result.starts.push(time.now());
			inFlight += 1;
			result.mostInFlight = Math.max(result.mostInFlight, inFlight);
			const refusal = await answer();
			inFlight -= 1;
			if (refusal) result.pushedBack += 1;
			return responseOf(refusal);
		};
		const gate = new Gate(places);
		if (pace) Object.assign(gate, { pace });
		const connection: Connection = { id: 'one', accountKey: 'one', baseUrl: 'https://vendor.example', secrets: [], send };
		const options = { ...operation, operation, vendor: userDesk, maxRetries: 3, timeoutMs: 300_000, gate, cancelled: new CancelToken() };
		const runItem = async () => {
			await sendWithRetry(request, connection, options)
				.catch(() => void (result.failed += 1))
				.finally(() => gate.leave());
		};
		const atWork: Array<Promise<void>> = [];
		for (let item = 0; item < items && (await gate.enter()); item += 1) atWork.push(runItem());
		await Promise.all(atWork);
		return { ...result, seconds: time.now() / 1000 };
	});
}

function responseOf(refusal: Refusal | undefined): object {
	if (refusal === undefined) return { statusCode: 200, headers: {}, body: {} };
	if ('code' in refusal) throw Object.assign(new Error(refusal.code), refusal);
	const { status, retryAfterMs } = refusal;
	return { statusCode: status, headers: retryAfterMs === null ? {} : { 'retry-after': retryAfterMs / 1000 }, body: {} };
}
