import type { IDataObject, IPollFunctions } from 'n8n-workflow';
import { record, UnexpectedAnswer } from '../../shared/base/json';
import { redact } from '../../shared/base/redact';
import type { Reason } from '../../shared/failure/failure';
import { Failure } from '../../shared/failure/failure';
import type { Query } from '../../shared/query/query';
import type { Unreadable } from './listed';
import { requestOf } from './messages';

/** The result of reading one conversation. */
export type ReadResult<T> = { value: T } | { skipped: Unreadable; error: Failure | UnexpectedAnswer };

/** Failures that concern one conversation. All others concern the whole account or the connection. */
const OF_ONE_CONVERSATION: Reason[] = ['validation', 'forbidden', 'notFound', 'vendorFault', 'timeout', 'network', 'badResponse'];

/**
 * Reads a conversation, or says why it cannot be read.
 * @throws what fails the poll as a whole: a refused credential, a limit
 */
export async function readConversationOf<T>(
	query: Query,
	conversationId: string,
	read: (body: IDataObject) => T,
): Promise<ReadResult<T>> {
	return await query(requestOf(conversationId)).then((body) => ({ value: read(record(body)) })).catch((error: unknown) => {
		if (!isOfOneConversation(error)) throw error;
		return { skipped: { id: conversationId, reason: wordsOf(error) }, error };
	});
}

const isOfOneConversation = (error: unknown): error is Failure | UnexpectedAnswer =>
	error instanceof UnexpectedAnswer || (error instanceof Failure && OF_ONE_CONVERSATION.includes(error.reason));

const wordsOf = (error: Failure | UnexpectedAnswer): string =>
	error instanceof Failure ? `${error.message}. ${error.description}` : error.message;

/** If at least so many conversations are read and none comes back, the vendor counts as down. */
const FEWEST_OF_AN_OUTAGE = 10;

/**
 * Throws the failure if the vendor as a whole was unreachable, not single conversations unreadable.
 * The poll then fails as a whole, and the next one begins where this one did.
 */
export function throwOutage(results: Array<ReadResult<unknown>>): void {
	const failures = results.flatMap((result) => ('error' in result ? [result.error] : []));
	const isOutage = failures.length === results.length && failures.length >= FEWEST_OF_AN_OUTAGE && failures.every(isVendors);
	const isUnreachable = failures.length === results.length && failures.length > 0 && failures.every(isNetwork);
	if (isOutage || isUnreachable) throw failures[0]!;
}

const isNetwork = (error: unknown): boolean => error instanceof Failure && error.reason === 'network';

const isVendors = (error: unknown): boolean =>
	error instanceof Failure && (['vendorFault', 'timeout', 'network'] as Reason[]).includes(error.reason);

/** Writes to the log, because n8n shows no warning for a poll that succeeds. */
export function report(n8n: IPollFunctions, unreadable: Unreadable[], secrets: string[]): void {
	const workflow = n8n.getWorkflow();
	for (const { id, reason } of unreadable) {
		const name = id === null ? 'A conversation' : `Conversation "${id}"`;
		const text = `Pingback Trigger: ${name} was skipped because it cannot be read: ${reason}`;
		n8n.logger.warn(redact(`${text.replace(/[.\s]*$/, '')}. It is tried again at the next polls, and the others are not held up.`, secrets), {
			workflowId: workflow.id,
			nodeName: n8n.getNode().name,
		});
	}
}
