import type { Listed } from './listed';
import type { Memory } from './memory';
import { seenOf } from './memory';

/** Those that did not exist at the last poll. */
export const created = (memory: Memory, listed: Listed[]): Listed[] =>
	listed
		.filter(({ id, createdAt }) => createdAt >= memory.since && seenOf(memory, id) === undefined)
		.sort((a, b) => a.createdAt - b.createdAt);

/** Those that changed since the last poll. One that was created since then counts only if it was touched again. */
export const updated = (memory: Memory, listed: Listed[]): Listed[] =>
	listed.filter((one) => {
		const seen = seenOf(memory, one.id);
		if (seen) return seen.state !== one.state;
		return one.createdAt < memory.since || one.updatedAt > one.createdAt;
	});
