import type { RetryRefusal } from '../send/retry';

/** Why a request was not sent again, in words. */
export function retryNote(refusal: RetryRefusal): string {
	switch (refusal.because) {
		case 'mayHaveWorked':
			return 'It was not sent again, because it may have done its work.';
		case 'endsTheSame':
			return 'Sending the same again would end the same way.';
		case 'planLimit':
			return 'This is the cap of the plan, which waiting a moment does not lift.';
		case 'noRetries':
			return 'Max Retries is 0.';
		case 'runStopped':
			return 'It was not sent again because the run was stopped.';
		case 'retriesUsed':
			return `That was the last of ${times(refusal.maxRetries)} that Max Retries allows.`;
		case 'waitTooLong': {
			const asked = refusal.askedWaitMs === null ? '' : `The vendor asks to wait ${seconds(refusal.askedWaitMs)}. `;
			return `${asked}An item waits at most ${seconds(refusal.longestWaitMs)} in all.`;
		}
	}
}

const times = (count: number) => (count === 1 ? '1 retry' : `${count} retries`);
const seconds = (ms: number) => `${Math.ceil(ms / 1000)} seconds`;
