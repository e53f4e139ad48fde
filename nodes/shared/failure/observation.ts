import type { SendResult } from '../send/sendOnce';

/** Says how a request ended that got no whole answer; empty when there is a whole answer. */
export function observationOf({ heard, ...result }: SendResult, timeoutMs: number): string {
	const seen = withoutWords(result, timeoutMs);
	return heard ? `${seen}. Until then it said: ${heard}` : seen;
}

function withoutWords({ connection, status, code = '', observation }: SendResult, timeoutMs: number): string {
	if (observation !== undefined) return observation;
	if (connection === 'neverMade') return NEVER_MADE[code] ?? '';
	if (connection === 'untrusted') return `The vendor's certificate is not trusted (${code})`;
	if (connection === 'timeout') return code ? `No answer came (${code})` : `No whole answer came within ${seconds(timeoutMs)}`;
	if (connection !== 'cut') return '';
	if (status !== null) return 'The connection broke off inside the answer';
	return code ? `The connection broke off (${code})` : 'The connection broke off';
}

const NEVER_MADE: Record<string, string> = {
	ECONNREFUSED: 'The connection was refused (ECONNREFUSED)',
	ENOTFOUND: 'The host name is not known (ENOTFOUND)',
	EAI_AGAIN: 'The host name could not be looked up (EAI_AGAIN)',
};

export const seconds = (ms: number) => (ms === 1000 ? '1 second' : `${ms / 1000} seconds`);
