import type { IDataObject } from 'n8n-workflow';
import { digest } from '../../shared/base/digest';
import { requiredId, time, UnexpectedAnswer } from '../../shared/base/json';

/** A conversation as Pingback lists it. Times are milliseconds on the vendor's clock: to order by, never to tell two states apart. */
export interface Listed {
	id: string;
	createdAt: number;
	updatedAt: number;
	/** Stays the same as long as the conversation does, to the last digit of the vendor's time. */
	state: string;
	shown: IDataObject;
}

/** Throws UnexpectedAnswer. */
export const readListed = (shown: IDataObject): Listed => ({
	id: requiredId(shown.id, 'id'),
	createdAt: millis(shown.created_at, 'created_at'),
	updatedAt: millis(shown.updated_at, 'updated_at'),
	state: stateOf(shown),
	shown,
});

/** A vendor's time that has to be there. Throws UnexpectedAnswer. */
export function millis(value: unknown, name: string): number {
	const iso = time(value);
	if (iso === null) throw new UnexpectedAnswer(`The answer has no usable "${name}".`);
	return Date.parse(iso);
}

// Status and assignee as well, because two changes can fall into one step of the vendor's clock. Hashed to keep the memory small.
const stateOf = ({ updated_at, status, assignee_id, first_response_at }: IDataObject): string =>
	digest(updated_at, status, assignee_id, first_response_at).slice(0, 12);
