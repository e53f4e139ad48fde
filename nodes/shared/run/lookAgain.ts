import type { LookUpCall } from '../lookUp';
import type { Query, Result } from '../operation';
import type { CancelToken } from '../send/cancelToken';
import { pause } from '../send/cancelToken';
import { withDetails } from './perform';
import type { Listed, Sightings } from './sightings';
import { LONGEST_BEFORE_MS } from './sightings';

/** Milliseconds before each look. Several, because a new entry may show up in the vendor's list with a delay. */
const WAITS_MS = [300, 1200, 3000];
const SECOND_MS = 1000;

export interface LookAgain {
	lookUp: LookUpCall;
	/** The lookUp's key with the account. */
	key: string;
	itemIndex: number;
	/** When the request that may have worked was sent, on this machine's clock. */
	sentAt: number;
	listedBefore?: Listed;
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
		const looked = await lookOnce(look).catch(() => 'notFound' as const);
		if (looked) return looked;
	}
	return 'notFound';
}

/** Undefined where it may show up later. Rejects where the vendor's answer cannot be read. */
async function lookOnce({ lookUp, key, itemIndex, sightings, query, ...since }: LookAgain): Promise<Result | 'notFound' | undefined> {
	const candidates = await lookUp.candidates(query, since.listedBefore?.ids);
	const recent = candidates.filter(({ id, createdAt }) => isSince(since, id, createdAt));
	const own = sightings.pick(key, itemIndex, recent);
	if (!own) return recent.length > 1 ? 'notFound' : undefined;
	const result = withDetails(lookUp.read(own.raw), { foundAfterFailure: true });
	sightings.settled(key, itemIndex, own.id);
	return result;
}

type Since = Pick<LookAgain, 'listedBefore' | 'sentAt' | 'clockOffset'>;

function isSince({ listedBefore, sentAt, clockOffset }: Since, id: string, createdAt: number | null): boolean {
	if (createdAt === null) return listedBefore !== undefined && sentAt - listedBefore.at <= LONGEST_BEFORE_MS && !listedBefore.ids.has(id);
	const offset = clockOffset();
	if (offset === undefined) return false;
	const sentThere = sentAt + offset;
	// A time without milliseconds may be one that was cut to its second.
	return createdAt >= (createdAt % SECOND_MS === 0 ? sentThere - (sentThere % SECOND_MS) : sentThere);
}
