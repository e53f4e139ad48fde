import type { IDataObject } from 'n8n-workflow';
import type { Attempt } from '../send/attempt';

/** How a request's answer becomes a value. Whatever the reader, an answer that is no 2xx is read as JSON. */
export interface AnswerReader {
	/** The Accept header. */
	accept: string;
	/** Whether it gets the body whole, as bytes, or as a stream. */
	encoding: 'arraybuffer' | 'stream';
	/** Throws UnexpectedAnswer. */
	read(answer: ReceivedAnswer, receiving: Receiving): Received | Promise<Received>;
}

export interface ReceivedAnswer {
	status: number;
	headers: IDataObject;
	/** Bytes, or a stream of them. */
	body: unknown;
}

/** What was read, or how the answer broke off. */
export interface Received extends Pick<Attempt, 'connection'> {
	/** Only if the answer arrived whole. */
	body?: unknown;
	/** The text that came of an answer that did not. */
	heard?: string;
	/** What was seen, where the connection alone does not say it. */
	observation?: string;
}

/** One answer while it comes. */
export interface Receiving {
	/** Aborted when nobody waits any longer. */
	stop: AbortSignal;
	/** The text that came so far, where the answer comes in pieces. */
	heard: string;
	onPiece?(piece: string): void;
}
