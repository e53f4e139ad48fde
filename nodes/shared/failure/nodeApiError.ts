import { NodeApiError, type INode, type NodeApiError as ApiError } from 'n8n-workflow';
import type { Failure, Reason } from './failure';

interface Tally {
	/** The word for items that are done, e.g. "created". */
	doneWord: string;
	/** Items that have their output. */
	done: number;
	/** The IDs of their conversations. */
	ids: string[];
	/** Whether executing the workflow again makes them again. */
	isMadeAgain: boolean;
	/** Items that failed, the reported one among them. */
	failed: number;
	/** Indexes of those failed items that may exist at the vendor all the same. */
	mayExist: number[];
	/** Items that nothing was sent for. */
	notTried: number;
}

/** What n8n shows when a node throws: the failure's own texts and, for a run of items, which one failed and how far the run came. */
export function toNodeApiError(failure: Failure, node: INode, run?: { itemIndex: number } & Tally): ApiError {
	const { httpCode } = failure;
	const description = run ? [failure.description, ...progress(run)].join(' ') : failure.description;
	// The whole text in the message, because an agent is shown only the message of a tool's error.
	const message = isTool(node) ? `${failure.message}. ${failure.description}` : failure.message;
	const itemIndex = run?.itemIndex;
	const error = new NodeApiError(
		node,
		// What the details in the editor show as the full message.
		{ message: failure.words ?? message, description, httpCode: String(httpCode ?? '') },
		{ message, description, itemIndex, httpCode: httpCode === null ? undefined : String(httpCode), failure: causeOf(failure) },
	);
	// Set afterwards, because n8n replaces a message in which it finds an error code that it knows. An execution whose error has
	// the word "canceled" in it counts as canceled, whatever the vendor's words were about.
	error.message = failure.reason === 'cancelled' ? message : message.replace(/canceled/g, 'cancelled');
	error.description = description;
	return error;
}

const isTool = ({ type }: INode) => type.endsWith('Tool');

/** How far a run of several items came, and how to go on. */
const progress = ({ doneWord, done, ids, failed, mayExist, notTried, isMadeAgain }: Tally): string[] => {
	const items = done + failed + notTried;
	if (items === 1) return [];
	return [
		`Of ${items} items, ${done} ${doneWord}, ${failed} failed and ${notTried} ${notTried === 1 ? 'was' : 'were'} not tried.`,
		inDoubt(mayExist),
		ids.length > 0 ? `Conversations of those ${doneWord}: ${listed(ids)}.` : '',
		done > 0 && isMadeAgain
			? `To go on, choose Retry under Executions: it sends only what is missing. Executing the workflow anew sends ${done === 1 ? 'that one' : `those ${done}`} again.`
			: '',
	].filter(Boolean);
};

const MOST_NAMED = 20;

/** Which items to look for at the vendor, by their place in the input, from 0 on as n8n counts. */
const inDoubt = (indexes: number[]): string => {
	if (indexes.length === 0) return '';
	const [count, item] = indexes.length === 1 ? ['1', 'item'] : [String(indexes.length), 'items'];
	return `Of the failed, ${count} may exist at the vendor all the same (${item} ${listed(indexes)}).`;
};

const listed = (names: Array<string | number>): string => names.slice(0, MOST_NAMED).join(', ') + (names.length > MOST_NAMED ? ', …' : '');

type EngineFailure = NonNullable<ConstructorParameters<typeof NodeApiError>[2]>['failure'];

/** The engine's own failure causes, known to n8n 2.37 and newer and ignored by older ones. */
const causeOf = ({ reason, retryAfterMs }: Failure): EngineFailure => {
	const cause = CAUSES[reason];
	if (cause === undefined) return undefined;
	return retryAfterMs === undefined ? { cause } : { cause, retryAfterMs };
};

const CAUSES: Partial<Record<Reason, NonNullable<EngineFailure>['cause']>> = {
	authentication: 'credential-invalid',
	forbidden: 'configuration-invalid',
	network: 'temporarily-unavailable',
	notFound: 'configuration-invalid',
	planLimit: 'quota-exhausted',
	rateLimited: 'rate-limited',
	timeout: 'temporarily-unavailable',
	vendorFault: 'temporarily-unavailable',
};
