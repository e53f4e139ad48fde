import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { RedactedStream } from '../base/redactStream';
import { text } from '../base/json';

/** What one item says to the chat of an execution that n8n streams, while it is written. */
export class ChatStream {
	private stream: RedactedStream | undefined;
	/** What n8n was told so far. It gets one piece after the other, and an item does not fail because a chat was closed. */
	private told: Promise<void> | undefined;

	constructor(
		private readonly n8n: IExecuteFunctions,
		private readonly itemIndex: number,
	) {}

	hear(piece: string, secrets: readonly string[]): void {
		this.stream ??= new RedactedStream(secrets);
		this.send(this.stream.push(piece));
	}

	/** Says the whole text of an output that did not come in pieces, such as an earlier one. */
	async end(output: IDataObject[] = []): Promise<void> {
		this.send(this.stream ? this.stream.end() : output.map((item) => text(item.text) ?? '').join('\n\n'));
		if (!this.told) return;
		this.tell('end');
		await this.told;
	}

	private send(piece: string): void {
		if (piece === '') return;
		if (!this.told) this.tell('begin');
		this.tell('item', piece);
	}

	private tell(type: 'begin' | 'item' | 'end', piece?: string): void {
		const before = this.told ?? Promise.resolve();
		this.told = before.then(async () => await this.n8n.sendChunk(type, this.itemIndex, piece)).catch(() => undefined);
	}
}

/** Undefined where n8n does not stream. What a tool answers is for its agent and not for the chat. */
export const chatStreamOf = (n8n: IExecuteFunctions, itemIndex: number): ChatStream | undefined =>
	n8n.isStreaming() && !n8n.getNode().type.endsWith('Tool') ? new ChatStream(n8n, itemIndex) : undefined;
