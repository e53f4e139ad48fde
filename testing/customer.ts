import type { Sandbox } from './sandbox';

/**
 * A customer of the local Pingback who writes back once, soon after an agent has written, and not within the same millisecond: then
 * nobody could tell by the times which came first. Returns what ends the watching.
 */
export function customerWhoAnswers(sandbox: Sandbox, words: string): () => void {
	let hasRead = false;
	const watching = setInterval(() => {
		const [asked] = sandbox.sent('pingback');
		if (!asked) return;
		if (!hasRead) return void (hasRead = true);
		clearInterval(watching);
		sandbox.control('pingback', 'advance', { id: asked.conversationId, message: { content: words } });
	}, 20);
	return () => clearInterval(watching);
}
