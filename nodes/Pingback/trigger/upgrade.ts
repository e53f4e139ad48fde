import { isRecord } from '../../shared/base/json';
import { withinBounds } from './bounds';
import type { Memory, Seen } from './memory';
import { keyOf } from './memory';
import { hashOf } from './messages';

/** The memory of versions up to 0.1.0. */
interface MemoryOfVersion1 {
	account: string;
	since: number;
	seen: Record<
		string,
		{ at: number; state: string; messages?: { until: number; ids: string[] }; read?: 'first' | 'again' }
	>;
}

/** Converts the memory of any version to this one. Undefined if it is not a memory: then the trigger begins anew. */
export function upgraded(memory: unknown): Memory | undefined {
	if (!isRecord(memory) || typeof memory.account !== 'string' || typeof memory.since !== 'number') return undefined;
	if (memory.version === 2) return memory as unknown as Memory;
	return isRecord(memory.seen) ? fromVersion1(memory as unknown as MemoryOfVersion1) : undefined;
}

function fromVersion1({ account, since, seen }: MemoryOfVersion1): Memory {
	const conversations = Object.entries(seen).map(([id, entry]): [string, Seen] => [keyOf(id), seenOfVersion1(entry)]);
	return withinBounds({
		version: 2,
		account,
		since,
		readFrom: since,
		conversations: Object.fromEntries(conversations),
		unreadable: [],
	});
}

function seenOfVersion1({ at, state, messages, read }: MemoryOfVersion1['seen'][string]): Seen {
	const done = messages && { until: messages.until, ids: messages.ids.map(hashOf).join('') };
	if (read === 'first') return { at: at - 1, state: '', messages: done ?? { until: at - 1, ids: '' } };
	return { at, state, ...(done && { messages: done }), ...(read === 'again' && { again: 1 }) };
}
