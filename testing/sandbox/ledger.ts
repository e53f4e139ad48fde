import type { CreatedConversation, Ledger, SentMessage } from './types';

/** What really happened at one vendor. */
export function openLedger(vendor: string) {
	let created: CreatedConversation[] = [];
	let sent: SentMessage[] = [];
	let counts: Record<string, number> = {};

	const ledger: Ledger = {
		created({ visit, body }, id) {
			created.push({ id, vendor, operation: visit?.operation ?? '', body, at: Date.now() });
		},
		sent({ visit, body }, conversationId) {
			sent.push({ vendor, operation: visit?.operation ?? '', conversationId, body, at: Date.now() });
		},
		count(what) {
			counts[what] = (counts[what] ?? 0) + 1;
		},
	};

	return {
		...ledger,
		createdSoFar: () => [...created],
		sentSoFar: () => [...sent],
		counts: (): Record<string, number> => ({ ...counts, created: created.length, sent: sent.length }),
		reset() {
			created = [];
			sent = [];
			counts = {};
		},
	};
}
