import type { AnswerReader } from './reader';
import type { Streaming } from './streaming';

/** Reads an answer while it comes. The code that reads is loaded with the first such answer, not when n8n starts. */
export const streamed = (streaming: Streaming): AnswerReader => ({
	accept: streaming.accept,
	encoding: 'stream',
	async read(answer, receiving) {
		const { readStream } = await import('./readStream');
		return await readStream(answer, receiving, streaming);
	},
});
