import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { text } from '../base/json';
import { RedactedStream } from '../base/redactStream';

/** What one item says to the chat of an execution that n8n streams. */
export class ChatStream {
	/** The answer that comes in pieces. */
	private answer: RedactedStream | undefined;
	private isOpen = false;
	/** n8n gets one piece after the other. An item does not fail because nobody listens any longer. */
	private told = Promise.resolve();

	constructor(
		private readonly n8n: IExecuteFunctions,
		private readonly itemIndex: number,
	) {}

	/** Says the part of a piece that holds no beginning of a secret. */
	hear(piece: string, secrets: readonly string[]): void {
		this.answer ??= new RedactedStream(secrets);
		this.say(this.answer.push(piece));
	}

	/** Ends what was said so far. An answer that comes afterwards is another one, as after an answer that broke off. */
	close(): void {
		this.say(this.answer?.end() ?? '');
		this.answer = undefined;
		if (this.isOpen) this.tell('end');
		this.isOpen = false;
	}

	/** Resolves when all is said. An output that did not come in pieces, such as one with the same key, is said whole. */
	async end(output: Promise<IDataObject[]>): Promise<void> {
		const items = await output.catch(() => []);
		if (!this.answer) this.say(items.flatMap((item) => text(item.text) ?? []).join('\n\n'));
		this.close();
		await this.told;
	}

	private say(words: string): void {
		if (words === '') return;
		if (!this.isOpen) this.tell('begin');
		this.isOpen = true;
		this.tell('item', words);
	}

	private tell(type: 'begin' | 'item' | 'end', words?: string): void {
		this.told = this.told.then(async () => await this.n8n.sendChunk(type, this.itemIndex, words)).catch(() => undefined);
	}
}

/** Undefined where n8n does not stream. What a tool answers is for its agent and not for the chat. n8n 1.x gives some tools no `isStreaming`. */
export const chatStreamOf = (n8n: IExecuteFunctions, itemIndex: number): ChatStream | undefined =>
	!n8n.getNode().type.endsWith('Tool') && n8n.isStreaming() ? new ChatStream(n8n, itemIndex) : undefined;
