import { setTimeout as sleep } from 'node:timers/promises';

/** Repeats the check until it is true. An error counts as false. */
export async function until(isSo: () => boolean | Promise<boolean>, what: string, withinMs: number): Promise<void> {
	for (const end = Date.now() + withinMs; !(await look(isSo)); await sleep(200)) {
		if (Date.now() > end) throw new Error(`Waited ${withinMs / 1000} s in vain: ${what}`);
	}
}

const look = async (isSo: () => boolean | Promise<boolean>): Promise<boolean> => {
	try {
		return await isSo();
	} catch {
		return false;
	}
};
