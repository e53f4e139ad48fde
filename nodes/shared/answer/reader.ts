import type { IDataObject } from 'n8n-workflow';
import type { SendResult } from '../send/sendOnce';

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

export type Received = Pick<SendResult, 'body' | 'connection' | 'observation' | 'heard'>;

/** One answer while it comes. */
export interface Receiving {
	/** Aborted when nobody waits any longer. */
	stop: AbortSignal;
	/** The text that came so far, where the answer comes in pieces. */
	heard: string;
	onPiece?(piece: string): void;
}
