import type { LookUpCall } from '../lookUp';
import type { Query, Result } from '../operation';
import type { CancelToken } from '../send/cancelToken';
import { pause } from '../send/cancelToken';
import { withDetails } from './perform';
import type { Sightings } from './sightings';

/** Milliseconds before each look. Several, because a new entry may show up in the vendor's list with a delay. */
const WAITS_MS = [300, 1200, 3000];
const SECOND_MS = 1000;

export interface LookAgain {
	lookUp: LookUpCall;
	/** The lookUp's key with the account. */
	key: string;
	itemIndex: number;
	/** When the request was sent, on this machine's clock. */
	sentAt: number;
	listedBefore?: ReadonlySet<string>;
	sightings: Sightings;
	query: Query;
	/** The vendor's clock less this machine's, in milliseconds, or a little less; undefined as long as no answer had a date. */
	clockOffset(): number | undefined;
	closed: CancelToken;
}

/**
 * Looks a few times, within some seconds, for what a request may have created. A candidate that existed before, that another item of
 * the run may have created, or that cannot be told from another one is not taken: then the outcome stays unknown.
 */
export async function lookAgain(look: LookAgain): Promise<Result | 'notFound' | 'notAsked'> {
	for (const wait of WAITS_MS) {
		await pause(wait, look.closed);
		if (look.closed.isCancelled) return 'notAsked';
		const candidates = await look.lookUp.candidates(look.query).catch(() => undefined);
		if (candidates === undefined) return 'notAsked';
		const recent = candidates.filter(({ id, createdAt }) => isSince(look, id, createdAt));
		const own = look.sightings.pick(look.key, look.itemIndex, recent);
		if (own) {
			look.sightings.settled(look.key, look.itemIndex, own.id);
			return withDetails(look.lookUp.read(own.raw), { foundAfterFailure: true });
		}
		if (recent.length > 1) return 'notFound';
	}
	return 'notFound';
}

function isSince({ listedBefore, sentAt, clockOffset }: LookAgain, id: string, createdAt: number | null): boolean {
	if (createdAt === null) return listedBefore !== undefined && !listedBefore.has(id);
	const offset = clockOffset();
	if (offset === undefined) return false;
	const sentThere = sentAt + offset;
	// A time without milliseconds may be one that was cut to its second.
	return createdAt >= (createdAt % SECOND_MS === 0 ? sentThere - (sentThere % SECOND_MS) : sentThere);
}
