import type { Sandbox } from './sandbox';

/** A customer of the local Pingback who writes back once, as soon as an agent has written. Returns what ends the watching. */
export function customerWhoAnswers(sandbox: Sandbox, words: string): () => void {
	const watching = setInterval(() => {
		const [asked] = sandbox.sent('pingback');
		if (!asked) return;
		clearInterval(watching);
		sandbox.control('pingback', 'advance', { id: asked.conversationId, message: { content: words } });
	}, 20);
	return () => clearInterval(watching);
}
