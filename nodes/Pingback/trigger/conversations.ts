import type { Listed } from './listed';
import type { Memory } from './memory';
import { baselineOf } from './memory';

/** Whether it did not exist at the last poll. */
export function isCreated(memory: Memory, { id, createdAt }: Listed): boolean {
	const { seen, since } = baselineOf(memory, id);
	return seen === undefined && createdAt >= since;
}

/** Whether a conversation that is new or changed was updated: one that was created since the last poll only if it was touched again. */
export function isUpdated(memory: Memory, one: Listed): boolean {
	return !isCreated(memory, one) || one.updatedAt > one.createdAt;
}
