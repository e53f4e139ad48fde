import { redact } from '../base/redact';
import type { Delivery } from '../form/settings';
import type { RetryRefusal } from '../send/retry';
import { isRedirect, mayHaveWorked } from '../send/attempt';
import type { SendResult } from '../send/sendOnce';
import type { Vendor } from '../vendor';
import type { FailureFacts, NamedOperation } from './describeFailure';
import { describeFailure, reasonOfStatus } from './describeFailure';
import type { Failure, Reason } from './failure';
import { observationOf } from './observation';
import { retryNote } from './retryNote';
import { isPage, oneLine, vendorMessage } from './vendorMessage';

/** Whose request failed, and how often it was tried. */
export interface SendFacts {
	vendor: Vendor;
	operation: NamedOperation;
	timeoutMs: number;
	retries: number;
	/** Why it was not sent again; undefined when that was never decided. */
	refusal?: RetryRefusal;
	delivery?: Delivery;
	/** What must not stand in any text. */
	secrets: string[];
}

/** Turns a request that did not succeed into the failure of its item. */
export function sendFailure(result: SendResult, { vendor, operation, timeoutMs, retries, refusal, delivery, secrets }: SendFacts): Failure {
	const words = vendorMessage(result.body, secrets);
	const facts: FailureFacts = {
		vendor,
		operation,
		reason: reasonOf(result, vendor),
		outcome: mayHaveWorked(result) ? 'unknown' : 'notCreated',
		status: result.status,
		vendorMessage: words,
		isPage: isPage(result.body),
		observation: oneLine(redact(result.cancelled ? '' : (result.hidden?.message ?? observationOf(result, timeoutMs)), secrets)),
		retries,
		retryNote: refusal && !operation.hasNoOptions ? retryNote(refusal) : '',
		retryAfterMs: result.retryAfterMs,
		delivery,
		advice: vendor.adviceOf?.(result.status, words),
	};
	return describeFailure(isRedirect(result.status) ? { ...facts, vendorMessage: '', advice: REDIRECT_ADVICE } : facts);
}

const reasonOf = ({ cancelled, status, connection, renewalTimedOut, retryAfterMs, body, hidden }: SendResult, vendor: Vendor): Reason => {
	if (cancelled) return 'cancelled';
	if (connection === 'timeout' || renewalTimedOut) return 'timeout';
	if (connection === 'loginFailed') return reasonOfLogin(status);
	if (status === null || connection !== undefined) return 'network';
	if (status === 429 && retryAfterMs === null && vendor.retry429WithoutRetryAfter === false) return 'planLimit';
	return hidden?.reason ?? vendor.reasonOf?.(status, body) ?? reasonOfStatus(status);
};

const reasonOfLogin = (status: number | null): Reason => {
	if (status === null) return 'network';
	return status >= 400 && status < 500 && status !== 429 ? 'authentication' : reasonOfStatus(status);
};

const REDIRECT_ADVICE =
	'The vendor answered with a redirect, which is never followed because it could carry the credential elsewhere. Check the Base URL.';
