import type { Listed } from './listed';
import type { Memory } from './memory';
import { baselineOf } from './memory';

/** Whether it did not exist at the last poll. */
export function isCreated(memory: Memory, { id, createdAt }: Listed): boolean {
	const { seen, since } = baselineOf(memory, id);
	return seen === undefined && createdAt >= since;
}

/** Whether a new or changed conversation counts as updated. One created since the last poll does only if it changed again. */
export function isUpdated(memory: Memory, one: Listed): boolean {
	return !isCreated(memory, one) || one.updatedAt > one.createdAt;
}
