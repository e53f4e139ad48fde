import type { Delivery } from '../form/settings';
import type { Operation } from '../operation';
import type { Vendor } from '../vendor';
import type { FailureOutcome, Reason } from './failure';
import { Failure } from './failure';
import { oneLine } from './vendorMessage';

/** An operation in the texts of a failure. */
export interface NamedOperation extends Pick<Operation, 'action' | 'idempotent'> {
	/** It is a picker or a trigger, which has no Options. */
	hasNoOptions?: boolean;
}

/** Everything that is known about an item that has failed for good. */
export interface FailureFacts {
	vendor: Vendor;
	operation: NamedOperation;
	reason: Reason;
	outcome: FailureOutcome;
	status: number | null;
	/** The vendor's own words. */
	vendorMessage?: string;
	/** Whether these are the text of a web page, such as a proxy's. */
	isPage?: boolean;
	/** What was seen, where the vendor said nothing. */
	observation?: string;
	/** What happened, where the reason alone does not say it. */
	headline?: string;
	retries: number;
	/** Why it was not sent again, or not once more. */
	retryNote: string;
	/** What to do about it, where the usual advice does not fit. */
	advice?: string;
	retryAfterMs?: number | null;
	/** By default At Most Once. */
	delivery?: Delivery;
}

const HEADLINES: Record<Reason, string> = {
	validation: 'the values were not accepted',
	authentication: 'the credential was not accepted',
	forbidden: 'access was denied',
	notFound: 'it was not found',
	planLimit: 'a limit of the plan is reached',
	rateLimited: 'there were too many requests',
	vendorFault: 'the vendor had a fault',
	network: 'the connection failed',
	timeout: 'no whole answer came in time',
	badResponse: 'the answer is not what the vendor documents',
	// With this spelling n8n shows the execution as canceled instead of failed.
	cancelled: 'the execution was canceled',
	duplicate: 'its idempotency key was used before',
};

const ADVICE: Record<Reason, string> = {
	validation: 'Correct the values of this item.',
	authentication: 'Check the key or token in the credential, and that it is for this account.',
	forbidden: 'Check that this account may use what the item names.',
	notFound: 'Check the IDs of this item.',
	planLimit: 'Raise the plan or wait until its limit is reset.',
	rateLimited: 'Lower Concurrency or raise Max Retries in the options.',
	vendorFault: 'Try again later; if it stays, ask the vendor.',
	network: 'Check the Base URL and the network between n8n and the vendor.',
	timeout: 'Raise Timeout in the options if the vendor needs longer.',
	badResponse: 'Check the Base URL; if it is right, ask the vendor.',
	cancelled: '',
	duplicate: 'To send it all the same, give it another key.',
};

const ADVICE_WITHOUT_OPTIONS: Partial<Record<Reason, string>> = {
	rateLimited: 'Try again in a moment.',
	timeout: 'Try again later.',
};

/** The title shows this much of the vendor's words, because n8n's notification shows nothing else. */
const LONGEST_IN_TITLE = 120;

/** The failed item's texts: what happened, the vendor's words, what to do, how often it was tried and what came of it. */
export function describeFailure(facts: FailureFacts): Failure {
	const { vendor, operation, reason, outcome, status, retries } = facts;
	const code = status === null ? '' : ` (HTTP ${status})`;
	const what = titleWords(facts) || ` because ${facts.headline ?? HEADLINES[reason]}`;
	const advice = vendor.advice?.[reason] ?? ((operation.hasNoOptions && ADVICE_WITHOUT_OPTIONS[reason]) || ADVICE[reason]);
	return new Failure(`${vendor.displayName}: ${operation.action} failed${what}${code}`, {
		description: [
			facts.vendorMessage ? sentence(`${vendor.displayName} says: ${facts.vendorMessage}`) : '',
			facts.observation ? sentence(facts.observation) : '',
			facts.advice ?? advice,
			retries > 0 ? `Sent ${retries === 1 ? 'twice' : `${retries + 1} times`}.` : '',
			facts.retryNote,
			operation.idempotent ? '' : RESULT[outcome],
			operation.idempotent || outcome !== 'unknown' ? '' : NEXT[facts.delivery ?? 'atMostOnce'],
		]
			.filter(Boolean)
			.join(' '),
		httpCode: status,
		reason,
		retries,
		outcome,
		retryAfterMs: facts.retryAfterMs ?? undefined,
		words: facts.vendorMessage || facts.observation,
	});
}

const RESULT: Record<FailureOutcome, string> = {
	notCreated: 'The vendor did nothing with it.',
	created: '',
	unknown: 'The vendor may have done it all the same: look there before you send it again.',
};

/** What n8n does next with an item that may exist. */
const NEXT: Record<Delivery, string> = {
	atMostOnce:
		"n8n's Retry On Fail and Retry do not send it again, because Delivery is At Most Once; with At Least Once in the options they do.",
	atLeastOnce: "n8n's Retry On Fail and Retry send it again, because Delivery is At Least Once.",
};

/** What a status means by HTTP's own words. */
export function reasonOfStatus(status: number): Reason {
	if (status < 400) return 'badResponse';
	if (status >= 500) return 'vendorFault';
	return CLIENT_REASONS[status] ?? 'validation';
}

const CLIENT_REASONS: Record<number, Reason> = {
	401: 'authentication',
	402: 'planLimit',
	403: 'forbidden',
	404: 'notFound',
	408: 'timeout',
	410: 'notFound',
	429: 'rateLimited',
};

/** A web page's text is no title, and a cancelled execution keeps the word that n8n knows it by. */
const titleWords = ({ headline, isPage, reason, vendorMessage = '' }: FailureFacts) =>
	headline || isPage || reason === 'cancelled' || !vendorMessage ? '' : `: ${oneLine(vendorMessage.replace(/\.$/, ''), LONGEST_IN_TITLE)}`;

const sentence = (words: string) => (/[.!?…]$/.test(words) ? words : `${words}.`);
