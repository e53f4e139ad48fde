import { LineSplitter } from './lineSplitter';

/** A server-sent event. */
export interface ServerEvent {
	/** `message` where the vendor names none. */
	event: string;
	data: string;
	/** The last ID that was sent, empty where none was. */
	id: string;
}

/** Reads a stream of server-sent events piece by piece: https://html.spec.whatwg.org/multipage/server-sent-events.html */
export class EventParser {
	/** How long to wait before connecting again, in milliseconds, where the vendor says it. */
	retryMs: number | null = null;
	private readonly lines = new LineSplitter();
	private event = '';
	private data: string[] = [];
	private id = '';

	/** The events that this piece completes. What is not complete at the end is no event. */
	push(piece: string): ServerEvent[] {
		return this.lines.push(piece).flatMap((line) => this.read(line) ?? []);
	}

	private read(line: string): ServerEvent | undefined {
		if (line === '') return this.dispatch();
		const [, name = '', value = ''] = /^([^:]*)(?:: ?([^]*))?$/.exec(line) ?? [];
		if (name === 'data') this.data.push(value);
		if (name === 'event') this.event = value;
		if (name === 'id' && !value.includes('\0')) this.id = value;
		if (name === 'retry' && /^\d+$/.test(value)) this.retryMs = Number(value);
		return undefined;
	}

	private dispatch(): ServerEvent | undefined {
		const { event, data, id } = this;
		this.event = '';
		this.data = [];
		return data.length === 0 ? undefined : { event: event || 'message', data: data.join('\n'), id };
	}
}
